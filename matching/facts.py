"""The facts behind a plan, from the solution itself: why this match, why nobody.

Facts are codes and numbers, JSON-serialisable, without anything personal: no ids, no names, no
vulnerability. Distances run between published points and count in half kilometres, so that no
number of reasons pins a home. `matching.explanation` puts them into words.
"""

from typing import Literal, NotRequired, TypedDict

import numpy as np

from matching.certificate import Certificate
from matching.plan import Plan
from matching.problem import Floats, Ints, Problem, is_meant_for, legal_pairs

SHOWN_STEP_M = 500


class PassedOver(TypedDict):
    """A nearer offer that reaches this need and serves others.

    What giving this need that offer instead would do. priority: somebody who goes before this
    need would go without. scarce: somebody would go without. together: the ways would be longer
    in total. whole: one of the two.
    """

    code: Literal["priority", "scarce", "together", "whole"]
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


class UnmetFacts(TypedDict):
    """Why a quantity of a need stays unmet.

    no_offer: nobody offers the category. out_of_reach: nobody comes this far; km and radius_km
    tell of the nearest. reserved: whoever comes this far gives to others only. barred: whoever
    comes this far is the same person, or it came to nothing before. used_up: this need got all
    there is. too_late: its slot ends too soon. priority: `offers` reach it and all serve needs
    that go before it. as_urgent: some serve needs of the same priority.
    """

    code: Literal[
        "no_offer",
        "out_of_reach",
        "reserved",
        "barred",
        "used_up",
        "too_late",
        "priority",
        "as_urgent",
    ]
    category: str
    missing: int
    asked: int
    offers: int
    km: NotRequired[float]
    radius_km: NotRequired[float]


class Solution:
    """A plan with the look-ups that its facts need."""

    def __init__(self, problem: Problem, plan: Plan, certificate: Certificate) -> None:
        self.problem, self.plan = problem, plan
        self.scarcity = certificate.scarcity
        pairs = problem.pairs
        legal = np.flatnonzero(legal_pairs(problem))
        self.legal = legal[np.argsort(pairs.need[legal], kind="stable")]
        self.legal_from = np.searchsorted(pairs.need[self.legal], np.arange(len(problem.needs) + 1))
        self.shown_km = shown_km(problem, pairs.need, pairs.offer)
        self.needs_of_offer: dict[int, list[int]] = {}
        self.offers_of_need: dict[int, set[int]] = {}
        for assignment in plan.assignments(problem):
            self.needs_of_offer.setdefault(assignment.offer, []).append(assignment.need)
            self.offers_of_need.setdefault(assignment.need, set()).add(assignment.offer)

    def reaching(self, need: int) -> Ints:
        """The legal pairs of a need."""
        return self.legal[self.legal_from[need] : self.legal_from[need + 1]]

    def others_served(self, offer: int, besides: int) -> list[int]:
        """The needs that an offer serves, one left aside."""
        return [need for need in self.needs_of_offer.get(offer, ()) if need != besides]


def shown_km(problem: Problem, need: Ints, offer: Ints) -> Floats:
    """Half kilometres between published points; rows that broadcast together."""
    way = problem.needs.shown_point[need] - problem.offers.shown_point[offer]
    metres = np.hypot(way[..., 0], way[..., 1])
    half_km: Floats = np.rint(metres / SHOWN_STEP_M) * (SHOWN_STEP_M / 1000)
    return half_km


def reason_facts(problem: Problem, plan: Plan, certificate: Certificate) -> list[MatchFacts]:
    """The facts of every assignment, in the order of the plan."""
    solution = Solution(problem, plan, certificate)
    return [
        _match_facts(solution, pair, quantity)
        for pair, quantity in zip(plan.pair.tolist(), plan.quantity.tolist(), strict=True)
    ]


def unmet_facts(problem: Problem, plan: Plan, certificate: Certificate) -> dict[int, UnmetFacts]:
    """The facts of every need that stays unmet in part or whole, by row."""
    solution = Solution(problem, plan, certificate)
    return {need: _unmet_facts(solution, need) for need in np.flatnonzero(plan.unmet).tolist()}


