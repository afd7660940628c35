"""The certificate accepts optimal plans and nothing else."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matching.certificate import Certificate, certify
from matching.plan import Plan, make_plan
from matching.policy import Policy
from matching.problem import Problem
from matching.solver import solve
from tests.matching.instances import FAIR, POLICY, Ask, Give, draw_up, make, random_problem


def judged(problem: Problem, plan: Plan) -> Certificate:
    """The verdict on any plan, by the prices of the best one."""
    return certify(problem, POLICY, plan, solve(problem, POLICY).certificate.prices)


@pytest.mark.parametrize("policy", [POLICY, FAIR])
@pytest.mark.parametrize("seed", range(150))
def test_optimal_plan_is_proven(seed: int, policy: Policy) -> None:
    certificate = solve(random_problem(seed, most=8), policy, seed=seed).certificate
    assert certificate.optimal
    for proof in certificate.proofs:
        assert [stage.gap for stage in proof.stages] == [0] * len(proof.stages)


def test_bounds_are_the_values_of_the_optimum() -> None:
    # Needs of priority 3 (2 units) and 1 (1 unit), an offer of 2 at 1 km from both:
    # 1 · 1 stays unmet; 2 units · 100 grid steps of 10 m.
    problem = make([Ask(0, quantity=2, priority=3), Ask(0)], [Give(1000, quantity=2)])
    (proof,) = solve(problem, POLICY).certificate.proofs
    assert [tuple(stage) for stage in proof.stages] == [("need", 1, 1), ("distance", 200, 200)]


def test_plan_that_meets_less_need_is_not_proven() -> None:
    # Nearest first: need 0 takes the only offer that reaches need 1.
    problem = make([Ask(0), Ask(1000)], [Give(400, radius=1000), Give(-600, radius=700)])
    certificate = judged(problem, draw_up(problem, {(0, 0): 1}))
    assert certificate.unproven == ("sembako",)
    assert not certificate.optimal


def test_plan_that_serves_the_less_urgent_is_not_proven() -> None:
    problem = make([Ask(0, priority=2), Ask(4000, priority=3)], [Give(0)])
    assert not judged(problem, draw_up(problem, {(0, 0): 1})).optimal
    assert judged(problem, draw_up(problem, {(1, 0): 1})).optimal


def test_plan_with_longer_ways_is_not_proven() -> None:
    # Crossed ways: 2000 + 100 m instead of 900 + 1000 m.
    problem = make([Ask(0), Ask(1000)], [Give(900), Give(2000)])
    assert not judged(problem, draw_up(problem, {(0, 1): 1, (1, 0): 1})).optimal
    assert judged(problem, draw_up(problem, {(0, 0): 1, (1, 1): 1})).optimal


def test_empty_plan_is_not_proven_where_something_can_be_met() -> None:
    problem = make([Ask(0)], [Give(0)])
    assert not judged(problem, draw_up(problem, {})).optimal


def test_other_category_is_proven_still() -> None:
    problem = make([Ask(0), Ask(0, category="meal")], [Give(0), Give(0, category="meal")])
    certificate = judged(problem, draw_up(problem, {(0, 0): 1}))
    assert [proof.category for proof in certificate.proofs] == ["sembako", "meal"]
    assert certificate.unproven == ("meal",)


def double(plan: Plan) -> Plan:
    return replace(plan, quantity=plan.quantity * 2)


def repeat(plan: Plan) -> Plan:
    need, offer, quantity = (
        np.repeat(rows, 2) for rows in (plan.need, plan.offer, plan.quantity // 2)
    )
    return replace(plan, need=need, offer=offer, quantity=quantity)


def halve(plan: Plan) -> Plan:
    return replace(plan, quantity=plan.quantity // 20_000 * 10_001)


def hide_unmet(plan: Plan) -> Plan:
    return replace(plan, unmet=np.zeros_like(plan.unmet))


def name_unknown_need(plan: Plan) -> Plan:
    return replace(plan, need=plan.need + 1000)


@pytest.mark.parametrize(
    ("tamper", "breach"),
    [
        (double, "more than it asked"),
        (double, "more than it has"),
        (repeat, "assigned twice"),
        (halve, "multiple of the step"),
        (hide_unmet, "unused quantities are wrong"),
        (name_unknown_need, "unknown need or offer"),
    ],
)
def test_tampered_plan_is_rejected(tamper: Callable[[Plan], Plan], breach: str) -> None:
    problem = make(
        [Ask(0, quantity=20_000, category="cash"), Ask(0, quantity=20_000, category="cash")],
        [Give(0, quantity=20_000, category="cash")],
    )
    plan = solve(problem, POLICY).plan
    assert judged(problem, plan).optimal
    certificate = judged(problem, tamper(plan))
    assert breach in " ".join(certificate.breaches)
    assert not certificate.optimal


def test_illegal_pair_is_rejected() -> None:
    problem = make([Ask(0)], [Give(0), Give(10)], forbidden=[(0, 0)])
    certificate = judged(problem, draw_up(problem, {(0, 0): 1}))
    assert certificate.breaches == ("A pair is not legal.",)


def test_taking_one_step_away_is_noticed() -> None:
    noticed = 0
    for seed in range(100):
        problem = random_problem(seed, most=8)
        plan = solve(problem, POLICY, seed=seed).plan
        if not len(plan):
            continue
        quantity = plan.quantity.copy()
        quantity[0] -= 1
        kept = quantity > 0
        worse = make_plan(problem, plan.need[kept], plan.offer[kept], quantity[kept])
        assert not judged(problem, worse).optimal
        noticed += 1
    assert noticed > 50
