"""What one step more or less is worth in priority-weighted need, exactly.

An optimal plan has many dual prices; whoever says "somebody would go without" needs the right
ones. Per category, in points:

*loss* of an offer: what is lost when one step of it vanishes. What is unused elsewhere takes its
place, passed on from need to need; or else, of those whom this reaches, the one of least priority
goes without.

*gain* of a need or an offer: what is won when one step more comes to its place. Whoever it frees
passes on what it had, to the highest priority among the unmet that this reaches.

Both are shortest ways in the residual network of a flow that is optimal where only unmet steps
cost something (R. Ahuja, T. Magnanti, J. Orlin: Network Flows, 1993, section 9.4). Such ways are
found level by level, each need and each offer is visited once, and time grows with the legal
pairs.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from matching.plan import Plan
from matching.problem import NONE, Flags, Ints, Problem
from matching.reach import MARGIN_M, Sheet, sheet_of
from matching.vicinity import Vicinity, is_barred, reached, vicinity

UNKNOWN = -1
# Offers are searched in bands of radius, each at most half of the one before.
BANDS = 6


class Uses(NamedTuple):
    """Who serves whom: need i is served by offers[of_need[i]:of_need[i + 1]], offer j serves
    needs[of_offer[j]:of_offer[j + 1]]; places as in a `Vicinity`."""

    of_need: Ints
    offers: Ints
    of_offer: Ints
    needs: Ints


class Band(NamedTuple):
    """Offers in cells. offer: their places in a vicinity; left: per cell, how many are still of
    interest, which stand first in it; radius: the greatest among them; exact: whether they measure
    to a need's point."""

    offer: Ints
    sheet: Sheet
    left: Ints
    radius: float
    exact: bool


class Targets(NamedTuple):
    """Offers for neighbourhoods: need i is meant by offers[begins[at[i]]:begins[at[i] + 1]]."""

    at: Ints
    begins: Ints
    offers: Ints


class Ways(NamedTuple):
    """All offers, as a need finds those that reach it."""

    bands: tuple[Band, ...]
    targets: Targets


class Losing(NamedTuple):
    """The loss of each offer, UNKNOWN at first, and offers whose needs are to be looked at."""

    loss: Ints
    stack: Ints


class Winning(NamedTuple):
    """Whether each offer's gain is known, and the offers whose gain has just become known."""

    is_known: Flags
    offers: Ints


class Gains(NamedTuple):
    """Points won with one step more at the place of each need and of each offer."""

    need: Ints
    offer: Ints


def losses(problem: Problem, plan: Plan) -> Ints:
    """(offers,) points lost with one step of each, of a plan that meets as much as can be."""
    lost = np.zeros(len(problem.offers), dtype=np.int64)
    for around in all_vicinities(problem):
        priority = problem.needs.priority[around.need]
        lost[around.offer] = _losses(
            around,
            uses_of(problem, plan, around),
            priority,
            np.argsort(priority, kind="stable"),
            np.flatnonzero(plan.unused[around.offer] > 0),
        )
    return lost


def gains(problem: Problem, plan: Plan) -> Gains:
    """Of a plan that meets as much as can be."""
    need = np.where(plan.unmet > 0, problem.needs.priority, 0)
    offer = np.zeros(len(problem.offers), dtype=np.int64)
    for around in all_vicinities(problem):
        priority = problem.needs.priority[around.need]
        order = np.argsort(-priority, kind="stable")
        need[around.need], offer[around.offer] = _gains(
            around,
            uses_of(problem, plan, around),
            priority,
            order[plan.unmet[around.need[order]] > 0],
            Ways(_bands(around), _targets(problem, around)),
        )
    return Gains(need, offer)


def all_vicinities(problem: Problem) -> list[Vicinity]:
    """One per category that is asked for and offered."""
    found = []
    for category in range(len(problem.categories)):
        need = np.flatnonzero(problem.needs.category == category)
        offer = np.flatnonzero(problem.offers.category == category)
        if len(need) and len(offer):
            found.append(vicinity(problem, need, offer))
    return found


