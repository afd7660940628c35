"""Figures of a region: what was asked, promised, handed over and confirmed.

The headline figure is what recipients confirmed. A need counts once: what households asked for
themselves is taken out of their neighbourhood's declared need. Requests that ended without
being fulfilled count with what reached them; portions of lists that are served in later weeks
(``PORTION_AHEAD``) with what is promised to them already.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, cast

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone

from aid.categories import CATEGORIES
from aid.models import Match, NeighbourhoodFigure, Request
from aid.queries.requests import PORTION_AHEAD
from aid.queries.tallies import Sums, sums_below
from aid.rules import MatchStatus, RequestStatus

STANDING = [RequestStatus.VERIFIED, RequestStatus.FULFILLED]
# Characters of a region's code by level: 31, 31.71, 31.71.01, 31.71.01.1001.
CODE_LENGTHS = {"province": 2, "city": 5, "kecamatan": 8, "kelurahan": 13}
# Below kecamatan figures are rounded to multiples of this; fewer are shown as "<5".
LEAST_TOLD = 5


@dataclass(frozen=True)
class Figure:
    """Quantities of one category in one region, in the category's unit.

    ``promised`` are accepted matches not yet on the way, ``delivered`` those handed over but
    not (yet) confirmed. ``requests`` counts requests.
    """

    requests: int = 0
    asked: int = 0
    proposed: int = 0
    promised: int = 0
    on_the_way: int = 0
    delivered: int = 0
    confirmed: int = 0

    @property
    def unmet(self) -> int:
        """What nobody promised yet; mere proposals are not promises."""
        return max(0, self.asked - self.promised - self.on_the_way - self.arrived)

    @property
    def arrived(self) -> int:
        return self.delivered + self.confirmed

    def plus(self, other: "Figure") -> "Figure":
        return Figure(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def worth(self, category: str) -> "Figure":
        """The same in rupiah; ``requests`` stays a count."""
        value = CATEGORIES[category].value
        scaled = {name: number * value for name, number in asdict(self).items()}
        return Figure(**{**scaled, "requests": self.requests})


ByCategory = dict[str, Figure]
FIGURES = tuple(each.name for each in fields(Figure))

QUANTITY_OF = {
    MatchStatus.PROPOSED: "proposed",
    MatchStatus.ACCEPTED: "promised",
    MatchStatus.ON_THE_WAY: "on_the_way",
    MatchStatus.DELIVERED: "delivered",
    MatchStatus.DISPUTED: "delivered",
    MatchStatus.CONFIRMED: "confirmed",
}


def figures_of(region_code: str) -> ByCategory:
    """Exact figures of one region by category; for publication see ``published``."""
    return figures_below(region_code, len(region_code)).get(region_code, {})


def figures_below(region_code: str, code_length: int) -> dict[str, ByCategory]:
    """Exact figures by region and category, for the regions inside ``region_code`` whose codes
    have ``code_length`` characters (see CODE_LENGTHS). Down to kelurahan one statement."""
    if code_length <= CODE_LENGTHS["kelurahan"]:
        return figures_in(sums_below(region_code, code_length, timezone.now()))
    return figures_counted(region_code, code_length)


def figures_in(sums: Iterable[Sums]) -> dict[str, ByCategory]:
    """The figures by region and category."""
    found: dict[str, ByCategory] = {}
    for row in sums:
        found.setdefault(row.code, {})[row.category] = Figure(
            **{name: getattr(row, name) for name in FIGURES}
        )
    return found


def figures_counted(region_code: str, code_length: int) -> dict[str, ByCategory]:
    """The same, counted from the requests and matches themselves, also for RWs."""
    found: dict[str, ByCategory] = {}
    for row in [*asked_rows(region_code, code_length), *match_rows(region_code, code_length)]:
        by_category = found.setdefault(row.pop("code"), {})
        category = row.pop("category")
        by_category[category] = by_category.get(category, Figure()).plus(Figure(**row))
    return found


def is_later(now: datetime) -> Q:
    """Portions that are no need of now."""
    return Q(serve_from__isnull=False, serve_from__gt=now + PORTION_AHEAD)


def asked_units(now: datetime) -> Case:
    """What a request counts as asked, once somebody checked it."""
    return Case(
        When(Q(status__in=STANDING) & ~is_later(now), then=F("needed") - F("listed")),
        default=F("reserved") + F("delivered"),
        output_field=IntegerField(),
    )


def asked_rows(region_code: str, code_length: int) -> list[dict[str, Any]]:
    now = timezone.now()
    standing = Q(status__in=STANDING) & ~is_later(now)
    counted = Request.private.within(region_code).exclude(status=RequestStatus.SUBMITTED)
    rows = (
        counted.annotate(code=Substr("region_id", 1, code_length))
        .order_by()
        .values("code", "category")
        .annotate(
            asked=Coalesce(Sum(asked_units(now)), Value(0)),
            requests=Count("pk", filter=standing | Q(delivered__gt=0)),
        )
    )
    return cast(list[dict[str, Any]], list(rows))


def match_rows(region_code: str, code_length: int) -> list[dict[str, Any]]:
    sums = {
        name: Coalesce(
            Sum("quantity", filter=Q(status__in=[s for s, n in QUANTITY_OF.items() if n == name])),
            Value(0),
        )
        for name in set(QUANTITY_OF.values())
    }
    rows = (
        Match.private.within(region_code)
        .annotate(code=Substr("request__region__code", 1, code_length))
        .order_by()
        .values("code", category=F("request__category"))
        .annotate(**sums)
    )
    return cast(list[dict[str, Any]], list(rows))


def total_worth(by_category: ByCategory) -> Figure:
    """All categories in rupiah, so that cash doesn't drown packages."""
    total = Figure()
    for category, figure in by_category.items():
        total = total.plus(figure.worth(category))
    return total


