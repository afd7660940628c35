"""The facts behind a plan, from the solution itself: why this match, why nobody.

Facts are codes and numbers, JSON-serialisable, without anything personal: no ids, no names, no
vulnerability. Distances run between published points and count in half kilometres, so that no
number of reasons pins a home. `matching.explanation` puts them into words.

A code is said only where the plan proves it: `matching.passed_over`, `matching.nobody` and
`matching.one_more` say how. Time grows with the legal pairs.
"""

from typing import Literal, NotRequired, TypedDict, cast, get_args

import numpy as np

from matching import nobody as of_nobody
from matching.certificate import Certificate
from matching.columns import DISTANCE
from matching.margins import gains, losses
from matching.nobody import Nobody, nobody
from matching.one_more import OneMore, one_more
from matching.passed_over import CODES, Basis, rivals
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import NONE, Problem
from matching.shown import SHOWN_STEP_M, shown_km

Exchange = Literal["priority", "scarce", "together", "whole", "kept"]
Cause = Literal[
    "no_offer",
    "out_of_reach",
    "reserved",
    "barred",
    "used_up",
    "too_late",
    "priority",
    "fairer",
    "as_urgent",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
SERVES: tuple[Literal["this", "this_or_equal", "others"], ...] = (
    "this",
    "this_or_equal",
    "others",
)


class PassedOver(TypedDict):
    """A nearer offer that reaches this need and serves others.

    What giving this need that offer instead would do. priority: somebody who goes before this
    need would go without. scarce: somebody would go without. together: the ways would be longer
    in total. whole: one of the two. kept: a proposal that stands would change for too little.
    """

    code: Exchange
    km: float


class MatchFacts(TypedDict):
    """Why an offer was proposed for a need.

    quantity of asked units; asked is what was open when the round began. km: in half kilometres.
    nearest: no offer that reaches the need looks nearer. reserved: the donor meant it for this
    neighbourhood. urgency and waiting_days: as in `Needs`. put_first: something was promised to
    it before and not brought.
    """

    code: Literal["match"]
    category: str
    quantity: int
    asked: int
    km: float
    nearest: bool
    reserved: bool
    urgency: int
    waiting_days: int
    put_first: NotRequired[Literal[True]]
    passed_over: NotRequired[PassedOver]


class Helping(TypedDict):
    """What one more offer would do, of the least quantity and for all alike.

    serves: this need, this one or one of the same priority, or others first. km: for offers no
    further away than that, which go no further; without it, for those that keep to this
    kelurahan.
    """

    serves: Literal["this", "this_or_equal", "others"]
    km: NotRequired[float]


class UnmetFacts(TypedDict):
    """Why a quantity of a need stays unmet.

    no_offer: nobody offers the category. out_of_reach: nobody comes this far; km and radius_km
    tell of the nearest, spare whether it has something left. reserved: whoever comes this far
    gives to others only. barred: whoever comes this far is the same person, or it came to nothing
    before. used_up: this need got all there is. too_late: its slot ends too soon. priority:
    `offers` reach it and all serve needs that go before it; because: all of them are more urgent,
    or as urgent and waiting longer. fairer: some serve needs of the same priority whose
    neighbourhood would otherwise be less covered than this one's, and none serves any other.
    as_urgent: some serve other needs of the same priority. one_more: what would change it.
    """

    code: Cause
    category: str
    missing: int
    asked: int
    offers: int
    because: NotRequired[Literal["urgency", "waiting"]]
    km: NotRequired[float]
    radius_km: NotRequired[float]
    spare: NotRequired[Literal[True]]
    one_more: NotRequired[Helping]


def reason_facts(
    problem: Problem, policy: Policy, plan: Plan, certificate: Certificate
) -> list[MatchFacts]:
    """The facts of every assignment, in the order of the plan."""
    needs, offers = problem.needs, problem.offers
    found = rivals(basis_of(problem, policy, plan, certificate))
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
        need: _unmet(problem, plan, found, more, need)
        for need in np.flatnonzero(plan.unmet).tolist()
    }


def basis_of(problem: Problem, policy: Policy, plan: Plan, certificate: Certificate) -> Basis:
    """What `matching.passed_over` judges exchanges by."""
    loss, gain = losses(problem, plan), gains(problem, plan).offer
    return Basis(problem, policy, plan, loss, gain, _shortest(problem, certificate))


def _shortest(problem: Problem, certificate: Certificate) -> frozenset[int]:
    """The categories of which it is proven that no plan as good has shorter ways."""
    codes = [category.code for category in problem.categories]
    return frozenset(
        codes.index(proof.category)
        for proof in certificate.proofs
        for stage in proof.stages
        if stage.name == DISTANCE and stage.value == stage.bound
    )


def _unmet(problem: Problem, plan: Plan, found: Nobody, more: OneMore, need: int) -> UnmetFacts:
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
