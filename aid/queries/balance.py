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
        """What would stay open if all that reaches it went there."""
        return max(0, self.unmet - self.reaching)

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
    away: dict[tuple[str, str], float] = {}
    sources = sources_of({offer.region for offer in offers})
    for offer in offers:
        for code, points in children.items():
            if (offer.region, code) not in away:
                away[offer.region, code] = distance(offer.region, sources, code, points)
            if is_meant(offer, code) and away[offer.region, code] <= offer.radius:
                key = (code, offer.category)
                found[key] = found.get(key, 0) + offer.units
    return found


def is_meant(offer: Free, code: str) -> bool:
    """Whether some or all of the region may have of it."""
    return not offer.target or contains(offer.target, code) or contains(code, offer.target)


def distance(source: str, sources: Mapping[str, Points], code: str, points: Points) -> float:
    """Metres from where offers lie to a region's nearest point; 0 inside it."""
    if contains(code, source):
        return 0.0
    ways = (math.dist(here, there) for here in sources[source] for there in points)
    return min(ways, default=math.inf)


def sources_of(codes: Iterable[str]) -> dict[str, Points]:
    """Where offers lie, by region: the published point of the kelurahan."""
    known = official_regions().kelurahan
    points = {code: known.get(code[:KELURAHAN_LENGTH]) for code in codes}
    return {code: [point] if point else [] for code, point in points.items()}


def points_of(region: Region) -> Points:
    """The points by which a region is reached: its kelurahan's, or an RW's own."""
    known = official_regions().kelurahan
    return [known[code] for code in kelurahan_in(region.pk)] or [to_metres(region.point)]
