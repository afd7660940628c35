"""What a round proposes: quantities per pair, what stays unmet, and the figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from matching.problem import Ints, Problem


class Solved(NamedTuple):
    """What the solver says of one category: legal pairs, cost of the optimal flow, duration."""

    pairs: int
    objective: int
    seconds: float


class Assignment(NamedTuple):
    """A quantity of one offer for one need (rows of the problem); metres in a straight line."""

    need: int
    offer: int
    quantity: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Figures of one category.

    needs, offers: how many were open. pairs: legal ones. asked, given, matched: units.
    weighted_asked, weighted_matched: Σ priority · units · rupiah per unit.
    step_km: Σ steps · km, what the solver minimises. trip_km: Σ km, one way per assignment.
    objective: cost of the optimal flow, 0 without legal pairs. status: "optimal", or "no-pairs".
    """

    category: str
    needs: int
    offers: int
    pairs: int
    asked: int
    given: int
    matched: int
    weighted_asked: int
    weighted_matched: int
    step_km: float
    trip_km: float
    objective: int
    status: str
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """An optimal plan for a problem.

    pair, quantity: (assignments,) rows of `problem.pairs` in the order of need, then offer, and
    the units set aside. unmet: (needs,) and unused: (offers,) units left. outcomes: one per
    category of the problem, in its order.
    """

    pair: Ints
    quantity: Ints
    unmet: Ints
    unused: Ints
    outcomes: tuple[Outcome, ...]

    def __len__(self) -> int:
        return len(self.pair)

    def assignments(self, problem: Problem) -> Iterator[Assignment]:
        columns = (
            problem.pairs.need[self.pair].tolist(),
            problem.pairs.offer[self.pair].tolist(),
            self.quantity.tolist(),
            problem.pairs.distance_m[self.pair].tolist(),
        )
        return map(Assignment, *columns)


def make_plan(
    problem: Problem,
    pair: Ints,
    quantity: Ints,
    solved: dict[int, Solved],
) -> Plan:
    """Draws up the plan that sets aside `quantity[i]` units along pair `pair[i]`.

    solved: by category; those without legal pairs are missing.
    """
    need, offer = problem.pairs.need[pair], problem.pairs.offer[pair]
    order = np.lexsort((offer, need))
    pair, quantity, need, offer = pair[order], quantity[order], need[order], offer[order]
    unmet, unused = problem.needs.quantity.copy(), problem.offers.quantity.copy()
    np.subtract.at(unmet, need, quantity)
    np.subtract.at(unused, offer, quantity)
    category = problem.needs.category[need]
    outcomes = tuple(
        _outcome(problem, number, pair[category == number], quantity[category == number], solved)
        for number in range(len(problem.categories))
    )
    return Plan(pair=pair, quantity=quantity, unmet=unmet, unused=unused, outcomes=outcomes)


def _outcome(
    problem: Problem,
    number: int,
    pair: Ints,
    quantity: Ints,
    solved: dict[int, Solved],
) -> Outcome:
    category = problem.categories[number]
    asked = problem.needs.quantity[problem.needs.category == number]
    asked_priority = problem.needs.priority[problem.needs.category == number]
    given = problem.offers.quantity[problem.offers.category == number]
    priority = problem.needs.priority[problem.pairs.need[pair]]
    km = problem.pairs.distance_m[pair] / 1000
    pairs, objective, seconds = solved.get(number, Solved(0, 0, 0.0))
    return Outcome(
        category=category.code,
        needs=len(asked),
        offers=len(given),
        pairs=pairs,
        asked=sum(asked.tolist()),
        given=sum(given.tolist()),
        matched=sum(quantity.tolist()),
        weighted_asked=dot(asked, asked_priority) * category.unit_value,
        weighted_matched=dot(quantity, priority) * category.unit_value,
        step_km=float(km @ (quantity // category.step)),
        trip_km=float(km.sum()),
        objective=objective,
        status="optimal" if number in solved else "no-pairs",
        seconds=seconds,
    )


def dot(left: Ints, right: Ints) -> int:
    """Σ left · right in Python integers, which do not overflow."""
    return sum(a * b for a, b in zip(left.tolist(), right.tolist(), strict=True))
