"""Where need is unmet, for people who give: by area, never by household.

Everything here is fit for any donor's eyes. Quantities of areas are rounded as public figures
are; the order follows from the rounded numbers, so that it tells no more than they do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Expression, F, Min, QuerySet, Sum, Window
from django.db.models.functions import RowNumber, Substr
from django.utils import timezone

from aid.categories import CATEGORIES
from aid.models import NeighbourhoodFigure, Request
from aid.models.household import HOUSEHOLD
from aid.queries.areas import Areas
from aid.queries.blocks import blocking
from aid.queries.figures import ByCategory, published, rounded
from aid.queries.requests import RequestQuerySet
from aid.queries.scope import Among
from geo.codes import Level, level_of
from geo.models import Region
from people.person import Person

if TYPE_CHECKING:
    from aid.queries.near_need import NearRequest

RW_CODE_LENGTH = 17
# Portions of later weeks that are told of one list.
LATER_SHOWN = 4
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

    ``region`` is the kelurahan; the RW where ``aid.queries.areas`` allows it. ``institution``
    tells that it is one, not which; ``slot`` when a meal is eaten, empty for any time; ``whole``
    that less than ``quantity`` is of no use.
    """

    reference: str
    region: Region
    category: str
    quantity: int
    urgency: int
    institution: bool
    slot: str
    whole: bool


@dataclass(frozen=True)
class LaterPortion:
    """What nobody promised yet of one portion of a list that is served in a later week: from
    ``day`` on. ``quantity`` is rounded, None for less than 5 steps of the unit."""

    region: Region
    category: str
    day: date
    quantity: int | None


def neighbourhoods_in_need(now: datetime, within: str, category: str = "") -> list[AreaNeed]:
    """The RWs inside ``within`` that may be shown by themselves, in order of worth.

    What an RW declared is told as it stands, what its households ask as in the hourly count.
    """
    declared = by_area(declared_requests(now, within, category), RW_CODE_LENGTH, now)
    counted = needs_told(within, category)
    needs = {
        code: added(declared.get(code, ()), counted.get(code, ()))
        for code in declared.keys() | counted.keys()
    }
    regions = Region.objects.filter(code__in=needs, level=Level.RW).select_related("parent")
    areas = [AreaNeed(region, needs[region.pk], 0) for region in regions]
    return sorted(areas, key=least_served)


def declared_requests(now: datetime, within: str, category: str = "") -> QuerySet[Request]:
    return open_requests(now, within, category).filter(household=None, region__level=Level.RW)


def needs_told(within: str, category: str = "") -> dict[str, tuple[OpenNeed, ...]]:
    """What households of RWs still need, as the newest count tells it, by the RW's code."""
    found: dict[str, tuple[OpenNeed, ...]] = {}
    for row in NeighbourhoodFigure.private.shown_within(within, category):
        if row.unmet is not None and row.urgency is not None:
            need = OpenNeed(row.category, row.unmet, row.urgency, row.waiting)
            found[row.region_id] = (*found.get(row.region_id, ()), need)
    return found


def added(*parts: Iterable[OpenNeed]) -> tuple[OpenNeed, ...]:
    """The needs of one area from several sources, each category once; what is told is added up."""
    by_category: dict[str, OpenNeed] = {}
    for need in chain(*parts):
        known = by_category.get(need.category)
        by_category[need.category] = need if known is None else together(known, need)
    return tuple(sorted(by_category.values(), key=most_worth))


def together(one: OpenNeed, other: OpenNeed) -> OpenNeed:
    return OpenNeed(
        one.category,
        (one.quantity or 0) + (other.quantity or 0) or None,
        min(one.urgency, other.urgency),
        max(one.waiting, other.waiting, key=BANDS.index),
    )


