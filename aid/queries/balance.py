"""What is needed beside what is offered, by region and category: exact, for offices.

Offers are those that the reader may see, so that no board tells what donors elsewhere hold.
Whether an offer reaches a region is measured between published points; the round, which knows
better, decides on each pair.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from aid.categories import CATEGORIES
from aid.models import Offer
from aid.queries.figures import Figure, figures_below
from aid.rules import OfferStatus
from geo.codes import KELURAHAN_LENGTH, contains
from geo.models import Region
from geo.official import kelurahan_in, official_regions
from geo.projection import to_metres
from people.person import Person

FREE = F("quantity") - F("proposed") - F("reserved") - F("delivered") - F("lost")
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Free:
    """Units of open offers that nobody took yet: where they lie, for which region they are meant
    ("" for any), and how far they go, in metres."""

    region: str
    target: str
    category: str
    radius: int
    units: int


@dataclass(frozen=True)
class Balance:
    """Needs and offers of one category in one region, in the category's unit.

    ``region`` is None for what lies in no region of that level. ``there`` are the free units that
    lie there, ``reaching`` those that lie there or reach it; what reaches several regions is told
    of each.
    """

    region: Region | None
    category: str
    figure: Figure
    there: int
    reaching: int

    @property
    def asked(self) -> int:
        return self.figure.asked

    @property
    def unmet(self) -> int:
        return self.figure.unmet

    @property
    def promised(self) -> int:
        """Promised, on the way or arrived."""
        return self.figure.promised + self.figure.on_the_way + self.figure.arrived

    @property
    def gap(self) -> int:
        """What would stay open if all proposals were accepted and all within reach went there."""
        return max(0, self.unmet - self.figure.proposed - self.reaching)

    @property
    def surplus(self) -> int:
        """What lies there beyond what is open there."""
        return max(0, self.there - self.unmet)

    def worth(self, name: str) -> int:
        """Rupiah of one of the quantities."""
        return int(getattr(self, name)) * CATEGORIES[self.category].value


def balances(
    person: Person, region: Region, code_length: int, category: str, now: datetime
) -> list[Balance]:
    """Needs and offers in the regions below ``region`` whose codes have ``code_length``
    characters, where there are any; all categories unless one is named. At most five statements."""
    figures = figures_below(region.pk, code_length)
    children = {child.pk: child for child in Region.objects.filter(parent=region)}
    offers = free_offers(person, category, now)
    points = {code: points_of(child) for code, child in children.items()}
    reached = reached_units(offers, points)
    there: dict[tuple[str, str], int] = {}
    for offer in offers:
        if contains(region.pk, offer.region):
            key = (offer.region[:code_length], offer.category)
            there[key] = there.get(key, 0) + offer.units
    wanted = [category] if category else list(CATEGORIES)
    found = [
        Balance(
            children.get(code),
            each,
            figures.get(code, {}).get(each, Figure()),
            there.get((code, each), 0),
            max(reached.get((code, each), 0), there.get((code, each), 0)),
        )
        for code in sorted(children.keys() | figures.keys() | {code for code, _ in there})
        for each in wanted
    ]
    return [each for each in found if each.asked or each.there]


def free_offers(person: Person, category: str, now: datetime) -> list[Free]:
    """The open offers that ``person`` may see with something left, those alike together. One
    statement."""
    rows = Offer.private.visible_to(person).select_related(None).filter(
        status=OfferStatus.OPEN, until__gt=now, for_request=None
    )  # fmt: skip
    if category:
        rows = rows.filter(category=category)
    found = (
        rows.alias(free=FREE)
        .filter(free__gt=0)
        .order_by()
        .values_list("region_id", "target_id", "category", "radius")
        .annotate(units=Sum(FREE))
    )
    return [Free(region, target or "", *rest) for region, target, *rest in found]


def reached_units(
    offers: Iterable[Free], children: Mapping[str, Points]
) -> dict[tuple[str, str], int]:
    """How much reaches each region of ``children`` (their points in metres), by category."""
    found: dict[tuple[str, str], int] = {}
    ways: dict[tuple[str, str], float] = {}
    for offer in offers:
        source = offer.region[:KELURAHAN_LENGTH]
        for code, points in children.items():
            if offer.target and not is_meant(offer, code):
                continue
            way = (source, code)
            if way not in ways:
                ways[way] = distance(source, points)
            if ways[way] <= offer.radius or contains(code, offer.region):
                key = (code, offer.category)
                found[key] = found.get(key, 0) + offer.units
    return found


def is_meant(offer: Free, code: str) -> bool:
    """Whether some or all of the region may have of what is meant for another region."""
    return contains(offer.target, code) or contains(code, offer.target)


def distance(kelurahan: str, points: Points) -> float:
    """Metres from the published point of a kelurahan to the nearest of ``points``."""
    here = official_regions().kelurahan.get(kelurahan)
    if here is None:
        return math.inf
    return min((math.dist(here, there) for there in points), default=math.inf)


def points_of(region: Region) -> Points:
    """The points by which a region is reached: its kelurahan's, or an RW's own."""
    known = official_regions().kelurahan
    return [known[code] for code in kelurahan_in(region.pk)] or [to_metres(region.point)]
