"""Counting what may be told of neighbourhoods: exact sums, and what is left of them in public.

The rules are explained in docs/explanation/privacy.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from aid.models import Match, NeighbourhoodFigure, Request
from aid.models.neighbourhood import NUMBERS
from aid.queries.figures import CODE_LENGTHS, LEAST_TOLD, QUANTITY_OF, STANDING, rounded, step_of
from aid.queries.scope import within
from aid.rules import MatchStatus, RequestStatus
from geo.codes import Level

# An RW with fewer households that ask is part of its kelurahan for everybody but its offices.
LEAST_HOUSEHOLDS = 10
LONG_AGO = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())
# Ends that a household, its coordinator or time brought about; a donor can't.
ENDED = [
    RequestStatus.REFUSED,
    RequestStatus.WITHDRAWN,
    RequestStatus.EXPIRED,
    RequestStatus.ENOUGH,
]
Place = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One household's request, exact: what a count adds up. ``parts`` are its quantities by the
    names of figures."""

    region: str
    category: str
    household: object
    active: bool
    urgency: int
    submitted_at: datetime
    parts: dict[str, int]


@dataclass(frozen=True)
class Counted:
    """Some lines of one category together: how many requests take part in each number (see
    NUMBERS), and its exact sum."""

    takers: dict[str, int]
    sums: dict[str, int]


def due(now: datetime) -> list[Place]:
    """Neighbourhoods and categories of which at least LEAST_TOLD households' requests changed
    since they were last counted.

    So each new number blends the changes of several households, and none can be read off the
    difference. What a donor can bring about alone doesn't count as a change.
    """
    counted = NeighbourhoodFigure.private.filter(
        region=OuterRef("region"), category=OuterRef("category")
    )
    rows = (
        requests_of_households()
        .filter(region__level=Level.RW)
        .annotate(
            changed=changed_at(),
            since=Coalesce(Subquery(counted.values("counted_at")[:1]), LONG_AGO),
        )
        .filter(changed__gt=F("since"), changed__lte=now)
        .order_by()
        .values("region_id", "category")
        .annotate(households=Count("household", distinct=True))
        .filter(households__gte=LEAST_TOLD)
    )
    return sorted(rows.values_list("region_id", "category"))


def requests_of_households() -> QuerySet[Request]:
    found: QuerySet[Request] = Request.private.filter(household__isnull=False)
    return found.exclude(status=RequestStatus.SUBMITTED)


def changed_at() -> Greatest:
    """When a request last changed by anybody but a donor."""
    matches = Match.private.filter(request=OuterRef("pk"))
    newest = matches.order_by().values("request").annotate(at=Max("confirmed_at")).values("at")
    ended = Case(When(status__in=ENDED, then=F("closed_at")), default=LONG_AGO)
    return Greatest(
        Coalesce(F("verified_at"), LONG_AGO),
        Coalesce(ended, LONG_AGO),
        Coalesce(Subquery(newest), LONG_AGO),
    )


def lines_of(kelurahan: Iterable[str], now: datetime) -> list[Line]:
    """The requests of all households in each of ``kelurahan``, also of those without an RW."""
    requests = list(
        requests_of_households()
        .filter(within("region__code", kelurahan))
        .values(
            "pk", "region_id", "category", "household_id", "status", "needed", "reserved",
            "delivered", "urgency", "submitted_at", "until",
        )
    )  # fmt: skip
    moved = moved_of([row["pk"] for row in requests])
    return [line_of(row, moved.get(row["pk"], {}), now) for row in requests]


def moved_of(ids: list[int]) -> dict[int, dict[str, int]]:
    """What matches bring to each request, by the names of figures."""
    matches = Match.private.filter(request__in=ids)
    moved: dict[int, dict[str, int]] = {}
    for pk, status, quantity in matches.values_list("request_id", "status", "quantity"):
        name = QUANTITY_OF.get(MatchStatus(status))
        if name is not None:
            parts = moved.setdefault(pk, {})
            parts[name] = parts.get(name, 0) + quantity
    return moved


def line_of(row: Mapping[str, Any], moved: dict[str, int], now: datetime) -> Line:
    reached = row["reserved"] + row["delivered"]
    asked = row["needed"] if row["status"] in STANDING else reached
    open_now = row["status"] == RequestStatus.VERIFIED and row["until"] > now
    parts = {
        **moved,
        "requests": int(row["status"] in STANDING or row["delivered"] > 0),
        "asked": asked,
        "unmet": row["needed"] - reached if open_now else 0,
    }
    return Line(
        row["region_id"], row["category"], row["household_id"], open_now,
        row["urgency"], row["submitted_at"], parts,
    )  # fmt: skip


def counted(lines: Iterable[Line]) -> Counted:
    taking = list(lines)
    parts = {name: [line.parts.get(name, 0) for line in taking] for name in NUMBERS}
    return Counted(
        takers={name: sum(part > 0 for part in each) for name, each in parts.items()},
        sums={name: sum(each) for name, each in parts.items()},
    )


def told(here: Counted, elsewhere: Counted, name: str, category: str) -> int | None:
    """The number ``name`` of a neighbourhood as it may be told; None for too little.

    ``elsewhere`` is the rest of its kelurahan of which nothing is told: were it small, it would
    follow from the kelurahan's number and this one.
    """
    if here.takers[name] < LEAST_TOLD or 0 < elsewhere.takers[name] < LEAST_TOLD:
        return None
    return rounded(here.sums[name], step_of(name, category))


def kelurahan_of(region_code: str) -> str:
    return region_code[: CODE_LENGTHS["kelurahan"]]


def active_households(lines: Iterable[Line], region_code: str) -> int:
    """How many households of a neighbourhood ask for something now."""
    return len({line.household for line in lines if line.region == region_code and line.active})
