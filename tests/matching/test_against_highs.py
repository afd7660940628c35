"""Every stage's value and bound, against HiGHS on all legal pairs."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from matching.errors import InvalidProblem
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Floats, Ints, Problem, distances_m, every_legal_pair
from matching.solver import solve
from matching.travel import NO_ROAD_M, Travel
from tests.matching.drawn import Draw, draw
from tests.matching.reference import Market, best_values, level_cost, markets

POLICY = Policy(distance_gap_ppm=0)
NEED_FIRST = replace(POLICY, fairness=False)
EACH = 12

KINDS = {
    "with everything": Draw(),
    "anywhere": Draw(grid_m=0),
    "ties": Draw(spread=2, priorities=2, steps=2, forbidden=0),
    "at one point": Draw(spread=1, standing=0.5),
    "equal priorities": Draw(priorities=1),
    "plenty": Draw(steps=1, priorities=2, radius_m=24_000),
    "hardly any reach": Draw(radius_m=1500, targeted=0),
    "no reach": Draw(radius_m=0, spread=3),
    "one neighbourhood": Draw(neighbourhoods=0, targeted=0),
    "many steps": Draw(steps=1500, priorities=150, most=8),
    "everything is forbidden": Draw(forbidden=1),
    "small": Draw(most=3, spread=3, neighbourhoods=2),
}


class Roads:
    """Roads that no straight line tells of: from half as long as it to three times, and some lead
    nowhere. Remembers which pairs it was asked about."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem, self.asked = problem, set[tuple[int, int]]()
        rng = np.random.default_rng(seed)
        self.detour = rng.uniform(0.5, 3, (len(problem.needs), len(problem.offers)))
        self.detour[rng.random(self.detour.shape) < 0.05] = np.inf

    def road_m(self, need: Ints, offer: Ints) -> Floats:
        self.asked |= set(zip(need.tolist(), offer.tolist(), strict=True))
        straight = np.maximum(distances_m(self.problem, need, offer), 1)
        road: Floats = np.minimum(straight * self.detour[need, offer], NO_ROAD_M)
        return road


