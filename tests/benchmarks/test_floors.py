"""What the engine is measured against is right: each floor beside HiGHS on all legal pairs."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from benchmarks.matching import fairest, flows, greedy, small
from benchmarks.matching.arcs import Market, market, nearest
from benchmarks.matching.cities import City, city
from matching.policy import Policy
from matching.problem import Ints, every_legal_pair
from tests.matching.reference import best_values

CITIES = [city(seed, 60, City(supply)) for seed, supply in ((1, 0.6), (2, 0.9), (3, 1.5))]
LARGEST = [market(problem, 0) for problem in CITIES]
POLICY = Policy()


def test_markets_list_all_legal_pairs_once() -> None:
    for problem in CITIES:
        need, offer = every_legal_pair(problem)
        listed = set()
        for category in range(len(problem.categories)):
            one = market(problem, category)
            listed |= set(zip(one.need[one.head], one.offer[one.tail], strict=True))
        assert listed == set(zip(need, offer, strict=True))


def test_the_nearest_of_each_need_are_kept() -> None:
    for every in LARGEST:
        few = nearest(every, 2)
        for need in range(len(every.need)):
            ways = np.sort(every.metres[every.head == need])[:2]
            assert np.sort(few.metres[few.head == need]).tolist() == ways.tolist()


def test_or_tools_finds_the_best_of_all_three_stages() -> None:
    for problem, one in zip(CITIES, LARGEST, strict=True):
        best = best_values(problem, POLICY)[0]
        way = flows.grid_units(one, POLICY.cost_grid_m)
        found = flows.flow(one, way, flows.levels(one))
        assert int(one.priority @ found.unmet) == best["need"]
        assert int(way @ found.steps) == best["distance"]


def test_the_other_solvers_find_the_best_need_and_ways() -> None:
    for problem, one in zip(CITIES, LARGEST, strict=True):
        best = best_values(problem, Policy(fairness=False))[0]
        for solver in (small.by_networkx, small.by_highs):
            found = solver(one, POLICY.cost_grid_m)
            assert (found.need, found.way) == (best["need"], best["distance"])


@pytest.mark.parametrize("take", [greedy.by_priority, greedy.nearest_first])
def test_greedy_leaves_no_pair_that_could_still_give(take: greedy.Taking) -> None:
    for one in LARGEST:
        steps = take(one)
        lacking = one.demand - np.bincount(one.head, steps, len(one.need)).astype(int)
        left = one.supply - np.bincount(one.tail, steps, len(one.offer)).astype(int)
        assert (lacking >= 0).all() and (left >= 0).all()
        assert not ((lacking[one.head] > 0) & (left[one.tail] > 0)).any()


def test_the_fairest_is_the_linear_programs_best() -> None:
    """Within what `fairest` promises: never told too low, and hardly too high."""
    for one in LARGEST:
        found = flows.flow(one, np.zeros(len(one.head), dtype=np.int64), flows.levels(one))
        mine = fairest.reached(one, found.unmet)
        need = int(one.priority @ found.unmet)
        told = fairest.best(one, mine, whole=False)
        assert_close(told.least, fairest_by_highs(one, need, count=0))
        assert_close(told.worst_tenth, fairest_by_highs(one, need, count=fairest.worst(one)))


def test_whole_units_are_never_fairer_than_fractions() -> None:
    for one in LARGEST:
        found = flows.flow(one, np.zeros(len(one.head), dtype=np.int64), flows.levels(one))
        mine = fairest.reached(one, found.unmet)
        whole, fractions = (fairest.best(one, mine, whole=way) for way in (True, False))
        assert mine.least <= whole.least <= fractions.least + 2 * fairest.NARROW
        assert mine.worst_tenth <= whole.worst_tenth
        assert whole.worst_tenth <= fractions.worst_tenth + 2 * fairest.NARROW_IN_STEPS


def assert_close(told: float, best: float) -> None:
    assert best - 1e-5 <= told <= best + 2 * fairest.NARROW


def fairest_by_highs(one: Market, need: int, count: int) -> float:
    """Most coverage of the worst-off group (count 0), or mean of the `count` worst; in a linear
    program with columns: pairs, unmet steps of needs, losses of groups below η, and η."""
    pairs, needs, offers = len(one.head), len(one.need), len(one.offer)
    groups = len(one.asked)
    rest = csr_array((needs, groups + 1))
    below = hstack([
        csr_array((groups, pairs)),
        ones(one.group, groups) / one.asked[:, np.newaxis],
        -csr_array(np.eye(groups)),
        csr_array(np.ones((groups, 1))),
    ])  # fmt: skip
    rows = vstack([
        hstack([ones(one.head, needs), ones(np.arange(needs), needs), rest]),
        hstack([ones(one.tail, offers), csr_array((offers, needs + groups + 1))]),
        csr_array(np.r_[np.zeros(pairs), one.priority, np.zeros(groups + 1)][np.newaxis]),
        below,
    ], format="csr")  # fmt: skip
    none = np.full(offers + 1 + groups, -np.inf)
    high = np.r_[one.demand, one.supply, need, np.ones(groups)]
    goal = np.r_[np.zeros(pairs + needs), np.full(groups, 1 / max(count, 1)), -1]
    most = np.r_[np.full(pairs + needs, np.inf), np.full(groups, np.inf if count else 0), 1]
    answer = milp(
        goal,
        constraints=LinearConstraint(rows, np.r_[one.demand, none], high),
        bounds=Bounds(0, most),
    )
    assert answer.status == 0, answer.message
    return float(-answer.fun)


def ones(row: Ints, rows: int) -> csr_array:
    return csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(rows, len(row)))
