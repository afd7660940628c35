"""A proof of optimality that does not trust the solver.

`certify` checks that a plan keeps every rule, then takes the prices that the search ended with and
computes from them, over *all* legal pairs, a bound that every plan obeys. Where the bound
equals what the plan reached, nothing better exists: see `matching.proof`.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from matching.columns import DISTANCE, Prices
from matching.network import side_of
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Ints, Problem, legal
from matching.proof import Stage, check
from matching.travel import Ways


@dataclass(frozen=True, slots=True)
class Proof:
    """One category's stages, in their order."""

    category: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """The verdict on a plan.

    breaches: the rules that it breaks, in words, none for a feasible plan. proofs: one per
    category that has needs and offers. unproven: categories whose last gap exceeds what the
    policy allows, or whose other gaps are not 0. prices: what the proofs rest on. by_road: whether
    the distance stage counts ways by road, see `matching.travel`.
    """

    breaches: tuple[str, ...]
    proofs: tuple[Proof, ...]
    unproven: tuple[str, ...]
    prices: tuple[Prices, ...]
    by_road: bool = False

    @property
    def optimal(self) -> bool:
        return not (self.breaches or self.unproven)


def certify(
    problem: Problem,
    policy: Policy,
    plan: Plan,
    prices: tuple[Prices, ...],
    ways: Ways | None = None,
) -> Certificate:
    """Checks a plan by the prices of all stages of all categories that have needs and offers, and
    by the ways that are known by road; time grows with the legal pairs, once per stage."""
    breaches = broken_rules(problem, plan)
    proofs: list[Proof] = []
    for category, group in () if breaches else groupby(prices, key=lambda each: each.category):
        of_category = tuple(group)
        side = side_of(problem, category, ways=ways)
        stages = check(problem, policy, plan, side, of_category)
        proofs.append(Proof(problem.categories[category].code, tuple(stages)))
    unproven = tuple(
        proof.category for proof in proofs if not all(_is_proven(policy, s) for s in proof.stages)
    )
    return Certificate(breaches, tuple(proofs), unproven, prices, by_road=ways is not None)


def broken_rules(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The rules that a plan breaks, in words."""
    needs, offers = problem.needs, problem.offers
    if not (len(plan.need) == len(plan.offer) == len(plan.quantity)):
        return ("An assignment is incomplete.",)
    if not (_within(plan.need, len(needs)) and _within(plan.offer, len(offers))):
        return ("An assignment names an unknown need or offer.",)
    step = np.array([category.step for category in problem.categories], dtype=np.int64)
    unmet, unused = needs.quantity.copy(), offers.quantity.copy()
    np.subtract.at(unmet, plan.need, plan.quantity)
    np.subtract.at(unused, plan.offer, plan.quantity)
    pairs = np.unique(np.stack((plan.need, plan.offer)), axis=1).shape[1]
    rules = {
        "A pair is assigned twice.": pairs == len(plan),
        "A pair is not legal.": legal(problem, plan.need, plan.offer).all(),
        "A quantity is not a positive multiple of the step.": (
            (plan.quantity > 0) & (plan.quantity % step[needs.category[plan.need]] == 0)
        ).all(),
        "A need gets more than it asked for.": (unmet >= 0).all(),
        "An offer gives more than it has.": (unused >= 0).all(),
        "Unmet or unused quantities are wrong.": (
            np.array_equal(unmet, plan.unmet) and np.array_equal(unused, plan.unused)
        ),
    }
    return tuple(rule for rule, kept in rules.items() if not kept)


def _is_proven(policy: Policy, stage: Stage) -> bool:
    if stage.name == DISTANCE:
        allowed = max(stage.value, 1) * policy.distance_gap_ppm
        return (stage.value - stage.bound) * 1_000_000 <= allowed
    return stage.value == stage.bound


def _within(rows: Ints, size: int) -> bool:
    return bool(((rows >= 0) & (rows < size)).all())