def published(by_category: ByCategory, level: str) -> dict[str, dict[str, int | None]]:
    """What the public may read of a region: exact down to kecamatan, rounded at kelurahan.

    None stands for 0 to 4 of something, shown as "<5". Raises ValueError for an RW, whose live
    figures nobody publishes: see ``neighbourhoods_told``.
    """
    if level not in CODE_LENGTHS:
        raise ValueError(f"figures of a {level} are not published")
    exact = level in ("province", "city", "kecamatan")
    return {
        category: {
            name: number if exact else rounded(number, step_of(name, category))
            for name, number in public_numbers(figure).items()
        }
        for category, figure in sorted(by_category.items())
    }


def public_numbers(figure: Figure) -> dict[str, int]:
    return {**asdict(figure), "unmet": figure.unmet}


def step_of(name: str, category: str) -> int:
    """The step in which figure ``name`` of ``category`` is rounded: requests are counted."""
    return 1 if name == "requests" else CATEGORIES[category].told_step


def rounded(number: int, step: int = 1) -> int | None:
    """``number`` rounded to the nearest 5 steps; None for less than 5 steps."""
    steps = number // step
    if steps < LEAST_TOLD:
        return None
    return (steps + LEAST_TOLD // 2) // LEAST_TOLD * LEAST_TOLD * step


def neighbourhoods_told(within: str) -> dict[str, dict[str, dict[str, int | None]]]:
    """What everybody may read of the RWs inside ``within``, by code and category.

    From the hourly count; None is too little to tell. What RWs declared is not in it.
    """
    found: dict[str, dict[str, dict[str, int | None]]] = {}
    for row in NeighbourhoodFigure.private.shown_within(within).order_by("region_id", "category"):
        numbers = {"proposed": None, **row.numbers}
        found.setdefault(row.region_id, {})[row.category] = numbers
    return found


def levels_below(level: str) -> Iterable[str]:
    order = list(CODE_LENGTHS)
    return order[order.index(level) + 1 :]