def worth(
    problem: Problem, plan: Plan, policy: Policy, travel: Travel | None = None
) -> list[dict[str, int]]:
    """What a plan is worth in every stage, per category, counted from its rows alone."""
    rows = (plan.need, plan.offer, plan.quantity)
    given = {(n, o): q for n, o, q in zip(*(row.tolist() for row in rows), strict=True)}
    return [
        _worth(market, policy, plan.unmet[market.need] // category.step, given, category.step)
        for category, market in zip(
            problem.categories, markets(problem, policy, travel), strict=True
        )
    ]


def _worth(
    market: Market, policy: Policy, unmet: Ints, given: dict[tuple[int, int], int], step: int
) -> dict[str, int]:
    ends = zip(market.need[market.head].tolist(), market.offer[market.tail].tolist(), strict=True)
    steps = np.array([given.get(pair, 0) // step for pair in ends], dtype=np.int64)
    kept = np.minimum(market.kept, steps)
    found = {
        "need": int(market.priority @ unmet),
        "distance": int(market.cost @ (steps - kept) + market.kept_cost @ kept),
        "change": -int(kept.sum()),
    }
    if policy.fairness:
        groups = [market.group == place for place in set(market.group.tolist())]
        found["fairness"] = sum(
            level_cost(int(market.demand[here].sum()), int(unmet[here].sum())) for here in groups
        )
    return found


def check(
    problem: Problem, policy: Policy = POLICY, seed: int = 0, travel: Travel | None = None
) -> None:
    """Solves, and holds the plan, its values and its bounds against HiGHS."""
    solution = solve(problem, policy, seed=seed, travel=travel)
    best = best_values(problem, policy, travel)
    assert worth(problem, solution.plan, policy, travel) == best
    assert solution.certificate.breaches == ()
    assert solution.certificate.optimal
    proofs = {proof.category: proof.stages for proof in solution.certificate.proofs}
    for category, market, stages in zip(
        problem.categories, markets(problem, policy), best, strict=True
    ):
        proven = {stage.name: (stage.value, stage.bound) for stage in proofs.get(category.code, ())}
        assert set(proven) == stages_that_matter(market, policy)
        assert proven == {name: (stages[name], stages[name]) for name in proven}


def stages_that_matter(market: Market, policy: Policy) -> set[str]:
    """Fairness needs two neighbourhoods, least change something that stands."""
    if not (len(market.need) and len(market.offer)):
        return set()
    stages = {"need", "distance"}
    if policy.fairness and len(set(market.group.tolist())) > 1:
        stages.add("fairness")
    if market.kept.any():
        stages.add("change")
    return stages


def drawn(kind: str) -> Iterator[Problem]:
    first = 1000 * sorted(KINDS).index(kind)
    return (draw(first + number, KINDS[kind]) for number in range(EACH))


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_is_as_good_as_any_plan_and_proven_so(kind: str) -> None:
    for problem in drawn(kind):
        check(problem)


def test_without_fairness_only_need_comes_before_the_ways() -> None:
    for problem in drawn("with everything"):
        check(problem, NEED_FIRST)


def test_the_seed_changes_no_value() -> None:
    for problem in drawn("ties"):
        check(problem, seed=7)


@pytest.mark.parametrize(("needs", "offers"), [(0, 0), (0, 5), (5, 0), (1, 1), (1, 12), (12, 1)])
def test_a_side_may_be_empty_or_alone(needs: int, offers: int) -> None:
    for seed in range(5):
        check(draw(seed, Draw(), needs=needs, offers=offers))


def test_what_stands_stays_though_another_way_is_a_little_shorter() -> None:
    for problem in drawn("with everything"):
        check(problem, replace(POLICY, inertia_m=1200))


@pytest.mark.parametrize("kind", ["with everything", "anywhere", "plenty", "at one point"])
def test_ways_by_road_are_as_short_as_any_and_proven_so(kind: str) -> None:
    for number, problem in enumerate(drawn(kind)):
        check(problem, replace(POLICY, inertia_m=400), travel=Roads(problem, number))


def test_only_roads_that_may_pay_are_asked_for() -> None:
    """Where most offers reach most needs, those at the other end of the town are not."""
    problem = draw(1, Draw(spread=60, radius_m=30_000, forbidden=0, standing=0), 400, 400)
    roads = Roads(problem, 1)
    solve(problem, POLICY, travel=roads)
    legal = len(every_legal_pair(problem)[0])
    assert 0 < len(roads.asked) < legal / 2


def test_coarser_ways_are_rounded_as_the_policy_says() -> None:
    for problem in drawn("anywhere"):
        check(problem, replace(POLICY, cost_grid_m=300))


def test_huge_quantities_are_counted_exactly() -> None:
    """A billion times the quantities are a billion times the unmet need and the ways."""
    billion = 10**9
    for problem in drawn("small"):
        needs = replace(problem.needs, quantity=problem.needs.quantity * billion)
        offers = replace(problem.offers, quantity=problem.offers.quantity * billion)
        kept = replace(problem.kept, quantity=problem.kept.quantity * billion)
        huge = replace(problem, needs=needs, offers=offers, kept=kept)
        solution = solve(huge, NEED_FIRST)
        assert solution.certificate.optimal
        assert worth(huge, solution.plan, NEED_FIRST) == [
            {name: value * billion for name, value in stages.items()}
            for stages in best_values(problem, NEED_FIRST)
        ]


def test_nothing_is_refused_as_quantity() -> None:
    problem = draw(1, Draw(), needs=3, offers=3)
    nothing = np.zeros(3, dtype=np.int64)
    with pytest.raises(InvalidProblem, match="a need is not a positive"):
        replace(problem, needs=replace(problem.needs, quantity=nothing))
    with pytest.raises(InvalidProblem, match="an offer is not a positive"):
        replace(problem, offers=replace(problem.offers, quantity=nothing))