def uses_of(problem: Problem, plan: Plan, around: Vicinity) -> Uses:
    """The assignments among a vicinity's needs and all its offers."""
    place = np.full(len(problem.needs), NONE, dtype=np.int64)
    place[around.need] = np.arange(len(around.need))
    need = place[plan.need]
    here = need != NONE
    need, offer = need[here], np.searchsorted(around.offer, plan.offer[here])
    by_offer = np.argsort(offer, kind="stable")
    return Uses(
        np.searchsorted(need, np.arange(len(around.need) + 1)),
        offer,
        np.searchsorted(offer[by_offer], np.arange(len(around.offer) + 1)),
        need[by_offer],
    )


def _bands(around: Vicinity) -> tuple[Band, ...]:
    """Offers that are for all, by radius and by what they measure to; always as many bands."""
    open_to_all = around.first == NONE
    bands = []
    for exact in (True, False):
        chosen = open_to_all & (around.measures_exact == exact)
        limit = float(around.radius[chosen].max(initial=0.0))
        for band in range(BANDS):
            last = band == BANDS - 1
            low = -1.0 if last else limit / 2
            here = np.flatnonzero(chosen & (around.radius <= limit) & (around.radius > low))
            points = np.stack((around.x[here], around.y[here]), axis=1)
            sheet = sheet_of(points)
            bands.append(Band(here, sheet, np.diff(sheet.begins), limit, exact))
            limit /= 2
    return tuple(bands)


def _targets(problem: Problem, around: Vicinity) -> Targets:
    neighbourhood = problem.needs.neighbourhood[around.need]
    known, at = np.unique(neighbourhood, return_inverse=True)
    targeted = np.flatnonzero(around.first != NONE)
    row = around.offer[targeted]
    first = np.searchsorted(known, problem.offers.target_from[row])
    end = np.maximum(np.searchsorted(known, problem.offers.target_to[row]), first)
    size = end - first
    offers = np.repeat(targeted, size)
    into = np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())
    order = np.argsort(into, kind="stable")
    begins = np.searchsorted(into[order], np.arange(len(known) + 1))
    return Targets(at, begins, offers[order])


@njit(cache=True)
def _losses(around: Vicinity, uses: Uses, priority: Ints, by_priority: Ints, unused: Ints) -> Ints:
    """From the lowest level to the highest: who can be left out, and which offers that frees."""
    is_found = np.zeros(len(priority), dtype=np.bool_)
    loss = np.full(len(around.offer), UNKNOWN, dtype=np.int64)
    found = np.empty(len(priority), dtype=np.int64)
    stack = np.empty(len(around.offer), dtype=np.int64)
    losing = Losing(loss, stack)
    loss[unused] = 0
    stack[: len(unused)] = unused
    top = len(unused)
    left = len(priority)
    level = 0
    for step in range(-1, len(by_priority)):
        if step >= 0:
            need = by_priority[step]
            if is_found[need]:
                continue
            level = priority[need]
            is_found[need] = True
            left -= 1
            top = _free(uses, losing, need, level, top)
        while top > 0:
            top -= 1
            if left == 0:
                continue
            for place in range(reached(around, stack[top], found)):
                need = found[place]
                if not is_found[need]:
                    is_found[need] = True
                    left -= 1
                    # Places of what was popped are free again, and each offer comes in once.
                    top = _free(uses, losing, need, level, top)
    return loss


@njit(cache=True)
def _free(uses: Uses, losing: Losing, need: int, level: int, top: int) -> int:
    """Give the offers that serve a need their loss; returns the height of the stack."""
    for place in range(uses.of_need[need], uses.of_need[need + 1]):
        offer = uses.offers[place]
        if losing.loss[offer] == UNKNOWN:
            losing.loss[offer] = level
            losing.stack[top] = offer
            top += 1
    return top


