"""Small instances, written as one would draw them: points on a line, in metres."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from matching.plan import Plan, make_plan
from matching.policy import Policy
from matching.problem import (
    NONE,
    Category,
    Ints,
    Kept,
    Needs,
    Offers,
    Problem,
    distances_m,
    every_legal_pair,
)

# Exact, and without the stage between need and distance.
POLICY = Policy(fairness=False, distance_gap_ppm=0)
FAIR = Policy(distance_gap_ppm=0)
CATEGORIES = (
    Category("sembako", unit_value=200_000),
    Category("meal", unit_value=45_000),
    Category("cash", step=10_000),
)
CODES = [category.code for category in CATEGORIES]


@dataclass(frozen=True)
class Ask:
    """A need."""

    x: float
    quantity: int = 1
    priority: int = 1
    category: str = "sembako"
    neighbourhood: int = NONE
    y: float = 0
    urgency: int = 2
    waiting_days: int = 0
    put_first: bool = False
    least: int = 1


@dataclass(frozen=True)
class Give:
    """An offer; `target` is the range of neighbourhoods that it is for."""

    x: float
    quantity: int = 1
    radius: float = 5000
    category: str = "sembako"
    target: tuple[int, int] = (NONE, NONE)
    y: float = 0
    exact: bool = True
    least: int = 1
    donor: int = NONE


def make(
    needs: Sequence[Ask],
    offers: Sequence[Give],
    forbidden: Iterable[tuple[int, int]] = (),
    kept: Mapping[tuple[int, int], int] | None = None,
    most_proposals: Mapping[int, int] | None = None,
) -> Problem:
    """Ids are 100 + row and 500 + row; `kept` are units of proposals that stand, by rows;
    `most_proposals` by donor."""
    barred = np.array(sorted(forbidden), dtype=np.int64).reshape(-1, 2)
    rows = np.array(list(kept or ()), dtype=np.int64).reshape(-1, 2)
    units = np.array(list((kept or {}).values()), dtype=np.int64)
    stands = Kept(rows[:, 0], rows[:, 1], units)
    most = np.array(list((most_proposals or {}).items()), dtype=np.int64).reshape(-1, 2)
    return Problem(CATEGORIES, make_needs(needs), make_offers(offers), barred, stands, most)


def make_needs(needs: Sequence[Ask]) -> Needs:
    points = np.array([(need.x, need.y) for need in needs], dtype=float).reshape(-1, 2)
    return Needs(
        id=np.arange(len(needs)) + 100,
        point=points,
        shown_point=points,
        category=np.array([CODES.index(need.category) for need in needs], dtype=int),
        quantity=np.array([need.quantity for need in needs], dtype=int),
        priority=np.array([need.priority for need in needs], dtype=int),
        neighbourhood=np.array([need.neighbourhood for need in needs], dtype=int),
        urgency=np.array([need.urgency for need in needs], dtype=int),
        waiting_days=np.array([need.waiting_days for need in needs], dtype=int),
        put_first=np.array([need.put_first for need in needs], dtype=int),
        least=np.array([need.least for need in needs], dtype=int),
    )


def make_offers(offers: Sequence[Give]) -> Offers:
    points = np.array([(offer.x, offer.y) for offer in offers], dtype=float).reshape(-1, 2)
    return Offers(
        id=np.arange(len(offers)) + 500,
        point=points,
        shown_point=points,
        category=np.array([CODES.index(offer.category) for offer in offers], dtype=int),
        quantity=np.array([offer.quantity for offer in offers], dtype=int),
        radius_m=np.array([offer.radius for offer in offers], dtype=float),
        target_from=np.array([offer.target[0] for offer in offers], dtype=int),
        target_to=np.array([offer.target[1] for offer in offers], dtype=int),
        exact=np.array([offer.exact for offer in offers], dtype=int),
        least=np.array([offer.least for offer in offers], dtype=int),
        donor=np.array([offer.donor for offer in offers], dtype=int),
    )


def quantities(problem: Problem, plan: Plan) -> dict[tuple[int, int], int]:
    """Units by (need row, offer row)."""
    return {(a.need, a.offer): a.quantity for a in plan.assignments(problem)}


def random_problem(seed: int, most: int = 4) -> Problem:
    """Up to `most` needs and offers of one category on a coarse grid, so that ties abound."""
    rng = np.random.default_rng(seed)

    def rows(size: int) -> list[list[int]]:
        spread = (8, 3, 3, 3, 3)
        drawn = np.stack([rng.integers(0, most, size) for most in spread], axis=1)
        result: list[list[int]] = (drawn * (500, 500, 1, 1, 1) + (0, 0, 1, 1, 0)).tolist()
        return result

    needs = [
        Ask(x=x, y=y, quantity=quantity, priority=priority, neighbourhood=neighbourhood)
        for x, y, quantity, priority, neighbourhood in rows(int(rng.integers(0, most + 1)))
    ]
    offers = [
        Give(x=x, y=y, quantity=quantity, radius=1000 * radius,
          target=(area, area + 1) if area and rng.random() < 0.3 else (NONE, NONE))
        for x, y, quantity, radius, area in rows(int(rng.integers(0, most + 1)))
    ]  # fmt: skip
    forbidden = [
        pair for pair in product(range(len(needs)), range(len(offers))) if rng.random() < 0.1
    ]
    return make(needs, offers, forbidden)


def best_by_trying_everything(problem: Problem) -> tuple[int, int, int]:
    """(priority-weighted units met, −Σ units · grid distance) of the best plan in strict order,
    and the most units that any plan meets. Tries every division of every offer."""
    legal: dict[int, dict[int, int]] = {need: {} for need in range(len(problem.needs))}
    need, offer = every_legal_pair(problem)
    for pair in zip(need.tolist(), offer.tolist(), grid_steps(problem, need, offer), strict=True):
        legal[pair[0]][pair[1]] = pair[2]

    @cache
    def best(need: int, left: tuple[int, ...]) -> tuple[int, int, int]:
        if need == len(problem.needs):
            return 0, 0, 0
        priority = int(problem.needs.priority[need])
        found = []
        parts = [range(left[offer] + 1) for offer in legal[need]]
        for given in product(*parts):
            units = sum(given)
            if units > problem.needs.quantity[need]:
                continue
            rest = list(left)
            for offer, quantity in zip(legal[need], given, strict=True):
                rest[offer] -= quantity
            way = sum(q * c for q, c in zip(given, legal[need].values(), strict=True))
            met, minus_way, most = best(need + 1, tuple(rest))
            found.append((met + priority * units, minus_way - way, most + units))
        weighted = max(found)
        return weighted[0], weighted[1], max(most for _, _, most in found)

    return best(0, tuple(problem.offers.quantity.tolist()))


def value(problem: Problem, plan: Plan) -> tuple[int, int, int]:
    """What `best_by_trying_everything` returns, of a plan."""
    met, way, units = 0, 0, 0
    ways = grid_steps(problem, plan.need, plan.offer)
    for need, steps, quantity in zip(plan.need.tolist(), ways, plan.quantity.tolist(), strict=True):
        met += quantity * int(problem.needs.priority[need])
        way += quantity * steps
        units += quantity
    return met, -way, units


def grid_steps(problem: Problem, need: Ints, offer: Ints) -> list[int]:
    """The lengths of pairs on the policy's grid."""
    return [round(metres / POLICY.cost_grid_m) for metres in distances_m(problem, need, offer)]


def draw_up(problem: Problem, given: dict[tuple[int, int], int]) -> Plan:
    """The plan that gives so many units by (need row, offer row)."""
    pairs = np.array(list(given), dtype=np.int64).reshape(-1, 2)
    quantity = np.array(list(given.values()), dtype=np.int64)
    return make_plan(problem, pairs[:, 0], pairs[:, 1], quantity)
