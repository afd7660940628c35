"""Reading what a round needs out of the database, in set-based statements (`matching/sql`)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aid import rules
from aid.categories import CATEGORIES
from aid.models import Request
from aid.queries.figures import CODE_LENGTHS
from aid.queries.requests import PORTION_AHEAD
from aid.rules import MatchStatus
from aid.slots import ARRIVES_WITHIN
from geo.models import Region
from geo.privacy import PUBLISHED_M
from matching.copied import BIGINT, BOOLEAN, DOUBLE, INTEGER, SMALLINT, TIMESTAMP, copied, text
from matching.models import Gap
from matching.policy import Policy
from matching.priority import priorities
from matching.problem import NONE, Category, Ints, Needs, Offers, Problem
from matching.reasons import UnmetFacts
from matching.standing import give_back, nothing_given_back, positions

SQL = Path(__file__).parent / "sql"
# Regions travel as text of one length, which spaces fill up.
CODE_LENGTH = Region._meta.get_field("code").max_length or 0

# Matches after which the same pair is not proposed again, and those that brought something.
SPENT = (
    MatchStatus.PROPOSED,
    MatchStatus.DECLINED,
    MatchStatus.LAPSED,
    MatchStatus.CANCELLED,
    MatchStatus.LOST,
)
RECEIVED = (MatchStatus.DELIVERED, MatchStatus.CONFIRMED)

# The columns of the statements in `matching/sql`.
PLACES = {"east": DOUBLE, "north": DOUBLE, "shown_east": DOUBLE, "shown_north": DOUBLE}
NEED = {
    "id": BIGINT,
    **PLACES,
    "category": INTEGER,
    "quantity": INTEGER,
    "region": text(CODE_LENGTH),
    "urgency": SMALLINT,
    "submitted_at": TIMESTAMP,
    "vulnerable": BOOLEAN,
    "received": BOOLEAN,
    "put_first": BOOLEAN,
    "whole": BOOLEAN,
}
OFFER = {
    "id": BIGINT,
    **PLACES,
    "category": INTEGER,
    "quantity": INTEGER,
    "radius": INTEGER,
    "target": text(CODE_LENGTH),
    "known": BOOLEAN,
    "least": INTEGER,
    "donor": BIGINT,
}
CAP = {"donor": BIGINT, "room": INTEGER}
PAIR = {"need": BIGINT, "offer": BIGINT}
STANDING = {"id": BIGINT, **PAIR, "quantity": INTEGER, "weighed": BOOLEAN}

POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)

Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A problem, the region codes of its needs, and the ids of the matches that ``problem.kept``
    stands for."""

    problem: Problem
    regions: tuple[str, ...]
    standing: Ints


def load(policy: Policy, now: datetime, again: bool = False) -> Loaded:
    """Everything open at ``now``, and the pairs that must not be.

    ``again``: with what rounds proposed and nobody answered, given back to both sides. What opens
    or ends while it is read is left for the next round: `propose` leaves out what no longer fits.
    """
    parameters = parameters_of(policy, now, again)
    categories = tuple(
        Category(category.code, step=category.step, unit_value=category.value)
        for category in CATEGORIES.values()
    )
    steps = np.array([category.step for category in categories], dtype=np.int64)
    asked, given = _read("needs", parameters, NEED), _read("offers", parameters, OFFER)
    back = nothing_given_back()
    if again:
        back = give_back(_read("standing", parameters, STANDING), asked, given, steps)
    found, whole = _whole(asked, back.to(asked["id"], back.need), steps)
    codes, neighbourhood = np.unique(found["region"], return_inverse=True)
    regions = [code.decode().rstrip() for code in codes.tolist()]
    needs = _needs(policy, now, found, whole, neighbourhood)
    caps = _read("caps", parameters, CAP)
    most = _most_proposals(caps, given["donor"][positions(given["id"], back.offer)])
    offers = _offers(
        *_whole(given, back.to(given["id"], back.offer), steps), regions, caps["donor"]
    )
    barred = _read("forbidden", parameters, PAIR)
    pairs = np.concatenate([np.stack([barred["need"], barred["offer"]], axis=1), back.spent])
    forbidden = _forbidden(pairs.astype(np.int64), needs, offers)
    kept = back.kept(needs.id, offers.id)
    problem = Problem(categories, needs, offers, forbidden, kept, most)
    return Loaded(problem, tuple(regions[row] for row in neighbourhood.tolist()), back.match)


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


