"""What geo refuses: each class has a stable code and says when it is raised."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class GeoError(Exception):
    """The base of all: ``code`` for programs, ``message`` (lazy) in the reader's language."""

    code: ClassVar[str]
    text: ClassVar["_StrPromise"]

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    @property
    def message(self) -> "_StrPromise":
        return format_lazy(self.text, **self.facts)

    def __str__(self) -> str:
        return str(self.message)


class PointInvalid(GeoError):
    """Latitude or longitude is missing, no number, or no number of degrees."""

    code = "point_invalid"
    text = _("A place needs a latitude and a longitude in degrees.")


class PointSwapped(GeoError):
    """The point is outside Jakarta, but inside with latitude and longitude exchanged."""

    code = "point_swapped"
    text = _("Latitude and longitude look swapped: latitude {lat}, longitude {lon} is in Jakarta.")


class PointOutsideJakarta(GeoError):
    """The point is more than 2 km from every kelurahan."""

    code = "point_outside_jakarta"
    text = _("This place is outside Jakarta. Please choose one inside it.")


class UnknownRegion(GeoError):
    """No region has this code."""

    code = "unknown_region"
    text = _("There is no region with the code “{region}”.")


class NotAKelurahan(GeoError):
    """The region exists, at another level."""

    code = "not_a_kelurahan"
    text = _("{name} is not a kelurahan.")


class NotANeighbourhood(GeoError):
    """The region exists, and is an official one."""

    code = "not_a_neighbourhood"
    text = _("{name} is not an RW or kampung.")


class NeighbourhoodUnnamed(GeoError):
    """A neighbourhood was given neither an RW number nor a name."""

    code = "neighbourhood_unnamed"
    text = _("Give an RW number, or a name where there is no RW.")


class NeighbourhoodNameTooLong(GeoError):
    """The name doesn't fit its column."""

    code = "neighbourhood_name_too_long"
    text = _("The name of a kampung has at most {most} letters.")


class RwNumberInvalid(GeoError):
    """The RW number is no whole number of 1–999."""

    code = "rw_number_invalid"
    text = _("An RW has a number from 1 to 999.")


class FiguresInvalid(GeoError):
    """Households or population is negative, or more than any neighbourhood has."""

    code = "figures_invalid"
    text = _("Households and people are whole numbers from 0 to {most}.")


class NeighbourhoodExists(GeoError):
    """The kelurahan has this RW number, or a kampung of this name, already."""

    code = "neighbourhood_exists"
    text = _("{name} is already listed in {kelurahan}.")


class KelurahanFull(GeoError):
    """The kelurahan has used up its 99 codes for neighbourhoods without an RW."""

    code = "kelurahan_full"
    text = _("{kelurahan} has no code left for a kampung without an RW.")


class PointOutsideKelurahan(GeoError):
    """The point is more than 2 km outside the kelurahan that it was given for."""

    code = "point_outside_kelurahan"
    text = _("This place is more than 2 km outside {kelurahan}.")


class RegionsMissing(GeoError):
    """Boundaries were imported before the table of regions was loaded."""

    code = "regions_missing"
    text = _("Load the table of regions first.")


class UnknownGeneration(GeoError):
    """No set of boundaries has this number."""

    code = "unknown_generation"
    text = _("There are no boundaries with the number {number}.")


class BoundaryFileRefused(GeoError):
    """A file of boundaries has faults; ``problems`` are one line each, for its author."""

    code = "boundary_file_refused"
    text = _("The file is refused as a whole, with faults: {count}.")

    def __init__(self, *problems: str) -> None:
        super().__init__(count=len(problems))
        self.problems = problems
