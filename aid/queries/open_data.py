"""What open data tells: the published figures of all regions, read at one moment.

No number is made here. Kelurahan and above are what ``published`` makes of exact sums, RWs what
the hourly count says; what organisations brought is rounded as a kelurahan's figures are, so that
nothing follows for the donors who aren't named from the exact sum of a kecamatan.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from aid.models import Match
from aid.open_data.columns import DataSet
from aid.open_data.lines import Line, Numbers, Places
from aid.queries.figures import (
    CODE_LENGTHS,
    QUANTITY_OF,
    ByCategory,
    Figure,
    figures_below,
    neighbourhoods_told,
    published,
    rounded,
    step_of,
)
from aid.rules import MatchStatus
from geo.codes import PROVINCE, Level, contains
from geo.models import Boundary, Region
from geo.privacy import published_point
from people.accounts import named_organisations

# All processes tell the same for about so long, and read no more often.
STANDS_FOR = timedelta(minutes=5)
ARRIVED = [status for status, name in QUANTITY_OF.items() if name in ("delivered", "confirmed")]
# Decimal places of degrees in shapes: about a metre.
PRECISION = 5

ByRegion = dict[str, dict[str, Numbers]]


@dataclass(frozen=True)
class Activity:
    """What one named organisation brought to one kecamatan, as it may be told."""

    organisation: str
    region: str
    category: str
    status: str
    quantity: int


@dataclass(frozen=True)
class Snapshot:
    """All that open data tells, as of ``moment``. ``figures`` by level, region and category."""

    moment: datetime
    places: Places
    figures: Mapping[str, ByRegion]
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class Chosen:
    """Which lines are wanted: those at ``level`` inside the region ``within``."""

    level: str
    within: str = PROVINCE
    category: str = ""


class Kept:
    """The newest snapshot of this process; one at a time is read."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.newest: Snapshot | None = None

    def at(self, now: datetime) -> Snapshot:
        with self.lock:
            if self.newest is None or not timedelta() <= now - self.newest.moment < STANDS_FOR:
                self.newest = read(now)
            return self.newest

    def forget(self) -> None:
        with self.lock:
            self.newest = None


kept = Kept()


def snapshot() -> Snapshot:
    """What is told now; at most STANDS_FOR old."""
    return kept.at(timezone.now())


def read(now: datetime) -> Snapshot:
    """A snapshot of the database as it is at one moment."""
    with one_moment():
        inside = figures_below(PROVINCE, CODE_LENGTHS["kelurahan"])
        figures: dict[str, ByRegion] = {
            level: {
                code: dict(published(by_category, level))
                for code, by_category in rolled_up(inside, length).items()
            }
            for level, length in CODE_LENGTHS.items()
        }
        figures[Level.RW] = {
            code: dict(told) for code, told in neighbourhoods_told(PROVINCE).items()
        }
        official = Region.objects.exclude(level=Level.RW)
        names = dict(official.values_list("code", "name"))
        for region in Region.objects.filter(code__in=figures[Level.RW]):
            names[region.code] = region.public_name
        return Snapshot(now, Places(names), figures, tuple(activities()))


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in the block is as it was at its beginning; inside another transaction, as
    that sees it."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def rolled_up(figures: Mapping[str, ByCategory], length: int) -> dict[str, ByCategory]:
    """Exact ``figures`` of regions, added up for those above whose codes have ``length``
    characters."""
    found: dict[str, ByCategory] = {}
    for code, by_category in figures.items():
        above = found.setdefault(code[:length], {})
        for category, figure in by_category.items():
            above[category] = above.get(category, Figure()).plus(figure)
    return found


def activities() -> Iterator[Activity]:
    """What organisations that agreed to be named brought, by kecamatan; of less than 5 nothing is
    told, not even that it is there."""
    named = named_organisations()
    rows = (
        Match.private.filter(donor_id__in=named, status__in=ARRIVED)
        .annotate(code=Substr("request__region__code", 1, CODE_LENGTHS["kecamatan"]))
        .order_by()
        .values("donor_id", "code", "status", category=F("request__category"))
        .annotate(units=Sum("quantity"))
    )
    exact: dict[tuple[int, str, str, str], int] = {}
    for row in rows:
        status = QUANTITY_OF[MatchStatus(row["status"])]
        key = (row["donor_id"], row["code"], row["category"], status)
        exact[key] = exact.get(key, 0) + row["units"]
    for (donor, code, category, status), units in exact.items():
        told = rounded(units, step_of(status, category))
        if told is not None:
            yield Activity(named[donor], code, category, status, told)


def lines(found: Snapshot, dataset: DataSet, chosen: Chosen) -> list[Line]:
    """The lines of a file, by region, then by organisation and category."""
    every = of_organisations(found) if dataset.name == "activities" else of_regions(found, chosen)
    return [
        line
        for line in every
        if line.category in dataset.categories
        and chosen.category in ("", line.category)
        and contains(chosen.within, line.code)
    ]


def of_regions(found: Snapshot, chosen: Chosen) -> Iterator[Line]:
    for code, by_category in sorted(found.figures[chosen.level].items()):
        above = found.places.named(code)
        for category, numbers in sorted(by_category.items()):
            yield Line(code, chosen.level, above, category, found.moment, numbers)


def of_organisations(found: Snapshot) -> Iterator[Line]:
    order = sorted(found.activities, key=lambda a: (a.region, a.organisation, a.category, a.status))
    for each in order:
        yield Line(
            each.region,
            "kecamatan",
            found.places.named(each.region),
            each.category,
            found.moment,
            {"quantity": each.quantity},
            each.organisation,
            each.status,
        )


def shapes(codes: set[str]) -> dict[str, str]:
    """The geometry of regions as GeoJSON: the current shape, of an RW its published point."""
    rows = Boundary.objects.current().filter(region_id__in=codes)
    found = dict(
        rows.annotate(json=AsGeoJSON("shape", precision=PRECISION)).values_list("region_id", "json")
    )
    for region in Region.objects.filter(code__in=codes - found.keys()):
        point = published_point(region.point) if region.level == Level.RW else region.point
        found[region.code] = point.geojson
    return found
