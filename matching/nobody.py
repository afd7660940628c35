"""Needs that stay unmet: whom the offers in reach serve instead, or why none reaches.

An offer that reaches an unmet need is used up, and nobody whom it serves goes after that need, or
an exchange of one step would gain. Among those of the same priority, the ones whose neighbourhood
would fall below this need's are served for fairness.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.margins import all_vicinities
from matching.network import LEVELS
from matching.plan import Plan, neighbourhoods_of
from matching.policy import Policy
from matching.problem import NONE, Floats, Ints, Problem
from matching.shown_steps import shown_steps
from matching.vicinity import Vicinity, metres_between, reached, vicinity

# What is true of the needs that the offers in reach of an unmet need serve: there are any;
# several; one goes neither before it nor for fairness; one for fairness; of those that go before
# it, one is not more urgent; one is not as urgent and waiting longer.
SERVED, SEVERAL, EQUAL, FAIRER, NOT_MORE_URGENT, NOT_WAITING_LONGER = 1, 2, 4, 8, 16, 32
# What others than those of the same priority can add.
DECIDED = SERVED | SEVERAL | NOT_MORE_URGENT | NOT_WAITING_LONGER

# Why no offer reaches a need.
BARRED, RESERVED, OUT_OF_REACH = 1, 2, 3

Marks = NDArray[np.int8]


class Nobody(NamedTuple):
    """Per need, of use for those that stay unmet.

    reaching: how many offers may serve it. marks: as above, of the needs that these serve.
    unreached: why none does, 0 where one does or nobody offers the category. nearest: row of the
    offer that is meant for it and looks nearest, where it is out of reach, or NONE.
    """

    reaching: Ints
    marks: Marks
    unreached: Marks
    nearest: Ints


class Served(NamedTuple):
    """Who is served: by offer, rows of needs at need[begins[offer]:begins[offer + 1]], those of
    the lowest priority first."""

    begins: Ints
    need: Ints


class Standing(NamedTuple):
    """How needs stand towards each other, per need of the problem.

    group: the neighbourhood, by category. level: its coverage in LEVELS; level_without: with one
    step less. is_fair: whether the policy lets coverage decide.
    """

    priority: Ints
    urgency: Ints
    waiting_days: Ints
    group: Ints
    level: Ints
    level_without: Ints
    is_fair: bool


def nobody(problem: Problem, policy: Policy, plan: Plan) -> Nobody:
    """Of an optimal plan."""
    size = len(problem.needs)
    found = Nobody(
        np.zeros(size, dtype=np.int64),
        np.zeros(size, dtype=np.int8),
        np.zeros(size, dtype=np.int8),
        np.full(size, NONE, dtype=np.int64),
    )
    served, standing = served_by(problem, plan), standing_of(problem, policy, plan)
    for whole in all_vicinities(problem):
        around = vicinity(problem, whole.need[plan.unmet[whole.need] > 0], whole.offer)
        if len(around.need) == 0:
            continue
        reaching, marks = _marks(around, served, standing)
        unreached, nearest = _unreached(
            around, np.flatnonzero(reaching == 0), problem.offers.shown_point[around.offer]
        )
        found.reaching[around.need], found.marks[around.need] = reaching, marks
        found.unreached[around.need] = unreached
        found.nearest[around.need] = np.where(nearest == NONE, NONE, around.offer[nearest])
    return found


def served_by(problem: Problem, plan: Plan) -> Served:
    order = np.lexsort((problem.needs.priority[plan.need], plan.offer))
    begins = np.searchsorted(plan.offer[order], np.arange(len(problem.offers) + 1))
    return Served(begins, plan.need[order])


def standing_of(problem: Problem, policy: Policy, plan: Plan) -> Standing:
    needs = problem.needs
    group, asked, unmet = neighbourhoods_of(problem, plan)
    steps = np.array([category.step for category in problem.categories], dtype=np.int64)
    asked, met = asked[group], (asked - unmet)[group]
    return Standing(
        needs.priority,
        needs.urgency,
        needs.waiting_days,
        group,
        LEVELS * met // asked,
        LEVELS * (met - steps[needs.category]) // asked,
        policy.fairness and policy.fairness_given_up_percent == 0,
    )


@njit(cache=True)
def _marks(around: Vicinity, served: Served, standing: Standing) -> tuple[Ints, Marks]:
    reaching = np.zeros(len(around.need), dtype=np.int64)
    marks = np.zeros(len(around.need), dtype=np.int8)
    first_served = np.full(len(around.need), NONE, dtype=np.int64)
    found = np.empty(len(around.need), dtype=np.int64)
    for offer in range(len(around.offer)):
        row = around.offer[offer]
        for number in range(reached(around, offer, found)):
            need = found[number]
            row_of_need = around.need[need]
            reaching[need] += 1
            for place in range(served.begins[row], served.begins[row + 1]):
                other = served.need[place]
                if other == row_of_need:
                    continue
                if marks[need] & DECIDED == DECIDED and (
                    marks[need] & EQUAL or standing.priority[other] > standing.priority[row_of_need]
                ):
                    # Nobody after this one can add anything.
                    break
                marks[need] |= SERVED | mark(standing, row_of_need, other)
                if first_served[need] not in (NONE, other):
                    marks[need] |= SEVERAL
                first_served[need] = other
    return reaching, marks


@njit(cache=True)
def mark(standing: Standing, need: int, other: int) -> int:
    """What is true of `other`, which is served while `need` is not."""
    if standing.priority[other] > standing.priority[need]:
        known = standing.urgency[need] != NONE and standing.urgency[other] != NONE
        marks = 0
        if not (known and standing.urgency[other] < standing.urgency[need]):
            marks |= NOT_MORE_URGENT
        longer = standing.waiting_days[other] > standing.waiting_days[need]
        if not (known and standing.urgency[other] == standing.urgency[need] and longer):
            marks |= NOT_WAITING_LONGER
        return marks
    if (
        standing.is_fair
        and standing.priority[other] == standing.priority[need]
        and standing.group[other] != standing.group[need]
        and standing.level_without[other] < standing.level[need]
    ):
        return FAIRER
    return EQUAL


@njit(cache=True)
def _unreached(around: Vicinity, needs: Ints, offer_shown: Floats) -> tuple[Marks, Ints]:
    reason = np.zeros(len(around.need), dtype=np.int8)
    nearest = np.full(len(around.need), NONE, dtype=np.int64)
    for need in needs:
        least = np.inf
        reason[need] = OUT_OF_REACH
        for offer in range(len(around.offer)):
            targeted = around.first[offer] != NONE
            meant = not targeted or around.first[offer] <= around.rank[need] < around.end[offer]
            in_reach = metres_between(around, need, offer) <= around.radius[offer]
            if meant and (targeted or in_reach):
                reason[need] = BARRED
                break
            if in_reach:
                reason[need] = RESERVED
            steps = shown_steps(around.shown_point, need, offer_shown, offer)
            if meant and steps < least:
                least = steps
                nearest[need] = offer
        if reason[need] != OUT_OF_REACH:
            nearest[need] = NONE
    return reason, nearest
