"""The facts behind a plan that wishes changed: nothing that only an optimal plan would prove.

Where the plan of a category is the one that divides as it likes, everything is told as ever. Else
neither exchanges nor what one more offer would do are told in it, for no proof covers them.
"""

import numpy as np

from matching.facts import basis_of, reason_facts, told, unmet_facts, why_unmet
from matching.margins import gains
from matching.nobody import nobody
from matching.one_more import one_more
from matching.passed_over import NOTHING, rivals
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Flags, Problem
from matching.reach import Reach, Terms
from matching.reasons import MatchFacts, PairFacts, UnmetFacts
from matching.solver import Solution
from matching.why_not import why_not, why_not_repaired
from matching.wishes import changed_categories


def facts_of(
    problem: Problem, policy: Policy, solution: Solution
) -> tuple[list[MatchFacts], dict[int, UnmetFacts]]:
    """The facts of every assignment, in the order of the plan, and of every unmet need, by row."""
    plan, relaxed, certificate = solution.plan, solution.relaxed, solution.certificate
    if plan is relaxed:
        return reason_facts(problem, policy, plan, certificate), unmet_facts(problem, policy, plan)
    changed = changed_categories(problem, relaxed, plan)
    found = rivals(basis_of(problem, policy, relaxed, certificate)._replace(plan=plan))
    found.code[changed[problem.needs.category[plan.need]]] = NOTHING
    unmet = _unmet(problem, policy, solution, changed)
    return told(problem, plan, found), unmet


def pair_facts(
    problem: Problem, policy: Policy, solution: Solution, pair: tuple[int, int]
) -> PairFacts:
    """Why a pair of a need and an offer, by row, was not put together."""
    plan, relaxed = solution.plan, solution.relaxed
    category = problem.needs.category[pair[0]]
    if plan is relaxed or not changed_categories(problem, relaxed, plan)[category]:
        return why_not(problem, policy, plan, solution.certificate, pair)
    return why_not_repaired(problem, policy, plan, pair)


def _unmet(
    problem: Problem, policy: Policy, solution: Solution, changed: Flags
) -> dict[int, UnmetFacts]:
    plan, relaxed = solution.plan, solution.relaxed
    found = nobody(problem, policy, plan)
    more = one_more(problem, relaxed, gains(problem, relaxed).need)
    unfit = (plan.unmet > relaxed.unmet) | _could_be_served(problem, plan, changed)
    facts = {}
    for need in np.flatnonzero(plan.unmet).tolist():
        facts[need] = why_unmet(problem, plan, found, more, need)
        if changed[problem.needs.category[need]]:
            del facts[need]["one_more"]
            if unfit[need] and found.reaching[need] > 0:
                facts[need]["code"] = "too_small"
                facts[need].pop("because", None)
    return facts


def _could_be_served(problem: Problem, plan: Plan, changed: Flags) -> Flags:
    """(needs,) of those that lack something: whether an offer reaches them that has something
    left, or serves a need of lower priority."""
    priority = problem.needs.priority
    serves = np.full(len(problem.offers), priority.max(initial=0) + 1)
    np.minimum.at(serves, plan.offer, priority[plan.need])
    serves[plan.unused > 0] = 0
    served = np.zeros(len(priority), dtype=np.bool_)
    for number in np.flatnonzero(changed).tolist():
        reach = Reach(problem, number)
        nothing = np.zeros(len(reach.need), dtype=np.int64)
        free = np.zeros(len(reach.offer), dtype=np.int64)
        asks = np.where(plan.unmet[reach.need] > 0, priority[reach.need], 0)
        terms = Terms(nothing, free, asks, serves[reach.offer], 0.0, nothing, free, 0.0)
        served[reach.need] = reach.bargains(terms, 1).lowest < 0
    return served
