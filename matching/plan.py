"""What a round proposes: quantities per pair, what stays unmet, and the figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from matching.problem import Floats, Ints, Problem, distances_m
from matching.shown import shown_m


class Assignment(NamedTuple):
    """A quantity of one offer for one need (rows of the problem); metres in a straight line."""

    need: int
    offer: int
    quantity: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Figures of one category.

    needs, offers: how many were open. asked, given, matched: units. weighted_asked,
    weighted_matched: Σ priority · units · rupiah per unit. step_km: Σ steps · km, what the solver
    minimises. trip_km: Σ km, one way per assignment; shown_km: the same between published points.
    least_covered: the smallest share of what a neighbourhood asked for that is matched, 1 where
    nobody asks; worst_tenth: its mean over the worst tenth of the neighbourhoods (at least one).
    """

    category: str
    needs: int
    offers: int
    asked: int
    given: int
    matched: int
    weighted_asked: int
    weighted_matched: int
    step_km: float
    trip_km: float
    shown_km: float
    least_covered: float
    worst_tenth: float
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is set aside for whom.

    need, offer, quantity: (assignments,) rows of the problem in the order of need, then offer,
    and units. unmet: (needs,) and unused: (offers,) units left.
    """

    need: Ints
    offer: Ints
    quantity: Ints
    unmet: Ints
    unused: Ints

    def __len__(self) -> int:
        return len(self.need)

    def assignments(self, problem: Problem) -> Iterator[Assignment]:
        distance = distances_m(problem, self.need, self.offer)
        rows = (self.need, self.offer, self.quantity, distance)
        return map(Assignment._make, zip(*(row.tolist() for row in rows), strict=True))


def make_plan(problem: Problem, need: Ints, offer: Ints, quantity: Ints) -> Plan:
    """Draws up the plan that sets aside `quantity[i]` units of `offer[i]` for `need[i]`."""
    order = np.lexsort((offer, need))
    need, offer, quantity = need[order], offer[order], quantity[order]
    unmet, unused = problem.needs.quantity.copy(), problem.offers.quantity.copy()
    np.subtract.at(unmet, need, quantity)
    np.subtract.at(unused, offer, quantity)
    return Plan(need=need, offer=offer, quantity=quantity, unmet=unmet, unused=unused)


def outcomes(problem: Problem, plan: Plan, seconds: dict[int, float]) -> tuple[Outcome, ...]:
    """The figures of every category, in their order; seconds: by category, what solving took."""
    return tuple(
        _outcome(problem, plan, number, seconds.get(number, 0.0))
        for number in range(len(problem.categories))
    )


def coverage(problem: Problem, plan: Plan, category: int) -> tuple[Ints, Ints]:
    """What each neighbourhood asked for and what it gets, in units, by ascending neighbourhood;
    needs without one count as one together."""
    rows = np.flatnonzero(problem.needs.category == category)
    _, group = np.unique(problem.needs.neighbourhood[rows], return_inverse=True)
    asked = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    unmet = asked.copy()
    np.add.at(asked, group, problem.needs.quantity[rows])
    np.add.at(unmet, group, plan.unmet[rows])
    return asked, asked - unmet


def neighbourhoods_of(problem: Problem, plan: Plan) -> tuple[Ints, Ints, Ints]:
    """(needs,) the neighbourhood of each need in its category, numbered through, and by that
    number units asked for and units that a plan leaves unmet."""
    needs = problem.needs
    keys = np.stack((needs.category, needs.neighbourhood))
    groups, group = np.unique(keys, axis=1, return_inverse=True)
    asked = np.zeros(groups.shape[1], dtype=np.int64)
    unmet = asked.copy()
    np.add.at(asked, group, needs.quantity)
    np.add.at(unmet, group, plan.unmet)
    return group, asked, unmet


def coverage_of_needs(problem: Problem, plan: Plan) -> Floats:
    """(needs,) the share of what each need's neighbourhood asked for in its category that a plan
    brings."""
    group, asked, unmet = neighbourhoods_of(problem, plan)
    share: Floats = (1 - unmet / np.maximum(asked, 1))[group]
    return share


def _outcome(problem: Problem, plan: Plan, number: int, seconds: float) -> Outcome:
    category = problem.categories[number]
    needs = problem.needs.category == number
    offers = problem.offers.category == number
    used = needs[plan.need]
    quantity = plan.quantity[used]
    priority = problem.needs.priority
    km = distances_m(problem, plan.need[used], plan.offer[used]) / 1000
    asked, met = coverage(problem, plan, number)
    share = np.sort(met / asked) if len(asked) else np.ones(1)
    return Outcome(
        category=category.code,
        needs=int(needs.sum()),
        offers=int(offers.sum()),
        asked=sum(asked.tolist()),
        given=sum(problem.offers.quantity[offers].tolist()),
        matched=sum(quantity.tolist()),
        weighted_asked=dot(problem.needs.quantity[needs], priority[needs]) * category.unit_value,
        weighted_matched=dot(quantity, priority[plan.need[used]]) * category.unit_value,
        step_km=float(km @ (quantity // category.step)),
        trip_km=float(km.sum()),
        shown_km=float(shown_m(problem, plan.need[used], plan.offer[used]).sum()) / 1000,
        least_covered=float(share[0]),
        worst_tenth=float(share[: max(1, len(share) // 10)].mean()),
        seconds=seconds,
    )


def dot(left: Ints, right: Ints) -> int:
    """Σ left · right in Python integers, which do not overflow."""
    return sum(a * b for a, b in zip(left.tolist(), right.tolist(), strict=True))
