"""The facts behind a plan, from the solution itself: why this match, why nobody.

A code is said only where the plan proves it: `matching.passed_over`, `matching.nobody` and
`matching.one_more` say how. Time grows with the legal pairs.
"""

from typing import Literal, cast

import numpy as np

from matching import nobody as of_nobody
from matching.certificate import Certificate
from matching.columns import DISTANCE
from matching.margins import gains, losses
from matching.nobody import Nobody, nobody
from matching.one_more import OneMore, one_more
from matching.passed_over import CODES, Basis, Rivals, rivals
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import NONE, Problem
from matching.reasons import SERVES, Cause, Exchange, Helping, MatchFacts, PassedOver, UnmetFacts
from matching.shown import SHOWN_STEP_M, shown_km


def reason_facts(
    problem: Problem, policy: Policy, plan: Plan, certificate: Certificate
) -> list[MatchFacts]:
    """The facts of every assignment of an optimal plan, in its order."""
    return told(problem, plan, rivals(basis_of(problem, policy, plan, certificate)))


def told(problem: Problem, plan: Plan, found: Rivals) -> list[MatchFacts]:
    """The facts of every assignment, with what is known of nearer offers."""
    needs, offers = problem.needs, problem.offers
    known = np.maximum(found.offer, 0)
    columns = zip(
        needs.category[plan.need].tolist(),
        plan.quantity.tolist(),
        needs.quantity[plan.need].tolist(),
        shown_km(problem, plan.need, plan.offer).tolist(),
        found.nearest.tolist(),
        (offers.target_from[plan.offer] != NONE).tolist(),
        needs.urgency[plan.need].tolist(),
        needs.waiting_days[plan.need].tolist(),
        needs.put_first[plan.need].tolist(),
        found.code.tolist(),
        shown_km(problem, plan.need, known).tolist() if len(offers) else [],
        strict=True,
    )
    codes = [category.code for category in problem.categories]
    facts = []
    for (
        category,
        quantity,
        asked,
        km,
        nearest,
        reserved,
        urgency,
        days,
        first,
        code,
        nearer,
    ) in columns:
        one = MatchFacts(
            code="match",
            category=codes[category],
            quantity=quantity,
            asked=asked,
            km=km,
            nearest=nearest,
            reserved=reserved,
            urgency=urgency,
            waiting_days=days,
        )
        if first:
            one["put_first"] = True
        if code:
            one["passed_over"] = PassedOver(code=cast(Exchange, CODES[code]), km=nearer)
        facts.append(one)
    return facts


def unmet_facts(problem: Problem, policy: Policy, plan: Plan) -> dict[int, UnmetFacts]:
    """The facts of every need that an optimal plan leaves unmet in part or whole, by row."""
    found = nobody(problem, policy, plan)
    more = one_more(problem, plan, gains(problem, plan).need)
    return {
        need: why_unmet(problem, plan, found, more, need)
        for need in np.flatnonzero(plan.unmet).tolist()
    }


def basis_of(problem: Problem, policy: Policy, plan: Plan, certificate: Certificate) -> Basis:
    """What `matching.passed_over` judges exchanges by."""
    loss, gain = losses(problem, plan), gains(problem, plan).offer
    return Basis(problem, policy, plan, loss, gain, _shortest(problem, certificate))


def _shortest(problem: Problem, certificate: Certificate) -> frozenset[int]:
    """The categories of which it is proven that no plan as good has shorter ways, in a straight
    line."""
    if certificate.by_road:
        return frozenset()
    codes = [category.code for category in problem.categories]
    return frozenset(
        codes.index(proof.category)
        for proof in certificate.proofs
        for stage in proof.stages
        if stage.name == DISTANCE and stage.value == stage.bound
    )


def why_unmet(problem: Problem, plan: Plan, found: Nobody, more: OneMore, need: int) -> UnmetFacts:
    """The facts of one need."""
    facts = UnmetFacts(
        code=cause_of(
            int(found.reaching[need]), int(found.marks[need]), int(found.unreached[need])
        ),
        category=problem.categories[problem.needs.category[need]].code,
        missing=int(plan.unmet[need]),
        asked=int(problem.needs.quantity[need]),
        offers=int(found.reaching[need]),
    )
    because = because_of(int(found.marks[need]))
    if facts["code"] == "priority" and because:
        facts["because"] = because
    if found.nearest[need] != NONE:
        _tell_nearest(problem, plan, need, int(found.nearest[need]), facts)
    facts["one_more"] = Helping(serves=SERVES[more.serves[need]])
    if more.steps[need]:
        facts["one_more"]["km"] = int(more.steps[need]) * (SHOWN_STEP_M / 1000)
    return facts


def cause_of(reaching: int, marks: int, unreached: int) -> Cause:
    """The code of `UnmetFacts` for the findings of `matching.nobody`."""
    if reaching == 0:
        by_reason: dict[int, Cause] = {
            of_nobody.BARRED: "barred",
            of_nobody.RESERVED: "reserved",
            of_nobody.OUT_OF_REACH: "out_of_reach",
        }
        return by_reason.get(unreached, "no_offer")
    if not marks & of_nobody.SERVED:
        return "used_up"
    if marks & of_nobody.EQUAL:
        return "as_urgent"
    return "fairer" if marks & of_nobody.FAIRER else "priority"


def because_of(marks: int) -> Literal["urgency", "waiting"] | None:
    """What all who go before a need have in common, where there are several: of a single one it
    would tell, by what is not said, that somebody there is vulnerable."""
    if not marks & of_nobody.SEVERAL:
        return None
    if not marks & of_nobody.NOT_MORE_URGENT:
        return "urgency"
    return None if marks & of_nobody.NOT_WAITING_LONGER else "waiting"


def _tell_nearest(problem: Problem, plan: Plan, need: int, offer: int, facts: UnmetFacts) -> None:
    """Adds the nearest offer and how far it goes, where the rounded numbers show the gap."""
    km = float(shown_km(problem, np.array([need]), np.array([offer]))[0])
    radius_km = round(problem.offers.radius_m[offer] / SHOWN_STEP_M) * 0.5
    if km > radius_km:
        facts["km"], facts["radius_km"] = km, radius_km
        if plan.unused[offer] > 0:
            facts["spare"] = True
