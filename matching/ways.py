"""Which of the many legal pairs a repair looks at."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matching.plan import Plan
from matching.problem import Flags, Ints, Problem, distances_m, pair_keys
from matching.reach import Reach, Terms
from matching.wishes import smallest_parts

# Offers that are looked at for each need, and needs for each offer: so many of the nearest, and
# as many of those that are cleared at the least cost.
LOOKED_AT = 10
# How many offers of a category a circle would hold, were they evenly spread: within the one the
# nearest are looked for; within the other those that can be cleared, and for needs that have only a
# FEW near them.
LOOKED_NEAR, CLEARED_NEAR = 20, 320
FEW = 4
# Longer than any way; so many times the greatest priority that counts here fits 64 bits.
FAR_M = 2**30
MOST_PRIORITY = 2**30


class Ways(NamedTuple):
    """Legal pairs of whole rows of the problem, by need, the nearest first, and units that the
    plan sets aside at first."""

    need: Ints
    offer: Ints
    units: Ints


def ways_of(problem: Problem, plan: Plan, touched: Flags) -> Ways:
    """The pairs worth looking at in categories that are touched, with what the plan gives them."""
    keys: list[Ints] = []
    serves = np.full(len(problem.offers), MOST_PRIORITY)
    np.minimum.at(serves, plan.offer, np.minimum(problem.needs.priority, MOST_PRIORITY)[plan.need])
    serves[plan.unused > 0] = 0
    near, far = (_within(problem, expected) for expected in (LOOKED_NEAR, CLEARED_NEAR))
    for number in np.flatnonzero(touched).tolist():
        whole = Reach(far, number)
        keys += _nearest(problem, Reach(near, number), whole)
        keys.append(_cleared(problem, plan, whole, serves))
    return _listed(problem, plan, keys, touched)


def ways_from(problem: Problem, plan: Plan, left: Flags, touched: Flags) -> Ways:
    """The same for needs that lack something and offers that are `left`, however far they go."""
    offers = problem.offers
    reached = replace(
        offers,
        radius_m=np.where(left, offers.radius_m, 0.0),
        target_to=np.where(left, offers.target_to, offers.target_from),
    )
    of_left = replace(problem, offers=reached)
    serves = np.where(left, 0, MOST_PRIORITY)
    keys = [
        _cleared(problem, plan, Reach(of_left, number), serves)
        for number in np.flatnonzero(touched).tolist()
    ]
    return _listed(problem, plan, keys, touched)


def _listed(problem: Problem, plan: Plan, keys: list[Ints], touched: Flags) -> Ways:
    """Pairs, by their keys, and those of the plan, in categories that are touched."""
    planned = pair_keys(problem, plan.need, plan.offer)
    key = np.unique(np.concatenate([planned, *keys]))
    need, offer = np.divmod(key, max(len(problem.offers), 1))
    units = np.zeros(len(key), dtype=np.int64)
    units[np.searchsorted(key, planned)] = plan.quantity
    least = smallest_parts(problem, need, offer)
    may = least <= np.minimum(problem.needs.quantity[need], problem.offers.quantity[offer])
    may &= touched[problem.needs.category[need]]
    need, offer, units = need[may], offer[may], units[may]
    order = np.lexsort((offer, distances_m(problem, need, offer), need))
    return Ways(need[order], offer[order], units[order])


def _within(problem: Problem, expected: int) -> Problem:
    """The same where no offer goes farther than a circle would hold so many offers of its
    category, were they evenly spread."""
    offers = problem.offers
    radius_m = offers.radius_m.copy()
    for number in range(len(problem.categories)):
        row = np.flatnonzero(offers.category == number)
        if len(row) > expected:
            width, height = np.ptp(offers.point[row], axis=0)
            most_m = np.sqrt(expected * max(width * height, 1.0) / (np.pi * len(row)))
            radius_m[row] = np.minimum(radius_m[row], most_m)
    return replace(problem, offers=replace(offers, radius_m=radius_m))


def _nearest(problem: Problem, reach: Reach, whole: Reach) -> list[Ints]:
    """The nearest pairs of a category. Far ones are asked for only where there are few."""
    marks = np.zeros(len(reach.need), dtype=np.int64), np.zeros(len(reach.offer), dtype=np.int64)
    far = np.full(len(reach.need), FAR_M)
    free = np.zeros(len(reach.offer), dtype=np.int64)
    terms = Terms(*marks, far, free, 1.0, far, free, 0.0)
    keys = _asked(problem, reach, terms)
    few = np.bincount(keys // len(problem.offers), minlength=len(problem.needs)) < FEW
    terms = terms._replace(need_mark=(~few[whole.need]).astype(np.int64))
    return [keys, _asked(problem, whole, terms)]


def _cleared(problem: Problem, plan: Plan, reach: Reach, serves: Ints) -> Ints:
    """For needs that lack something, offers that have something left or serve lower priorities."""
    lacks = plan.unmet[reach.need] > 0
    priority = np.minimum(problem.needs.priority[reach.need], MOST_PRIORITY) * FAR_M
    nothing = np.zeros(len(reach.need), dtype=np.int64)
    free = np.zeros(len(reach.offer), dtype=np.int64)
    price = serves[reach.offer] * FAR_M
    terms = Terms(nothing, free, np.where(lacks, priority, 0), price, 1.0, nothing, free, 0.0)
    return _asked(problem, reach, terms)


def _asked(problem: Problem, reach: Reach, terms: Terms) -> Ints:
    found = reach.bargains(terms, LOOKED_AT)
    return pair_keys(problem, reach.need[found.need], reach.offer[found.offer])
