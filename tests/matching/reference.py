"""The best value of every stage, from HiGHS on the list of all legal pairs.

Shares nothing with the engine but the reading of a problem: which pairs are legal and how long
the ways are. Every stage is a linear program of its own, bound to what the stages before it
reached: plans are flows, whose polytope has whole corners, and the best plans of a stage are a
face of it. For small problems.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from matching.policy import Policy
from matching.problem import Floats, Ints, Problem, distances_m, every_legal_pair
from matching.travel import Travel

STAGES = ("need", "fairness", "distance", "change")
LEVELS = 1000


class Market(NamedTuple):
    """One category: rows of the problem, steps, and per legal pair the places of its need and
    offer, its grid units and the steps that stand already. level: (levels, 3) neighbourhood's
    place, cost and steps."""

    need: Ints
    offer: Ints
    demand: Ints
    supply: Ints
    priority: Ints
    head: Ints
    tail: Ints
    cost: Ints
    kept: Ints
    kept_cost: Ints
    group: Ints
    level: Ints


def best_values(
    problem: Problem, policy: Policy, travel: Travel | None = None
) -> list[dict[str, int]]:
    """The least value of each stage, per category in their order; without "fairness" where the
    policy says so."""
    stages = [stage for stage in STAGES if policy.fairness or stage != "fairness"]
    return [_best(market, stages) for market in markets(problem, policy, travel)]


def markets(problem: Problem, policy: Policy, travel: Travel | None = None) -> Iterator[Market]:
    pair_need, pair_offer = every_legal_pair(problem)
    metres = distances_m(problem, pair_need, pair_offer)
    if travel is not None:
        metres = np.maximum(metres, travel.road_m(pair_need, pair_offer))
    rows = (problem.kept.need, problem.kept.offer, problem.kept.quantity)
    standing = {(n, o): q for n, o, q in zip(*(row.tolist() for row in rows), strict=True)}
    for number, category in enumerate(problem.categories):
        need = np.flatnonzero(problem.needs.category == number)
        offer = np.flatnonzero(problem.offers.category == number)
        here = problem.needs.category[pair_need] == number
        _, group = np.unique(problem.needs.neighbourhood[need], return_inverse=True)
        demand = problem.needs.quantity[need] // category.step
        pairs = zip(pair_need[here].tolist(), pair_offer[here].tolist(), strict=True)
        kept = [standing.get(pair, 0) // category.step for pair in pairs]
        yield Market(
            need=need,
            offer=offer,
            demand=demand,
            supply=problem.offers.quantity[offer] // category.step,
            priority=problem.needs.priority[need],
            head=np.searchsorted(need, pair_need[here]),
            tail=np.searchsorted(offer, pair_offer[here]),
            cost=_grid_units(metres[here], policy),
            kept=np.array(kept, dtype=np.int64),
            kept_cost=_grid_units(np.maximum(metres[here] - policy.inertia_m, 0), policy),
            group=group,
            level=np.array(list(_levels(group, demand)), dtype=np.int64).reshape(-1, 3),
        )


def _grid_units(metres: Floats, policy: Policy) -> Ints:
    return np.array([round(way / policy.cost_grid_m) for way in metres.tolist()], dtype=np.int64)


def level_cost(asked: int, unmet: int) -> int:
    """What the first `unmet` of `asked` steps cost a neighbourhood, counted one by one."""
    return sum(LEVELS - LEVELS * (asked - step) // asked for step in range(1, unmet + 1))


def _levels(group: Ints, demand: Ints) -> Iterator[tuple[int, int, int]]:
    """Of `asked` steps, those of cost c or less are the first ⌊c · asked / 1000⌋."""
    for place in np.unique(group).tolist():
        asked = int(demand[group == place].sum())
        for cost in range(1, LEVELS + 1):
            steps = cost * asked // LEVELS - (cost - 1) * asked // LEVELS
            if steps:
                yield place, cost, steps


def _best(market: Market, stages: list[str]) -> dict[str, int]:
    """Columns: steps of pairs, unmet steps of needs, of levels, and kept steps of pairs."""
    pairs, needs, offers = len(market.head), len(market.need), len(market.offer)
    levels = len(market.level)
    place, level_costs, level_steps = market.level.T
    goals = {
        "need": _columns(np.zeros(pairs), market.priority, np.zeros(levels), np.zeros(pairs)),
        "fairness": _columns(np.zeros(pairs), np.zeros(needs), level_costs, np.zeros(pairs)),
        "distance": _columns(
            market.cost, np.zeros(needs), np.zeros(levels), market.kept_cost - market.cost
        ),
        "change": _columns(np.zeros(pairs), np.zeros(needs), np.zeros(levels), -np.ones(pairs)),
    }
    width = 2 * pairs + needs + levels
    if width == 0:
        return dict.fromkeys(stages, 0)
    eye_pairs, eye_needs = _ones(np.arange(pairs), pairs), _ones(np.arange(needs), needs)
    groups = int(market.group.max(initial=-1)) + 1
    row_blocks = [
        # what a need gets and what it lacks is what it asks for
        [_ones(market.head, needs), eye_needs, _none(needs, levels), _none(needs, pairs)],
        # an offer gives no more than it has
        [_ones(market.tail, offers), _none(offers, needs), _none(offers, levels),
         _none(offers, pairs)],
        # what a neighbourhood lacks fills its levels
        [_none(groups, pairs), _ones(market.group, groups), -_ones(place, groups),
         _none(groups, pairs)],
        # kept are at most the steps of the pair
        [-eye_pairs, _none(pairs, needs), _none(pairs, levels), eye_pairs],
    ]  # fmt: skip
    matrix = vstack([hstack(blocks) for blocks in row_blocks], format="csr")
    low = _columns(market.demand, np.full(offers, -np.inf), np.zeros(groups),
                   np.full(pairs, -np.inf))  # fmt: skip
    high = _columns(market.demand, market.supply, np.zeros(groups), np.zeros(pairs))
    most = _columns(market.supply[market.tail], market.demand, level_steps, market.kept)
    found: dict[str, int] = {}
    for stage in stages:
        before = [goals[name] for name in found]
        rows = vstack([matrix, *(csr_array(goal[np.newaxis]) for goal in before)], format="csr")
        answer = milp(
            goals[stage],
            constraints=LinearConstraint(
                rows,
                np.concatenate((low, np.full(len(before), -np.inf))),
                np.concatenate((high, list(found.values()))),
            ),
            bounds=Bounds(0, most),
        )
        assert answer.status == 0, answer.message
        assert abs(answer.fun - round(answer.fun)) < 1e-4, "A value that is no whole number."
        found[stage] = round(answer.fun)
    return found


def _columns(*parts: Ints | Floats) -> Floats:
    joined: Floats = np.concatenate([np.asarray(part, dtype=float) for part in parts])
    return joined


def _ones(row: Ints, rows: int) -> csr_array:
    """One column for each entry of `row`, with a 1 in that row."""
    data = (np.ones(len(row)), (row, np.arange(len(row))))
    return csr_array(data, shape=(rows, len(row)))


def _none(rows: int, columns: int) -> csr_array:
    return csr_array((rows, columns))
