"""The hourly count of what may be told of neighbourhoods."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from aid.models import NeighbourhoodFigure
from aid.models.neighbourhood import NUMBERS
from aid.queries.counting import (
    LEAST_HOUSEHOLDS,
    Line,
    Place,
    active_households,
    counted,
    due,
    kelurahan_of,
    lines_of,
    told,
)
from aid.queries.figures import LEAST_TOLD
from aid.queries.need import waiting_band

NOTHING: dict[str, Any] = {
    "shown": False, **dict.fromkeys(NUMBERS), "urgency": None, "waiting": "",
}  # fmt: skip


@transaction.atomic
def count_neighbourhoods(now: datetime) -> int:
    """Count every neighbourhood of which enough changed, all at once; how many numbers are new.

    A neighbourhood is shown with at least LEAST_HOUSEHOLDS households that ask, and of those at
    least LEAST_TOLD for the category. All others keep what was told of them.
    """
    places = due(now)
    renewed = 0
    for kelurahan, inside in groupby(places, key=lambda place: kelurahan_of(place[0])):
        lines = lines_of([kelurahan], now)
        for place in inside:
            renew(place, lines, now)
            renewed += 1
    return renewed


def renew(place: Place, lines: list[Line], now: datetime) -> None:
    region, category = place
    if active_households(lines, region) < LEAST_HOUSEHOLDS:
        NeighbourhoodFigure.private.filter(region_id=region).update(**NOTHING)
        numbers = NOTHING
    else:
        numbers = numbers_of(place, [line for line in lines if line.category == category], now)
    NeighbourhoodFigure.private.update_or_create(
        region_id=region, category=category, defaults={"counted_at": now, **numbers}
    )


def numbers_of(place: Place, lines: list[Line], now: datetime) -> dict[str, Any]:
    """What may be told of one category in one neighbourhood; ``lines`` are its kelurahan's."""
    region, category = place
    shown = NeighbourhoodFigure.private.shown_within(kelurahan_of(region), category)
    others = {region, *shown.values_list("region_id", flat=True)}
    own = [line for line in lines if line.region == region]
    here, elsewhere = counted(own), counted(line for line in lines if line.region not in others)
    numbers = {name: told(here, elsewhere, name, category) for name in NUMBERS}
    if numbers["requests"] is None:
        return NOTHING
    waiting = [line for line in own if line.parts["unmet"]]
    return {"shown": True, **numbers, **urgency_of(waiting, now)}


def urgency_of(waiting: Iterable[Line], now: datetime) -> dict[str, Any]:
    """How urgent it is for at least LEAST_TOLD of those who wait, and how long they do."""
    lines = list(waiting)
    if len(lines) < LEAST_TOLD:
        return {"urgency": None, "waiting": ""}
    urgencies = sorted(line.urgency for line in lines)
    moments = sorted(line.submitted_at for line in lines)
    nth = LEAST_TOLD - 1
    return {"urgency": urgencies[nth], "waiting": waiting_band(now - moments[nth])}
