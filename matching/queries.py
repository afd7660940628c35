"""Reading what a round needs out of the database, in set-based statements (`matching/sql`)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from aid import rules
from aid.categories import CATEGORIES
from aid.models import Request
from aid.queries.figures import CODE_LENGTHS
from aid.queries.requests import PORTION_AHEAD
from aid.rules import MatchStatus
from aid.slots import ARRIVES_WITHIN
from geo.privacy import PUBLISHED_M
from matching.errors import TooManyPairs
from matching.facts import UnmetFacts
from matching.models import Gap
from matching.policy import Policy
from matching.priority import priority
from matching.problem import NONE, Category, Ints, Needs, Offers, Pairs, Problem

SQL = Path(__file__).parent / "sql"
CODES = list(CATEGORIES)

# Matches after which the same pair is not proposed again, and those that brought something.
SPENT = (
    MatchStatus.PROPOSED,
    MatchStatus.DECLINED,
    MatchStatus.LAPSED,
    MatchStatus.CANCELLED,
    MatchStatus.LOST,
)
RECEIVED = (MatchStatus.DELIVERED, MatchStatus.CONFIRMED)

# An offer for a region goes anywhere in it: this exceeds every distance in the province.
REACH_INSIDE_TARGET_M = 300_000

# One row of `COPY … (FORMAT BINARY)`: the number of fields, then length and value of each.
PAIR_ROW = np.dtype(
    [("fields", ">i2"), ("need_bytes", ">i4"), ("need", ">i8"), ("offer_bytes", ">i4"),
     ("offer", ">i8"), ("distance_bytes", ">i4"), ("distance_m", ">f8")]
)  # fmt: skip
COPY_HEADER_BYTES, COPY_TRAILER_BYTES = 19, 2


class NeedRow(NamedTuple):
    """A row of needs.sql."""

    id: int
    east: float
    north: float
    shown_east: float
    shown_north: float
    category: str
    quantity: int
    region: str
    urgency: int
    submitted_at: datetime
    vulnerable: bool
    received: bool
    put_first: bool


class OfferRow(NamedTuple):
    """A row of offers.sql."""

    id: int
    east: float
    north: float
    shown_east: float
    shown_north: float
    category: str
    quantity: int
    radius: int
    target: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A problem, and the region codes of its needs."""

    problem: Problem
    regions: tuple[str, ...]


def load(policy: Policy, now: datetime) -> Loaded:
    """Everything open at ``now``, with all legal pairs.

    Raises TooManyPairs when there are more than the policy's limit.
    """
    parameters = parameters_of(policy, now)
    needs = [row for row in map(NeedRow._make, _rows("needs", parameters)) if _steps(row)]
    offers = [row for row in map(OfferRow._make, _rows("offers", parameters)) if _steps(row)]
    regions = sorted({row.region for row in needs})
    need_table = _needs(policy, now, needs, regions)
    offer_table = _offers(offers, regions)
    categories = tuple(
        Category(category.code, step=category.step, unit_value=category.value)
        for category in CATEGORIES.values()
    )
    pairs = _pairs(policy, parameters, need_table, offer_table)
    problem = Problem(categories, need_table, offer_table, pairs)
    return Loaded(problem, tuple(row.region for row in needs))


def too_late_facts(now: datetime) -> dict[int, UnmetFacts]:
    """The facts of meals whose slot ends too soon for anything to arrive, by request."""
    found = Request.private.open_to_pledge(now).filter(until__lte=now + ARRIVES_WITHIN)
    return {
        request.pk: UnmetFacts(
            code="too_late",
            category=request.category,
            missing=request.open,
            asked=request.open,
            offers=0,
        )
        for request in found.exclude(slot="")
        if request.open
    }


def gap_facts(request_id: int) -> dict[str, Any] | None:
    """Why the newest round left a request unmet, for ``explanation.reason_text``; or None."""
    gap = Gap.private.filter(pk=request_id).first()
    return None if gap is None else dict(gap.facts)


def target_range(regions: Sequence[str], target: str | None) -> tuple[int, int]:
    """Where ``target`` and what lies below it stand among sorted region codes.

    Codes below a region start with its own and a dot; a slash is the next character.
    """
    if target is None:
        return NONE, NONE
    return bisect_left(regions, target), bisect_left(regions, f"{target}/")


