"""Nearer offers that a match passes over: which, and what an exchange would do to the others.

Somebody is matched with an offer though a nearer one, the *rival*, reaches them and serves
others. Give them one step of the rival instead and free one step of what they have. Either the
freed step finds its way to whom the rival served, and only ways change; or it doesn't, and then
somebody goes without, whose priority is at least the rival's `loss`: see `matching.margins`. A
difference in any optimal prices between the two offers shows that there is no such way.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.margins import Uses, uses_of
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import NONE, Flags, Floats, Ints, Problem, distances_m, pair_keys
from matching.shown import SHOWN_STEP_M
from matching.shown_steps import shown_steps
from matching.vicinity import Vicinity, may_serve, metres_between, reached, vicinity

# Needs are searched in so many groups of equal size, from the best to the worst served.
GROUPS = 16

# No code yet: how many offers reach whom the rival serves must be counted first.
UNCOUNTED = -1
NOTHING, PRIORITY, SCARCE, TOGETHER, WHOLE, KEPT = range(6)
CODES = ("", "priority", "scarce", "together", "whole", "kept")

Codes = NDArray[np.int8]


class Rivals(NamedTuple):
    """Per assignment of a plan.

    nearest: whether no offer that reaches the need looks nearer. offer: row of the nearest of the
    offers that are nearer and look nearer, and serve others and not this need, or NONE. code:
    of CODES, what an exchange would do; NOTHING where nothing can be said.
    """

    nearest: Flags
    offer: Ints
    code: Codes


class Basis(NamedTuple):
    """What exchanges are judged by.

    plan: one that meets as much as can be. loss, gain: per offer, see `matching.margins`.
    shortest: the categories in which it is proven that no plan as good has shorter ways.
    """

    problem: Problem
    policy: Policy
    plan: Plan
    loss: Ints
    gain: Ints
    shortest: frozenset[int]


class Met(NamedTuple):
    """One category's assignments: rows of the plan; per assignment metres, the distance as it is
    told, and whether it is a proposal that may stay because it stands."""

    row: Ints
    metres: Floats
    steps: Floats
    stays: Flags


class Grounds(NamedTuple):
    """A basis in one category. priority: per need. reaching: per need, how many offers may serve
    it, UNCOUNTED where nobody asked yet. loss, gain: per offer."""

    priority: Ints
    loss: Ints
    gain: Ints
    reaching: Ints
    is_shortest: bool


class Scene(NamedTuple):
    """One category of a plan: the needs that are met and all its offers."""

    around: Vicinity
    uses: Uses
    met: Met
    grounds: Grounds


def rivals(basis: Basis) -> Rivals:
    """What each assignment passes over; time grows with the legal pairs."""
    plan, category = basis.plan, basis.problem.needs.category[basis.plan.need]
    found = Rivals(
        np.ones(len(plan), dtype=np.bool_),
        np.full(len(plan), NONE, dtype=np.int64),
        np.zeros(len(plan), dtype=np.int8),
    )
    for number in np.unique(category).tolist():
        scene = _scene(basis, number)
        around, row = scene.around, scene.met.row
        rival = np.full(len(row), NONE, dtype=np.int64)
        for place, nearest, nearer in _searched(basis, scene):
            found.nearest[row[place]], rival[place] = nearest, nearer
        found.offer[row] = np.where(rival == NONE, NONE, around.offer[rival])
        found.code[row] = _codes(basis.problem, scene, rival)
    return found


def exchange(basis: Basis, need: int, offer: int, rival: int) -> str:
    """What giving a need one step of `rival` instead of `offer`, which it has, would do: one of
    CODES."""
    scene = _scene(basis, int(basis.problem.needs.category[need]))
    met = (basis.plan.need == need) & (basis.plan.offer == offer)
    rival_of = np.where(met[scene.met.row], np.searchsorted(scene.around.offer, rival), NONE)
    return CODES[int(_codes(basis.problem, scene, rival_of).max())]


def _scene(basis: Basis, category: int) -> Scene:
    problem, plan = basis.problem, basis.plan
    row = np.flatnonzero(problem.needs.category[plan.need] == category)
    need, offer = plan.need[row], plan.offer[row]
    around = vicinity(problem, np.unique(need), np.flatnonzero(problem.offers.category == category))
    way = problem.needs.shown_point[need] - problem.offers.shown_point[offer]
    return Scene(
        around,
        uses_of(problem, plan, around),
        Met(
            row=row,
            metres=distances_m(problem, need, offer),
            steps=np.rint(np.sqrt(way[:, 0] * way[:, 0] + way[:, 1] * way[:, 1]) / SHOWN_STEP_M),
            stays=_stays(basis)[row],
        ),
        Grounds(
            problem.needs.priority[around.need],
            basis.loss[around.offer],
            basis.gain[around.offer],
            np.full(len(around.need), UNCOUNTED, dtype=np.int64),
            category in basis.shortest,
        ),
    )


def _searched(basis: Basis, scene: Scene) -> Iterator[tuple[Ints, Flags, Ints]]:
    """Group by group: which assignments, whether each is the nearest, and its rival.

    An offer that looks nearer to a need than what it has is not far away in truth either, so that
    most of what an offer reaches need not be looked at.
    """
    problem, plan, around = basis.problem, basis.plan, scene.around
    offer_shown = problem.offers.shown_point[around.offer]
    serves = np.diff(scene.uses.of_offer) > 0
    of_need = np.repeat(np.arange(len(around.need)), np.diff(scene.uses.of_need))
    furthest = np.zeros(len(around.need))
    np.maximum.at(furthest, of_need, scene.met.steps)
    here = np.stack((around.x, around.y), axis=1)
    blurred = _furthest(offer_shown - here) + np.sqrt(
        ((around.point - around.shown_point) ** 2).sum(axis=1)
    )
    look = np.maximum(furthest - 0.5, 0) * SHOWN_STEP_M + blurred + 1
    for group in np.array_split(np.argsort(look, kind="stable"), GROUPS):
        if len(group) == 0:
            continue
        place = np.flatnonzero(np.isin(of_need, group))
        near = vicinity(problem, around.need[np.sort(group)], around.offer)
        near = near._replace(radius=np.minimum(near.radius, look[group].max()))
        row, metres, steps, stays = scene.met
        met = Met(row[place], metres[place], steps[place], stays[place])
        yield place, *_nearer(near, uses_of(problem, plan, near), met, offer_shown, serves)


def _furthest(ways: Floats) -> float:
    return float(np.sqrt((ways**2).sum(axis=1)).max(initial=0.0))


def _codes(problem: Problem, scene: Scene, rival: Ints) -> Codes:
    """What each exchange does; counts who reaches the others only where that decides."""
    around, uses = scene.around, scene.uses
    code = _exchanges(scene, rival)
    of_rivals = np.unique(rival[code == UNCOUNTED])
    if len(of_rivals) == 0:
        return code
    asked = np.unique(
        np.concatenate([uses.needs[uses.of_offer[j] : uses.of_offer[j + 1]] for j in of_rivals])
    )
    scene.grounds.reaching[asked] = _reaching(vicinity(problem, around.need[asked], around.offer))
    return _exchanges(scene, rival)


def _stays(basis: Basis) -> Flags:
    """Per assignment, whether the policy's inertia may hold it."""
    problem, plan, kept = basis.problem, basis.plan, basis.problem.kept
    stays: Flags = np.isin(
        pair_keys(problem, plan.need, plan.offer), pair_keys(problem, kept.need, kept.offer)
    )
    return stays & (basis.policy.inertia_m > 0)


