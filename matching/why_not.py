"""Why not that one: a need and an offer that a plan did not put together."""

from typing import cast

import numpy as np

from matching import nobody
from matching.certificate import Certificate
from matching.facts import basis_of, because_of, cause_of
from matching.passed_over import exchange
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import NONE, Problem, distances_m, is_meant_for
from matching.reasons import Exchange, PairFacts, PassedOver, Refusal
from matching.shown import SHOWN_STEP_M, shown_km


def why_not(
    problem: Problem, policy: Policy, plan: Plan, certificate: Certificate, pair: tuple[int, int]
) -> PairFacts:
    """Why an optimal plan did not put a pair together: rows of a need and of an offer. For
    readers who may see both. Takes as long as the facts of all matches."""
    settled = _settled(problem, plan, pair)
    if settled is not None:
        return settled
    if plan.unmet[pair[0]] > 0:
        return _used_up(nobody.standing_of(problem, policy, plan), problem, plan, pair)
    return _served_otherwise(problem, policy, plan, certificate, pair)


def why_not_repaired(
    problem: Problem, policy: Policy, plan: Plan, pair: tuple[int, int]
) -> PairFacts:
    """The same of a category whose plan was repaired: what an exchange would do is not told, for no
    proof covers it."""
    settled = _settled(problem, plan, pair)
    if settled is not None:
        return settled
    need, offer = pair
    if plan.unmet[need] == 0:
        return PairFacts(code="nearer" if _is_nearer(problem, plan, pair) else "enough")
    if plan.unused[offer] > 0:
        return PairFacts(code="too_small")
    return _used_up(nobody.standing_of(problem, policy, plan), problem, plan, pair)


def _settled(problem: Problem, plan: Plan, pair: tuple[int, int]) -> PairFacts | None:
    """Whether the pair was put together, or which rule forbids it."""
    need, offer = pair
    if ((plan.need == need) & (plan.offer == offer)).any():
        return PairFacts(code="matched")
    return _forbidding(problem, need, offer)


def _forbidding(problem: Problem, need: int, offer: int) -> PairFacts | None:
    needs, offers = problem.needs, problem.offers
    row, other = np.array([need]), np.array([offer])
    if needs.category[need] != offers.category[offer]:
        return PairFacts(code="other_category")
    if (problem.forbidden == (need, offer)).all(axis=1).any():
        return PairFacts(code="barred")
    if not is_meant_for(problem, row, other)[0]:
        return PairFacts(code="reserved")
    in_reach = distances_m(problem, row, other)[0] <= offers.radius_m[offer]
    if in_reach or offers.target_from[offer] != NONE:
        return None
    facts = PairFacts(code="out_of_reach")
    km = float(shown_km(problem, row, other)[0])
    radius_km = round(offers.radius_m[offer] / SHOWN_STEP_M) * 0.5
    if km > radius_km:
        facts["km"], facts["radius_km"] = km, radius_km
    return facts


def _used_up(
    standing: nobody.Standing, problem: Problem, plan: Plan, pair: tuple[int, int]
) -> PairFacts:
    need, offer = pair
    served = nobody.served_by(problem, plan)
    others = served.need[served.begins[offer] : served.begins[offer + 1]].tolist()
    marks = nobody.SERVED | (nobody.SEVERAL if len(others) > 1 else 0)
    for other in others:
        marks |= nobody.mark(standing, need, other)
    facts = PairFacts(code=cast(Refusal, cause_of(1, marks, 0)))
    because = because_of(marks)
    if facts["code"] == "priority" and because:
        facts["because"] = because
    return facts


def _served_otherwise(
    problem: Problem, policy: Policy, plan: Plan, certificate: Certificate, pair: tuple[int, int]
) -> PairFacts:
    need, offer = pair
    if _is_nearer(problem, plan, pair):
        return PairFacts(code="nearer")
    if plan.unused[offer] > 0:
        return PairFacts(code="enough")
    row = np.flatnonzero(plan.need == need)
    metres = distances_m(problem, plan.need[row], plan.offer[row])
    basis = basis_of(problem, policy, plan, certificate)
    code = exchange(basis, need, int(plan.offer[row[metres.argmax()]]), offer)
    if not code:
        return PairFacts(code="enough")
    km = float(shown_km(problem, np.array([need]), np.array([offer]))[0])
    return PairFacts(code="passed_over", passed_over=PassedOver(code=cast(Exchange, code), km=km))


def _is_nearer(problem: Problem, plan: Plan, pair: tuple[int, int]) -> bool:
    """Whether no offer that serves the need is further away than the other of the pair."""
    need, offer = pair
    row = np.flatnonzero(plan.need == need)
    metres = distances_m(problem, plan.need[row], plan.offer[row])
    return bool((metres <= distances_m(problem, np.array([need]), np.array([offer]))).all())
