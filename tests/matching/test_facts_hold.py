"""What reasons say is true: each is checked by solving a changed problem again."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from matching.facts import basis_of, reason_facts, unmet_facts
from matching.margins import gains, losses
from matching.passed_over import rivals
from matching.plan import Plan
from matching.problem import NONE, Offers, Problem, distances_m, every_legal_pair
from matching.shown import shown_km
from matching.solver import solve
from tests.matching.instances import FAIR, POLICY, random_problem

SEEDS = range(40)


def drawn(seed: int) -> Problem:
    problem = random_problem(seed, most=7)
    exact = np.random.default_rng(seed).integers(0, 2, len(problem.offers))
    return replace(problem, offers=replace(problem.offers, exact=exact))


def lacking(problem: Problem) -> int:
    """Priority-weighted units that the optimum leaves unmet."""
    return weighted(problem, solve(problem, POLICY).plan)


def weighted(problem: Problem, plan: Plan) -> int:
    return int((problem.needs.priority * plan.unmet).sum())


def without_step(problem: Problem, offer: int) -> Problem:
    quantity = problem.offers.quantity.copy()
    quantity[offer] -= 1
    left = np.flatnonzero(quantity > 0)
    columns = {column.name: getattr(problem.offers, column.name) for column in fields(Offers)}
    columns["quantity"] = quantity
    offers = Offers(**{name: values[left] for name, values in columns.items()})
    barred = [
        (need, int(np.searchsorted(left, other)))
        for need, other in problem.forbidden.tolist()
        if other in left
    ]
    pairs = np.array(barred, dtype=np.int64).reshape(-1, 2)
    return Problem(problem.categories, problem.needs, offers, pairs)


def with_offer(
    problem: Problem, place: tuple[float, float], radius: float, only: int | None = None
) -> Problem:
    """With one step more, at a place, of somebody whom the city doesn't know; it may serve all
    or one need only."""
    point = np.array([place], dtype=float)
    new: dict[str, Any] = {
        "id": [9999], "point": point, "shown_point": point, "category": [0], "quantity": [1],
        "radius_m": [radius], "target_from": [NONE], "target_to": [NONE], "exact": [0],
    }  # fmt: skip
    old = problem.offers
    offers = Offers(**{name: np.concatenate((getattr(old, name), new[name])) for name in new})
    barred = [(need, len(old)) for need in range(len(problem.needs)) if only not in (None, need)]
    pairs = np.array(barred, dtype=np.int64).reshape(-1, 2)
    return Problem(
        problem.categories, problem.needs, offers, np.concatenate((problem.forbidden, pairs))
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_loss_of_an_offer_is_what_a_step_less_costs(seed: int) -> None:
    problem = drawn(seed)
    plan = solve(problem, POLICY).plan
    for offer, loss in enumerate(losses(problem, plan).tolist()):
        expected = lacking(without_step(problem, offer)) - weighted(problem, plan)
        if len(problem.needs):
            assert loss == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_gain_of_a_need_is_what_a_step_more_wins(seed: int) -> None:
    problem = drawn(seed)
    plan = solve(problem, POLICY).plan
    for need, gain in enumerate(gains(problem, plan).need.tolist()):
        x, y = problem.needs.shown_point[need].tolist()
        assert gain == weighted(problem, plan) - lacking(with_offer(problem, (x, y), 0, only=need))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_offer_serves_whom_it_is_said_to(seed: int) -> None:
    problem = drawn(seed)
    plan = solve(problem, POLICY).plan
    rng = np.random.default_rng(seed)
    for need, facts in unmet_facts(problem, POLICY, plan).items():
        x, y = problem.needs.shown_point[need].tolist()
        own = int(problem.needs.priority[need])
        radius = facts["one_more"].get("km", 0) * 1000
        # A metre less than the furthest, for rounding.
        for distance, turn in [
            (0, 0),
            (radius - 1, 0),
            (radius - 1, 3),
            (radius * rng.random(), 2),
        ]:
            far = max(0.0, min(distance, radius - 1))
            more = with_offer(problem, (x + far * np.cos(turn), y + far * np.sin(turn)), radius)
            found = solve(more, POLICY).plan
            won = weighted(problem, plan) - weighted(more, found)
            if facts["one_more"]["serves"] == "others":
                assert won > own
            else:
                assert won == own
            if facts["one_more"]["serves"] == "this":
                assert found.need[found.offer == len(problem.offers)].tolist() == [need]


@pytest.mark.parametrize("seed", SEEDS)
def test_rival_is_the_nearest_of_the_offers_that_are_and_look_nearer(seed: int) -> None:
    problem = drawn(seed)
    rng = np.random.default_rng(seed)
    blurred = problem.needs.shown_point + rng.integers(-900, 900, problem.needs.point.shape)
    problem = replace(problem, needs=replace(problem.needs, shown_point=blurred))
    solution = solve(problem, POLICY)
    plan = solution.plan
    found = rivals(basis_of(problem, POLICY, plan, solution.certificate))
    reach = list(zip(*(rows.tolist() for rows in every_legal_pair(problem)), strict=True))
    given = set(zip(plan.need.tolist(), plan.offer.tolist(), strict=True))

    def ways(need: int, offer: int) -> tuple[float, float]:
        pair = np.array([need]), np.array([offer])
        return float(shown_km(problem, *pair)[0]), float(distances_m(problem, *pair)[0])

    for row, (need, offer) in enumerate(zip(plan.need.tolist(), plan.offer.tolist(), strict=True)):
        km, metres = ways(need, offer)
        others = {other: ways(need, other) for one, other in reach if one == need}
        assert found.nearest[row] == all(shown >= km for shown, _ in others.values())
        nearer = {
            other: true
            for other, (shown, true) in others.items()
            if shown < km and true < metres and (need, other) not in given
            if other in plan.offer
        }
        expected = min(nearer.values(), default=None)
        rival = int(found.offer[row])
        assert (None if rival == NONE else nearer[rival]) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_exchange_does_to_others_what_it_is_said_to(seed: int) -> None:
    problem = drawn(seed)
    solution = solve(problem, POLICY)
    plan = solution.plan
    found = rivals(basis_of(problem, POLICY, plan, solution.certificate))
    facts = reason_facts(problem, POLICY, plan, solution.certificate)
    for row in np.flatnonzero(found.code).tolist():
        need, rival = int(plan.need[row]), int(found.offer[row])
        code = facts[row]["passed_over"]["code"]
        # The need has its step from the rival, and what it had of the other offer is free.
        rest = without_step(problem, rival)
        quantity = rest.needs.quantity.copy()
        quantity[need] -= 1
        left = np.flatnonzero(quantity > 0)
        rest = only_needs(rest, left, quantity)
        lost = lacking(rest) - weighted(problem, plan)
        if code == "together":
            assert lost == 0
        elif code in ("priority", "scarce"):
            assert lost > 0 or somebody_else_is_met(problem, rest, plan, left)
        assert code != "priority" or losses(problem, plan)[rival] > problem.needs.priority[need]


def only_needs(problem: Problem, left: np.ndarray[Any, Any], quantity: Any) -> Problem:
    needs = replace(problem.needs, quantity=np.maximum(quantity, 1))
    columns = {column.name: getattr(needs, column.name)[left] for column in fields(needs)}
    barred = [
        (int(np.searchsorted(left, need)), offer)
        for need, offer in problem.forbidden.tolist()
        if need in left
    ]
    pairs = np.array(barred, dtype=np.int64).reshape(-1, 2)
    return Problem(problem.categories, type(needs)(**columns), problem.offers, pairs)


def somebody_else_is_met(
    problem: Problem, rest: Problem, plan: Plan, left: np.ndarray[Any, Any]
) -> bool:
    """Whether somebody goes without who is served now; others may then get it."""
    after = solve(rest, POLICY).plan.unmet
    return bool((after > plan.unmet[left]).any())


@pytest.mark.parametrize("seed", range(60))
def test_cause_of_a_gap_is_true_of_everybody_served_in_reach(seed: int) -> None:
    problem = random_problem(seed, most=10)
    plan = solve(problem, FAIR).plan
    reach = set(zip(*(rows.tolist() for rows in every_legal_pair(problem)), strict=True))
    priority, asked, area = (
        problem.needs.priority,
        problem.needs.quantity,
        problem.needs.neighbourhood,
    )

    def level(need: int, less: int = 0) -> int:
        here = area == area[need]
        return 1000 * (int((asked - plan.unmet)[here].sum()) - less) // int(asked[here].sum())

    for need, facts in unmet_facts(problem, FAIR, plan).items():
        assert facts["offers"] == sum(reached == need for reached, _ in reach)
        served = {
            other
            for other, offer in zip(plan.need.tolist(), plan.offer.tolist(), strict=True)
            if other != need and (need, offer) in reach
        }
        assert all(priority[other] >= priority[need] for other in served)
        equal = {other for other in served if priority[other] == priority[need]}
        worse_off = {
            other
            for other in equal
            if area[other] != area[need] and level(other, less=1) < level(need)
        }
        if facts["code"] == "priority":
            assert served and not equal
        if facts["code"] == "fairer":
            assert equal and equal == worse_off
        if facts["code"] == "as_urgent":
            assert equal - worse_off
        if facts["code"] in ("used_up", "no_offer", "out_of_reach", "reserved", "barred"):
            assert not served