def parameters_of(policy: Policy, now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "need_statuses": sorted(rules.sources("request", "match")),
        "offer_statuses": sorted(rules.sources("offer", "match")),
        "portions_until": now + PORTION_AHEAD,
        "arrives_from": now + ARRIVES_WITHIN,
        "spent": list(SPENT),
        "received": list(RECEIVED),
        "received_since": now - timedelta(days=policy.received_days),
        "published_m": PUBLISHED_M,
        "kelurahan_length": CODE_LENGTHS["kelurahan"],
        "limit": policy.most_pairs + 1,
    }


def _rows(name: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute((SQL / f"{name}.sql").read_text(), parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _steps(row: NeedRow | OfferRow) -> int:
    """Whole steps in what is open; fractions of a step cannot be matched."""
    return row.quantity // CATEGORIES[row.category].step


def _whole(row: NeedRow | OfferRow) -> int:
    return _steps(row) * CATEGORIES[row.category].step


def _needs(policy: Policy, now: datetime, rows: Sequence[NeedRow], regions: Sequence[str]) -> Needs:
    waiting_days = [max(0, (now - row.submitted_at).days) for row in rows]
    priorities = [
        priority(
            policy,
            urgency=row.urgency,
            waiting_days=days,
            vulnerable=row.vulnerable,
            received=row.received,
            put_first=row.put_first,
        )
        for row, days in zip(rows, waiting_days, strict=True)
    ]
    return Needs(
        id=_ints([row.id for row in rows]),
        point=np.array([(row.east, row.north) for row in rows], dtype=float),
        shown_point=np.array([(row.shown_east, row.shown_north) for row in rows], dtype=float),
        category=_ints([CODES.index(row.category) for row in rows]),
        quantity=_ints([_whole(row) for row in rows]),
        priority=_ints(priorities),
        neighbourhood=_ints([bisect_left(regions, row.region) for row in rows]),
        urgency=_ints([row.urgency for row in rows]),
        waiting_days=_ints(waiting_days),
        put_first=_ints([int(row.put_first) for row in rows]),
    )


def _offers(rows: Sequence[OfferRow], regions: Sequence[str]) -> Offers:
    targets = [target_range(regions, row.target) for row in rows]
    radii = [row.radius if row.target is None else REACH_INSIDE_TARGET_M for row in rows]
    return Offers(
        id=_ints([row.id for row in rows]),
        point=np.array([(row.east, row.north) for row in rows], dtype=float),
        shown_point=np.array([(row.shown_east, row.shown_north) for row in rows], dtype=float),
        category=_ints([CODES.index(row.category) for row in rows]),
        quantity=_ints([_whole(row) for row in rows]),
        radius_m=np.array(radii, dtype=float),
        target_from=_ints([first for first, _ in targets]),
        target_to=_ints([end for _, end in targets]),
    )


def _pairs(policy: Policy, parameters: dict[str, Any], needs: Needs, offers: Offers) -> Pairs:
    """All legal pairs; what opened since needs and offers were read is left for the next round."""
    found = _copied("pairs", parameters)
    if len(found) > policy.most_pairs:
        raise TooManyPairs(f"The limit is {policy.most_pairs} pairs (policy most_pairs).")
    need, offer = _positions(needs.id, found["need"]), _positions(offers.id, found["offer"])
    known = (need != NONE) & (offer != NONE)
    return Pairs(need[known], offer[known], found["distance_m"][known].astype(np.float64))


def _copied(name: str, parameters: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.void]]:
    """The rows of a statement with the columns of PAIR_ROW, by binary COPY."""
    statement = f"copy ({(SQL / f'{name}.sql').read_text()}) to stdout (format binary)"
    with connection.cursor() as cursor, cursor.copy(statement, parameters) as copy:
        data = b"".join(copy)
    return np.frombuffer(data[COPY_HEADER_BYTES:-COPY_TRAILER_BYTES], dtype=PAIR_ROW)


def _positions(ids: Ints, wanted: Ints) -> Ints:
    """The row of each wanted id among ``ids``, which ascend; NONE for those that are not there."""
    if len(ids) == 0:
        return np.full(len(wanted), NONE, dtype=np.int64)
    rows = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    positions: Ints = np.where(ids[rows] == wanted, rows, NONE).astype(np.int64)
    return positions


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
