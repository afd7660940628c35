"""What one more offer would change: from how near it would serve a need that stays unmet.

Think of one more step, of an offer by somebody whom the city doesn't know, so that it measures
between published points. The plan uses it where it wins most (`matching.margins.gains`); a need
that stays unmet gains its own priority. So the step is for this need where everybody else within
its reach gains less, for this one or one of the same priority where nobody gains more, and goes
first to others where somebody does.

An offer no further away than d metres, and with no greater radius, reaches nothing further away
than 2 d; half the way to the first who goes before is therefore far enough on the safe side.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.plan import Plan
from matching.problem import Floats, Ints, Problem
from matching.shown import SHOWN_STEP_M

# Nobody is asked to come from further away.
FURTHEST_STEPS = 20

THIS, THIS_OR_EQUAL, OTHERS = 0, 1, 2


class OneMore(NamedTuple):
    """Per need, of use for those that stay unmet.

    serves: whom one more step serves. steps: how far away it may be and how far it may go, in
    half kilometres, 0 where it must keep to the same published point.
    """

    serves: NDArray[np.int8]
    steps: Ints


class Spots(NamedTuple):
    """Published points, and the two highest gains of the needs that are published there."""

    point: Floats
    first: Ints
    second: Ints


def one_more(problem: Problem, plan: Plan, gain: Ints) -> OneMore:
    """Of a plan that meets as much as can be, with the gain of every need."""
    serves = np.full(len(problem.needs), OTHERS, dtype=np.int8)
    steps = np.zeros(len(problem.needs), dtype=np.int64)
    for category in range(len(problem.categories)):
        row = np.flatnonzero(problem.needs.category == category)
        spots, at = _spots(problem.needs.shown_point[row], gain[row])
        unmet = plan.unmet[row] > 0
        serves[row[unmet]], steps[row[unmet]] = _judge(spots, at[unmet], gain[row[unmet]])
    return OneMore(serves, steps)


def _spots(point: Floats, gain: Ints) -> tuple[Spots, Ints]:
    points, at = np.unique(point, axis=0, return_inverse=True)
    at = at.reshape(-1)
    order = np.lexsort((gain, at))
    end = np.searchsorted(at[order], np.arange(len(points)), side="right")
    begin = np.searchsorted(at[order], np.arange(len(points)))
    ranked = gain[order]
    second = np.where(end - begin > 1, ranked[np.maximum(end - 2, 0)], -1)
    return Spots(points, ranked[end - 1], second), at


@njit(cache=True)
def _judge(spots: Spots, at: Ints, gain: Ints) -> tuple[NDArray[np.int8], Ints]:
    serves = np.empty(len(at), dtype=np.int8)
    steps = np.zeros(len(at), dtype=np.int64)
    for number in range(len(at)):
        here, own = at[number], gain[number]
        if spots.first[here] > own:
            serves[number] = OTHERS
            continue
        before = equal = np.inf
        for spot in range(len(spots.point)):
            if spot == here or spots.first[spot] < own:
                continue
            across = spots.point[spot, 0] - spots.point[here, 0]
            along = spots.point[spot, 1] - spots.point[here, 1]
            metres = np.sqrt(across * across + along * along)
            equal = min(equal, metres)
            if spots.first[spot] > own:
                before = min(before, metres)
        alone = spots.second[here] < own
        # Below a kilometre distances are not told apart: then the spot itself is all there is.
        if alone and _half_way(equal) >= 2:
            serves[number], steps[number] = THIS, _half_way(equal)
        elif _half_way(before) >= 2:
            serves[number], steps[number] = THIS_OR_EQUAL, _half_way(before)
        else:
            serves[number] = THIS if alone else THIS_OR_EQUAL
    return serves, steps


@njit(cache=True)
def _half_way(metres: float) -> int:
    """The most whole steps whose double is less than so many metres."""
    if metres >= 2 * SHOWN_STEP_M * (FURTHEST_STEPS + 1):
        return FURTHEST_STEPS
    return max(0, min(FURTHEST_STEPS, int(np.ceil(metres / (2 * SHOWN_STEP_M))) - 1))