@njit(cache=True)
def _gains(
    around: Vicinity,
    uses: Uses,
    priority: Ints,
    unmet: Ints,
    ways: Ways,
) -> tuple[Ints, Ints]:
    """From the highest level to the lowest: who is unmet, and through whom it can be reached."""
    need_gain = np.zeros(len(priority), dtype=np.int64)
    offer_gain = np.zeros(len(around.offer), dtype=np.int64)
    is_found = np.zeros(len(priority), dtype=np.bool_)
    won = Winning(
        np.zeros(len(around.offer), dtype=np.bool_), np.empty(len(around.offer), dtype=np.int64)
    )
    stack = np.empty(len(priority), dtype=np.int64)
    left = len(around.offer)
    for start in unmet:
        if is_found[start]:
            continue
        level = priority[start]
        is_found[start] = True
        need_gain[start] = level
        stack[0] = start
        top = 1
        while top > 0:
            top -= 1
            if left == 0:
                continue
            need = stack[top]
            count = 0
            for number in range(len(ways.bands)):
                count = _reaching(around, ways.bands[number], need, won, count)
            here = ways.targets.at[need]
            for place in range(ways.targets.begins[here], ways.targets.begins[here + 1]):
                offer = ways.targets.offers[place]
                if not won.is_known[offer] and not is_barred(around, need, offer):
                    won.is_known[offer] = True
                    won.offers[count] = offer
                    count += 1
            left -= count
            for offer in won.offers[:count]:
                offer_gain[offer] = level
                for place in range(uses.of_offer[offer], uses.of_offer[offer + 1]):
                    served = uses.needs[place]
                    if not is_found[served]:
                        is_found[served] = True
                        need_gain[served] = level
                        stack[top] = served
                        top += 1
    return need_gain, offer_gain


@njit(cache=True)
def _reaching(
    around: Vicinity,
    band: Band,
    need: int,
    won: Winning,
    count: int,
) -> int:
    """Adds the offers of a band that reach a need for the first time; returns how many there
    are by then."""
    sheet, reach = band.sheet, band.radius + MARGIN_M
    if len(band.offer) == 0:
        return count
    if band.exact:
        x, y = around.point[need, 0], around.point[need, 1]
    else:
        x, y = around.shown_point[need, 0], around.shown_point[need, 1]
    lowest_row = max(0, int(np.floor((y - reach - sheet.bottom) / sheet.side)))
    highest_row = min(sheet.rows - 1, int(np.floor((y + reach - sheet.bottom) / sheet.side)))
    first = max(0, int(np.floor((x - reach - sheet.left) / sheet.side)))
    last = min(sheet.columns - 1, int(np.floor((x + reach - sheet.left) / sheet.side)))
    if first > last:
        return count
    for row in range(lowest_row, highest_row + 1):
        for cell in range(row * sheet.columns + first, row * sheet.columns + last + 1):
            # From the last one, so that another may take the place of one that is taken away.
            for place in range(
                sheet.begins[cell] + band.left[cell] - 1, sheet.begins[cell] - 1, -1
            ):
                offer = band.offer[sheet.order[place]]
                across, along = x - sheet.x[place], y - sheet.y[place]
                metres = np.sqrt(across * across + along * along)
                if metres <= around.radius[offer] and not is_barred(around, need, offer):
                    won.is_known[offer] = True
                    won.offers[count] = offer
                    count += 1
                    band.left[cell] -= 1
                    _replace(sheet, place, sheet.begins[cell] + band.left[cell])
    return count


@njit(cache=True)
def _replace(sheet: Sheet, place: int, last: int) -> None:
    """Put the last point of a cell in the place of one that is taken away."""
    sheet.order[place] = sheet.order[last]
    sheet.x[place] = sheet.x[last]
    sheet.y[place] = sheet.y[last]