@njit(cache=True)
def _nearer(
    around: Vicinity, uses: Uses, met: Met, offer_shown: Floats, serves: Flags
) -> tuple[Flags, Ints]:
    """Whether each assignment is the nearest, and its rival; serves: whether each offer serves
    anybody."""
    nearest = np.ones(len(met.row), dtype=np.bool_)
    rival = np.full(len(met.row), NONE, dtype=np.int64)
    rival_metres = np.full(len(met.row), np.inf)
    found = np.empty(len(around.need), dtype=np.int64)
    for offer in range(len(around.offer)):
        for number in range(reached(around, offer, found)):
            need = found[number]
            first, end = uses.of_need[need], uses.of_need[need + 1]
            steps = shown_steps(around.shown_point, need, offer_shown, offer)
            looks_nearer = False
            for place in range(first, end):
                if steps < met.steps[place]:
                    nearest[place] = False
                    looks_nearer = True
            if not (looks_nearer and serves[offer]):
                continue
            metres = metres_between(around, need, offer)
            gives = False
            for place in range(first, end):
                gives |= uses.offers[place] == offer
            for place in range(first, end):
                is_nearer = steps < met.steps[place] and metres < met.metres[place]
                if is_nearer and not gives and metres < rival_metres[place]:
                    rival_metres[place] = metres
                    rival[place] = offer
    return nearest, rival


@njit(cache=True)
def _reaching(around: Vicinity) -> Ints:
    """Per need, how many offers may serve it."""
    reaching = np.zeros(len(around.need), dtype=np.int64)
    found = np.empty(len(around.need), dtype=np.int64)
    for offer in range(len(around.offer)):
        for number in range(reached(around, offer, found)):
            reaching[found[number]] += 1
    return reaching


@njit(cache=True)
def _exchanges(scene: Scene, rival: Ints) -> Codes:
    code = np.zeros(len(rival), dtype=np.int8)
    for need in range(len(scene.around.need)):
        for place in range(scene.uses.of_need[need], scene.uses.of_need[need + 1]):
            if rival[place] != NONE:
                code[place] = _exchange(scene, need, place, rival[place])
    return code


@njit(cache=True)
def _exchange(scene: Scene, need: int, place: int, rival: int) -> int:
    """What one exchange does; `place` is the assignment that the need gives up."""
    around, uses, met, grounds = scene
    offer = uses.offers[place]
    is_direct, is_longer, is_all_they_have, is_counted = False, True, True, True
    stays = met.stays[place]
    change = metres_between(around, need, rival) - met.metres[place]
    for number in range(uses.of_offer[rival], uses.of_offer[rival + 1]):
        other = uses.needs[number]
        is_counted &= grounds.reaching[other] != UNCOUNTED
        is_all_they_have &= grounds.reaching[other] == 1
        for theirs in range(uses.of_need[other], uses.of_need[other + 1]):
            stays |= met.stays[theirs] and uses.offers[theirs] == rival
        if may_serve(around, other, offer):
            is_direct = True
            back = metres_between(around, other, offer) - metres_between(around, other, rival)
            is_longer &= change + back >= 0
    loss = grounds.loss[rival]
    is_dearer = loss > grounds.loss[offer] or grounds.gain[rival] > grounds.gain[offer]
    if not is_direct and loss > 0 and (is_all_they_have or is_dearer):
        return PRIORITY if loss > grounds.priority[need] else SCARCE
    if not is_direct and loss > 0 and not is_counted:
        return UNCOUNTED
    if stays:
        return KEPT
    if is_direct or loss == 0:
        return TOGETHER if grounds.is_shortest or (is_direct and is_longer) else NOTHING
    return WHOLE if grounds.is_shortest else NOTHING