def parameters_of(policy: Policy, now: datetime, again: bool = False) -> dict[str, Any]:
    """What the statements in `matching/sql` ask for."""
    spent = set(SPENT) - ({MatchStatus.PROPOSED} if again else set())
    return {
        "again": again,
        "weighed_again": rules.WEIGHED_AGAIN,
        "now": now,
        "need_statuses": sorted(rules.sources("request", "match")),
        "offer_statuses": sorted(rules.sources("offer", "match")),
        "portions_until": now + PORTION_AHEAD,
        "arrives_from": now + ARRIVES_WITHIN,
        "spent": sorted(spent),
        "received": list(RECEIVED),
        "proposals_per_donor": policy.proposals_per_donor,
        "received_since": now - timedelta(days=policy.received_days),
        "published_m": PUBLISHED_M,
        "kelurahan_length": CODE_LENGTHS["kelurahan"],
        "categories": list(CATEGORIES),
        "code_length": CODE_LENGTH,
    }


def _read(name: str, parameters: dict[str, Any], columns: dict[str, str]) -> Rows:
    return copied((SQL / f"{name}.sql").read_text(), parameters, columns)


def _whole(rows: Rows, back: Ints, steps: Ints) -> tuple[Rows, Ints]:
    """The rows with at least a whole step open, what goes back to them counted in, and their whole
    steps in units; fractions of a step cannot be matched."""
    step = steps[rows["category"]]
    whole = (rows["quantity"] + back) // step * step
    some = whole > 0
    return rows[some], whole[some]


def _needs(policy: Policy, now: datetime, rows: Rows, quantity: Ints, neighbourhood: Ints) -> Needs:
    waited = (now - POSTGRES_EPOCH) // MICROSECOND - rows["submitted_at"].astype(np.int64)
    waiting_days = np.maximum(waited // (DAY // MICROSECOND), 0)
    urgency = rows["urgency"].astype(np.int64)
    return Needs(
        id=rows["id"],
        point=_points(rows, "east", "north"),
        shown_point=_points(rows, "shown_east", "shown_north"),
        category=rows["category"],
        quantity=quantity,
        priority=priorities(
            policy,
            urgency=urgency,
            waiting_days=waiting_days,
            vulnerable=rows["vulnerable"],
            received=rows["received"],
            put_first=rows["put_first"],
        ),
        neighbourhood=neighbourhood,
        urgency=urgency,
        waiting_days=waiting_days,
        put_first=rows["put_first"].astype(np.int64),
        least=np.where(rows["whole"], quantity, 1),
    )


def _offers(rows: Rows, quantity: Ints, regions: Sequence[str], capped: Ints) -> Offers:
    codes, target = np.unique(rows["target"], return_inverse=True)
    ranges = [target_range(regions, code.decode().rstrip() or None) for code in codes.tolist()]
    bounds = np.array(ranges, dtype=np.int64).reshape(-1, 2)[target]
    return Offers(
        id=rows["id"],
        point=_points(rows, "east", "north"),
        shown_point=_points(rows, "shown_east", "shown_north"),
        category=rows["category"],
        quantity=quantity,
        radius_m=rows["radius"].astype(np.float64),
        target_from=bounds[:, 0],
        target_to=bounds[:, 1],
        exact=rows["known"].astype(np.int64),
        least=rows["least"].astype(np.int64),
        donor=np.where(np.isin(rows["donor"], capped), rows["donor"], NONE),
    )


def _most_proposals(caps: Rows, back: Ints) -> Ints:
    """How many proposals each donor of ``caps`` takes, those that go back to the donors ``back``
    counted in."""
    donors = caps["donor"].astype(np.int64)
    row = positions(donors, back)
    again = np.bincount(row[row != NONE], minlength=len(donors))
    return np.stack([donors, np.maximum(caps["room"] + again, 0)], axis=1)


def _forbidden(ids: Ints, needs: Needs, offers: Offers) -> Ints:
    """The pairs of ids as rows of needs and offers, of those that were read."""
    sides = [positions(needs.id, ids[:, 0]), positions(offers.id, ids[:, 1])]
    pairs = np.stack(sides, axis=1)
    known: Ints = pairs[(pairs != NONE).all(axis=1)]
    return known


def _points(rows: Rows, east: str, north: str) -> NDArray[np.float64]:
    return np.stack([rows[east], rows[north]], axis=1).astype(np.float64)
