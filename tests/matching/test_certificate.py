"""The certificate accepts optimal plans and nothing else."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matching.certificate import certify
from matching.plan import Plan, make_plan
from matching.problem import Problem
from matching.solver import solve
from tests.matching.instances import POLICY, Ask, Give, make, random_problem


def draw_up(problem: Problem, given: dict[tuple[int, int], int]) -> Plan:
    """The plan that gives so many units by (need row, offer row)."""
    rows = {
        pair: row
        for row, pair in enumerate(
            zip(problem.pairs.need.tolist(), problem.pairs.offer.tolist(), strict=True)
        )
    }
    pairs = np.array([rows[pair] for pair in given], dtype=np.int64)
    return make_plan(problem, pairs, np.array(list(given.values()), dtype=np.int64), {})


@pytest.mark.parametrize("seed", range(200))
def test_optimal_plan_is_proven(seed: int) -> None:
    problem = random_problem(seed, most=8)
    certificate = certify(problem, POLICY, solve(problem, POLICY, seed))
    assert certificate.optimal
    for proof in certificate.proofs:
        assert (proof.unmet, proof.distance) == (proof.unmet_bound, proof.distance_bound)


def test_bounds_are_the_values_of_the_optimum() -> None:
    # Needs of priority 3 (2 units) and 1 (1 unit), an offer of 2 at 1 km from both:
    # 1 · 1 stays unmet; 2 units · 100 grid steps of 10 m.
    problem = make([Ask(0, quantity=2, priority=3), Ask(0)], [Give(1000, quantity=2)])
    (proof,) = certify(problem, POLICY, solve(problem, POLICY)).proofs
    assert (proof.unmet_bound, proof.distance_bound) == (1, 200)


def test_plan_that_meets_less_need_is_not_proven() -> None:
    # Nearest first: need 0 takes the only offer that reaches need 1.
    problem = make([Ask(0), Ask(1000)], [Give(400, radius=1000), Give(-600, radius=700)])
    certificate = certify(problem, POLICY, draw_up(problem, {(0, 0): 1}))
    assert certificate.unproven == ("sembako",)
    assert not certificate.optimal


def test_plan_that_serves_the_less_urgent_is_not_proven() -> None:
    problem = make([Ask(0, priority=2), Ask(4000, priority=3)], [Give(0)])
    assert not certify(problem, POLICY, draw_up(problem, {(0, 0): 1})).optimal
    assert certify(problem, POLICY, draw_up(problem, {(1, 0): 1})).optimal


def test_plan_with_longer_ways_is_not_proven() -> None:
    # Crossed ways: 2000 + 100 m instead of 900 + 1000 m.
    problem = make([Ask(0), Ask(1000)], [Give(900), Give(2000)])
    assert not certify(problem, POLICY, draw_up(problem, {(0, 1): 1, (1, 0): 1})).optimal
    assert certify(problem, POLICY, draw_up(problem, {(0, 0): 1, (1, 1): 1})).optimal


def test_empty_plan_is_not_proven_where_something_can_be_met() -> None:
    problem = make([Ask(0)], [Give(0)])
    assert not certify(problem, POLICY, draw_up(problem, {})).optimal


def test_other_category_is_proven_still() -> None:
    problem = make([Ask(0), Ask(0, category="meal")], [Give(0), Give(0, category="meal")])
    certificate = certify(problem, POLICY, draw_up(problem, {(0, 0): 1}))
    assert [proof.category for proof in certificate.proofs] == ["sembako"]
    assert certificate.unproven == ("meal",)


def double(plan: Plan) -> Plan:
    return replace(plan, quantity=plan.quantity * 2)


def repeat(plan: Plan) -> Plan:
    return replace(plan, pair=np.repeat(plan.pair, 2), quantity=np.repeat(plan.quantity, 2) // 2)


def halve(plan: Plan) -> Plan:
    return replace(plan, quantity=plan.quantity // 20_000 * 10_001)


def hide_unmet(plan: Plan) -> Plan:
    return replace(plan, unmet=np.zeros_like(plan.unmet))


def name_unknown_pair(plan: Plan) -> Plan:
    return replace(plan, pair=plan.pair + 1000)


@pytest.mark.parametrize(
    ("tamper", "breach"),
    [
        (double, "more than it asked"),
        (double, "more than it has"),
        (repeat, "assigned twice"),
        (halve, "multiple of the step"),
        (hide_unmet, "unused quantities are wrong"),
        (name_unknown_pair, "no candidate pair"),
    ],
)
def test_tampered_plan_is_rejected(tamper: Callable[[Plan], Plan], breach: str) -> None:
    problem = make(
        [Ask(0, quantity=20_000, category="cash"), Ask(0, quantity=20_000, category="cash")],
        [Give(0, quantity=20_000, category="cash")],
    )
    plan = solve(problem, POLICY)
    assert certify(problem, POLICY, plan).optimal
    certificate = certify(problem, POLICY, tamper(plan))
    assert breach in " ".join(certificate.breaches)
    assert not certificate.optimal


def test_illegal_pair_is_rejected() -> None:
    problem = make([Ask(0)], [Give(0), Give(10)], forbidden=[(0, 0)])
    certificate = certify(problem, POLICY, draw_up(problem, {(0, 0): 1}))
    assert certificate.breaches == ("A pair is not legal.",)


def solved(seed: int) -> tuple[Problem, Plan]:
    problem = random_problem(seed, most=8)
    return problem, solve(problem, POLICY, seed)


@pytest.mark.parametrize("seed", [seed for seed in range(100) if len(solved(seed)[1])])
def test_taking_one_step_away_is_noticed(seed: int) -> None:
    problem, plan = solved(seed)
    quantity = plan.quantity.copy()
    quantity[0] -= 1
    kept = quantity > 0
    worse = make_plan(problem, plan.pair[kept], quantity[kept], {})
    assert not certify(problem, POLICY, worse).optimal


def test_scarcity_tells_what_a_lost_step_costs() -> None:
    # Offer 0 is the only one for a need of priority 7; offer 1 has a unit to spare for need 1.
    problem = make([Ask(0, priority=7), Ask(9000, priority=5)], [Give(0), Give(9000), Give(9500)])
    assert certify(problem, POLICY, solve(problem, POLICY)).scarcity.tolist() == [7, 0, 0]