def households_in_need(
    person: Person, areas: Areas, now: datetime, within: str, category: str = ""
) -> RequestQuerySet:
    """Households' requests that ``person`` could pledge to, those in greatest need first; among
    these in the order of their references, which are random: where few ask, nobody reads who did
    so before whom.

    To ask for a single RW tells no more than its name in the answer would. For
    ``as_donor_sees``; nothing else of them may reach a donor's page.
    """
    found = open_requests(now, within, category)
    if level_of(within) == Level.RW:
        found = found.filter(category__in=areas.categories_named(within))
    theirs = sorted(person.opened | person.helping)
    found = pledgeable_by(found, person.user_id, person.accounts, theirs)
    return listed(found.order_by("urgency", "reference"))


def pledgeable_by(
    found: RequestQuerySet,
    user_id: int | Expression | None,
    accounts: Sequence[int] | Expression,
    theirs: Sequence[int] | Expression,
) -> RequestQuerySet:
    """Households' requests among ``found`` that somebody may pledge to who has the account
    ``user_id``, gives by ``accounts`` and opened the requests ``theirs``."""
    found = found.filter(household__isnull=False)
    found = found.exclude(blocking(accounts)).exclude(Among("pk", theirs))
    if user_id is not None:
        found = found.exclude(filed_by_id=user_id).exclude(household__resident_id=user_id)
    return found


READ = (
    "reference", "category", "urgency", "slot", "whole",
    "needed", "listed", "proposed", "reserved", "delivered",
    "household__kind", "region__code", "region__parent", "region__level", "region__name",
    "region__rw_number", "region__verified_at",
)  # fmt: skip


def listed(requests: RequestQuerySet) -> RequestQuerySet:
    """``requests`` with what ``as_donor_sees`` reads; what people wrote is not opened."""
    return requests.select_related("household", "region").only(*READ)


def as_donor_sees(requests: Iterable[Request], areas: Areas) -> list[HouseholdNeed]:
    """``requests`` without what could single out a household."""
    rows = list(requests)
    regions = with_points([areas.of_request(request) for request in rows])
    return [
        need_told(request, request.household.kind if request.household else HOUSEHOLD, region)
        for request, region in zip(rows, regions, strict=True)
    ]


def need_told(request: "Request | NearRequest", kind: str, region: Region) -> HouseholdNeed:
    return HouseholdNeed(
        reference=request.reference,
        region=region,
        category=request.category,
        quantity=request.claimable,
        urgency=request.urgency,
        institution=kind != HOUSEHOLD,
        slot=request.slot,
        whole=request.whole,
    )


def with_points(regions: Sequence[Region]) -> list[Region]:
    """``regions``, and where they are: kelurahan are known to the process, RWs are asked for, in
    one statement."""
    unread = {region.pk for region in regions if "point" in region.get_deferred_fields()}
    found = Region.objects.in_bulk(unread) if unread else {}
    return [found.get(region.pk, region) for region in regions]


def open_requests(now: datetime, within: str, category: str = "") -> RequestQuerySet:
    """The open requests inside ``within``; of lists the portions of the days to come."""
    found: RequestQuerySet = Request.private.open_to_pledge(now).current(now).within(within)
    return found.filter(category=category) if category else found


def later_portions(now: datetime, within: str, category: str = "") -> list[LaterPortion]:
    """What portions of lists still need in later weeks, by RW, category and day; of each list the
    next LATER_SHOWN."""
    found: QuerySet[Request] = Request.private.open_to_pledge(now).later(now).within(within)
    chosen = found.filter(category=category) if category else found
    # Counted off by the database: anybody may ask for the whole city, of which most is not told.
    following = chosen.annotate(
        order_in_list=Window(
            RowNumber(),
            partition_by=[F("region_id"), F("category")],
            order_by=[F("serve_from"), F("pk")],
        )
    ).filter(order_in_list__lte=LATER_SHOWN)
    portions = []
    for request in following.order_by("region_id", "category", "serve_from", "pk"):
        assert request.serve_from is not None
        step = CATEGORIES[request.category].told_step
        day, open_units = timezone.localdate(request.serve_from), rounded(request.claimable, step)
        portions.append(LaterPortion(request.region, request.category, day, open_units))
    return portions


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
        need = OpenNeed(
            row["category"],
            rounded(row["units"], CATEGORIES[row["category"]].told_step),
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