def _match_facts(solution: Solution, pair: int, quantity: int) -> MatchFacts:
    problem = solution.problem
    need, offer = int(problem.pairs.need[pair]), int(problem.pairs.offer[pair])
    km = float(solution.shown_km[pair])
    facts = MatchFacts(
        code="match",
        category=problem.categories[problem.needs.category[need]].code,
        quantity=quantity,
        asked=int(problem.needs.quantity[need]),
        km=km,
        nearest=bool((solution.shown_km[solution.reaching(need)] >= km).all()),
        reserved=bool(problem.offers.target_from[offer] >= 0),
        urgency=int(problem.needs.urgency[need]),
        waiting_days=int(problem.needs.waiting_days[need]),
    )
    if problem.needs.put_first[need]:
        facts["put_first"] = True
    passed_over = _passed_over(solution, need, offer, pair)
    if passed_over:
        facts["passed_over"] = passed_over
    return facts


def _passed_over(solution: Solution, need: int, offer: int, pair: int) -> PassedOver | None:
    """Of the offers that are nearer and look nearer, and of which this need gets nothing, the
    nearest, and why."""
    pairs = solution.problem.pairs
    others = solution.reaching(need)
    nearer = (solution.shown_km[others] < solution.shown_km[pair]) & (
        pairs.distance_m[others] < pairs.distance_m[pair]
    )
    for other in sorted(others[nearer].tolist(), key=lambda row: pairs.distance_m[row]):
        rival = int(pairs.offer[other])
        served = solution.others_served(rival, besides=need)
        if served and rival not in solution.offers_of_need[need]:
            code = _swap(solution, need, offer, rival, served)
            return PassedOver(code=code, km=float(solution.shown_km[other]))
    return None


def _swap(
    solution: Solution, need: int, offer: int, rival: int, served: list[int]
) -> Literal["priority", "scarce", "together", "whole"]:
    """What giving `need` a step of `rival`, and freeing one of `offer`, would do to the others."""
    reaching = [solution.problem.pairs.offer[solution.reaching(other)] for other in served]
    if solution.scarcity[rival] == 0 or any(offer in offers for offers in reaching):
        return "together"
    loses_need = solution.scarcity[rival] > solution.scarcity[offer]
    if loses_need or all(len(offers) == 1 for offers in reaching):
        priority = solution.problem.needs.priority
        return "priority" if priority[served].min() > priority[need] else "scarce"
    return "whole"


def _unmet_facts(solution: Solution, need: int) -> UnmetFacts:
    problem = solution.problem
    reaching = problem.pairs.offer[solution.reaching(need)].tolist()
    facts = UnmetFacts(
        code="no_offer",
        category=problem.categories[problem.needs.category[need]].code,
        missing=int(solution.plan.unmet[need]),
        asked=int(problem.needs.quantity[need]),
        offers=len(reaching),
    )
    if reaching:
        served = [
            other for offer in reaching for other in solution.others_served(offer, besides=need)
        ]
        if not served:
            facts["code"] = "used_up"
        elif problem.needs.priority[served].min() > problem.needs.priority[need]:
            facts["code"] = "priority"
        else:
            facts["code"] = "as_urgent"
        return facts
    return _unreached(problem, need, facts)


def _unreached(problem: Problem, need: int, facts: UnmetFacts) -> UnmetFacts:
    """Completes the facts of a need that no offer may serve."""
    offers = np.flatnonzero(problem.offers.category == problem.needs.category[need])
    if len(offers) == 0:
        return facts
    row = np.int64(need) + np.zeros_like(offers)
    way = problem.offers.point[offers] - problem.needs.point[need]
    in_reach = np.hypot(way[:, 0], way[:, 1]) <= problem.offers.radius_m[offers]
    meant = is_meant_for(problem, row, offers)
    if (in_reach & meant).any():
        facts["code"] = "barred"
    elif in_reach.any():
        facts["code"] = "reserved"
    else:
        facts["code"] = "out_of_reach"
        _tell_nearest(problem, need, offers[meant], facts)
    return facts


def _tell_nearest(problem: Problem, need: int, offers: Ints, facts: UnmetFacts) -> None:
    """Adds the nearest offer and how far it goes, where the rounded numbers show the gap."""
    if len(offers) == 0:
        return
    distance = shown_km(problem, np.full_like(offers, need), offers)
    nearest = int(distance.argmin())
    km = float(distance[nearest])
    radius_km = round(problem.offers.radius_m[offers[nearest]] / SHOWN_STEP_M) * 0.5
    if km > radius_km:
        facts["km"], facts["radius_km"] = km, radius_km
