"""Which vehicle gets through which lane, and their names."""

from django.utils.functional import Promise, lazy
from django.utils.translation import pgettext_lazy

from aid.models.consignment import VEHICLES
from aid.models.post import LANES

VEHICLE_NAMES: dict[str, str | Promise] = {
    "truck": pgettext_lazy("vehicle", "truck"),
    "pickup": pgettext_lazy("vehicle", "pick-up"),
    "car": pgettext_lazy("vehicle", "car"),
    "motorbike": pgettext_lazy("vehicle", "motorbike"),
    "cart": pgettext_lazy("vehicle", "cart"),
    "on_foot": pgettext_lazy("vehicle", "on foot"),
}
LANE_NAMES: dict[str, str | Promise] = {
    "truck": pgettext_lazy("lane", "trucks get through"),
    "car": pgettext_lazy("lane", "no trucks"),
    "motorbike": pgettext_lazy("lane", "motorbikes only"),
    "foot": pgettext_lazy("lane", "on foot only"),
}
# The narrowest lane that a vehicle still gets through.
NEEDS = {
    "truck": "truck",
    "pickup": "car",
    "car": "car",
    "motorbike": "motorbike",
    "cart": "foot",
    "on_foot": "foot",
}


def fits(vehicle: str, lane: str) -> bool:
    return LANES.index(NEEDS[vehicle]) >= LANES.index(lane)


def what_fits(lane: str) -> object:
    """The vehicles that get through ``lane``, in words of whoever reads it."""
    return lazy(names_of_fitting, str)(lane)


def names_of_fitting(lane: str) -> str:
    return ", ".join(str(VEHICLE_NAMES[code]) for code in VEHICLES if fits(code, lane))
