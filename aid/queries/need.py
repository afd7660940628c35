"""Where need is unmet, for people who give: by area, never by household.

Everything here is fit for any donor's eyes. Quantities of areas are rounded as public figures
are; the order follows from the rounded numbers, so that it tells no more than they do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Substr

from aid.categories import CATEGORIES
from aid.models import Request
from aid.queries.figures import CODE_LENGTHS, ByCategory, figures_below, published, rounded
from geo.codes import PROVINCE, Level
from geo.models import Region
from people.person import Person

# An RW with fewer households that ask is shown as part of its kelurahan.
LEAST_HOUSEHOLDS = 10
RW_CODE_LENGTH = 17
BANDS = ("today", "days", "week", "longer")
SERVED = ("promised", "on_the_way", "delivered", "confirmed")


@dataclass(frozen=True)
class OpenNeed:
    """What nobody promised yet of one category in one area.

    ``quantity`` is rounded, None for less than 5 steps of the unit. ``urgency`` is the most
    urgent answer (see URGENCIES), ``waiting`` a band of ``waiting_band``.
    """

    category: str
    quantity: int | None
    urgency: int
    waiting: str

    @property
    def worth(self) -> int:
        """Rupiah, 0 for a quantity too small to be told."""
        return (self.quantity or 0) * CATEGORIES[self.category].value


@dataclass(frozen=True)
class AreaNeed:
    """The open need of one kelurahan or RW, its categories by worth.

    ``served`` is the share of what was asked that is promised or has arrived, 0 to 1.
    """

    region: Region
    needs: tuple[OpenNeed, ...]
    served: float

    @property
    def urgency(self) -> int:
        return min(need.urgency for need in self.needs)

    @property
    def longest(self) -> str:
        """The band of whoever waits longest."""
        return max((need.waiting for need in self.needs), key=BANDS.index)

    @property
    def worth(self) -> int:
        return sum(need.worth for need in self.needs)


@dataclass(frozen=True)
class HouseholdNeed:
    """One household's request as a donor sees it: area, category, quantity, urgency.

    ``region`` is the RW where at least LEAST_HOUSEHOLDS ask, else the kelurahan.
    """

    reference: str
    region: Region
    category: str
    quantity: int
    urgency: int


def areas_in_need(now: datetime, within: str = PROVINCE, category: str = "") -> list[AreaNeed]:
    """The kelurahan of ``within`` with open need, least served first.

    With ``category``, of that alone. Four statements.
    """
    length = CODE_LENGTHS["kelurahan"]
    needs = open_needs(now, within, length, category)
    figures = figures_below(within, length)
    regions = Region.objects.filter(code__in=needs).select_related("parent__parent")
    areas = [
        AreaNeed(region, needs[region.pk], served(figures.get(region.pk, {}), category))
        for region in regions
    ]
    return sorted(areas, key=least_served)


def neighbourhoods_in_need(now: datetime, within: str, category: str = "") -> list[AreaNeed]:
    """The RWs of kelurahan (or RW) ``within`` that may be shown by themselves, in order of worth.

    These declared a need, or have at least LEAST_HOUSEHOLDS households that ask.
    """
    shown = neighbourhoods_shown(now, within)
    counted = open_requests(now, within, category).filter(
        Q(household=None, region__level=Level.RW) | Q(region__in=shown)
    )
    needs = by_area(counted, RW_CODE_LENGTH, now)
    regions = Region.objects.filter(code__in=needs, level=Level.RW).select_related("parent")
    areas = [AreaNeed(region, needs[region.pk], 0) for region in regions]
    return sorted(areas, key=least_served)


def households_in_need(
    person: Person, now: datetime, within: str, category: str = ""
) -> QuerySet[Request]:
    """Households' requests that ``person`` could pledge to, those in greatest need first.

    For ``as_donor_sees``; nothing else of them may reach a donor's page.
    """
    found = open_requests(now, within, category).filter(household__isnull=False)
    found = found.exclude(pk__in=person.opened | person.helping)
    if person.user_id is not None:
        found = found.exclude(filed_by_id=person.user_id)
        found = found.exclude(household__resident_id=person.user_id)
    return found.order_by("urgency", "submitted_at", "pk").select_related(
        "household", "region__parent"
    )


def as_donor_sees(requests: Iterable[Request], shown: set[str]) -> list[HouseholdNeed]:
    """``requests`` without what could single out a household; ``shown``: RWs that may be named."""
    return [
        HouseholdNeed(
            reference=request.reference,
            region=named_area(request.region, shown),
            category=request.category,
            quantity=request.claimable,
            urgency=request.urgency,
        )
        for request in requests
    ]


def named_area(region: Region, shown: set[str]) -> Region:
    if region.level == Level.RW and region.pk not in shown and region.parent is not None:
        return region.parent
    return region


def neighbourhoods_shown(now: datetime, within: str) -> set[str]:
    """Codes of the RWs in which at least LEAST_HOUSEHOLDS households ask."""
    asking = open_requests(now, within).filter(household__isnull=False, region__level=Level.RW)
    counted = (
        asking.order_by().values("region_id").annotate(asking=Count("household", distinct=True))
    )
    return set(counted.filter(asking__gte=LEAST_HOUSEHOLDS).values_list("region_id", flat=True))


def open_requests(now: datetime, within: str, category: str = "") -> QuerySet[Request]:
    found: QuerySet[Request] = Request.private.open_to_pledge(now).within(within)
    return found.filter(category=category) if category else found


def open_needs(
    now: datetime, within: str, code_length: int, category: str = ""
) -> dict[str, tuple[OpenNeed, ...]]:
    """Open need by region, for the regions inside ``within`` whose codes have ``code_length``
    characters."""
    return by_area(open_requests(now, within, category), code_length, now)


def by_area(
    requests: QuerySet[Request], code_length: int, now: datetime
) -> dict[str, tuple[OpenNeed, ...]]:
    rows = (
        requests.select_related(None)
        .annotate(code=Substr("region_id", 1, code_length))
        .order_by()
        .values("code", "category")
        .annotate(
            units=Sum(F("needed") - F("listed") - F("reserved") - F("delivered")),
            most_urgent=Min("urgency"),
            since=Min("submitted_at"),
        )
    )
    found: dict[str, list[OpenNeed]] = {}
    for row in rows:
        step = CATEGORIES[row["category"]].step
        need = OpenNeed(
            row["category"],
            rounded(row["units"], step),
            row["most_urgent"],
            waiting_band(now - row["since"]),
        )
        found.setdefault(row["code"], []).append(need)
    return {code: tuple(sorted(needs, key=most_worth)) for code, needs in found.items()}


def most_worth(need: OpenNeed) -> tuple[int, str]:
    return -need.worth, need.category


def least_served(area: AreaNeed) -> tuple[float, int, int, str]:
    return area.served, -area.worth, area.urgency, area.region.pk


def served(figures: ByCategory, category: str = "") -> float:
    """The share, by worth, of what was asked that is promised or has arrived, in tenths; from
    the published numbers of a kelurahan."""
    asked = reached = 0
    for code, numbers in published(figures, "kelurahan").items():
        if category in ("", code):
            value = CATEGORIES[code].value
            asked += (numbers["asked"] or 0) * value
            reached += sum(numbers[name] or 0 for name in SERVED) * value
    return min(10, 10 * reached // asked) / 10 if asked else 0.0


def waiting_band(waited: timedelta) -> str:
    """How long somebody waits, too coarse to tell one request from another: "today", "days"
    (up to three), "week" or "longer"."""
    for band, days in zip(BANDS, (1, 4, 8), strict=False):
        if waited < timedelta(days=days):
            return band
    return BANDS[-1]
