"""Which needs each offer reaches, one offer at a time, so that no list of pairs is ever made.

Rows here are places among the needs and offers of one category (`Vicinity.need`,
`Vicinity.offer`), not rows of the problem.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from matching.problem import NONE, Flags, Floats, Ints, Problem
from matching.reach import MARGIN_M, Sheet, barred_keys, holds, sheet_of


class Vicinity(NamedTuple):
    """Needs and offers of one category, needs in cells.

    need, offer: rows of the problem, ascending. point, shown_point: of the needs; exact, shown:
    the same in cells. x, y, radius, measures_exact: of the offers. by_neighbourhood: needs in the
    order of their neighbourhoods, rank: where each stands in it; first, end: where in it an offer
    for neighbourhoods finds its needs, NONE for an offer to all. barred: pairs that must not be,
    as need · offers + offer, ascending.
    """

    need: Ints
    offer: Ints
    point: Floats
    shown_point: Floats
    exact: Sheet
    shown: Sheet
    x: Floats
    y: Floats
    radius: Floats
    measures_exact: Flags
    by_neighbourhood: Ints
    rank: Ints
    first: Ints
    end: Ints
    barred: Ints


def vicinity(problem: Problem, need: Ints, offer: Ints) -> Vicinity:
    """What `reached` searches: ascending rows of the problem, of one category."""
    needs, offers = problem.needs, problem.offers
    neighbourhood = needs.neighbourhood[need]
    order = np.argsort(neighbourhood, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    borders = [
        np.searchsorted(neighbourhood[order], border[offer])
        for border in (offers.target_from, offers.target_to)
    ]
    targeted = offers.target_from[offer] != NONE
    return Vicinity(
        need=need,
        offer=offer,
        point=needs.point[need],
        shown_point=needs.shown_point[need],
        exact=sheet_of(needs.point[need]),
        shown=sheet_of(needs.shown_point[need]),
        x=offers.point[offer, 0].copy(),
        y=offers.point[offer, 1].copy(),
        radius=offers.radius_m[offer],
        measures_exact=offers.exact[offer] == 1,
        by_neighbourhood=order,
        rank=rank,
        first=np.where(targeted, borders[0], NONE),
        end=borders[1],
        barred=barred_keys(problem, need, offer),
    )


@njit(cache=True)
def reached(around: Vicinity, offer: int, found: Ints) -> int:
    """How many needs an offer may serve; their places stand at the beginning of `found`, which
    has room for all."""
    count = 0
    if around.first[offer] != NONE:
        for place in range(around.first[offer], around.end[offer]):
            found[count] = around.by_neighbourhood[place]
            count += 1
    elif around.measures_exact[offer]:
        count = _inside(around.exact, around.x[offer], around.y[offer], around.radius[offer], found)
    else:
        count = _inside(around.shown, around.x[offer], around.y[offer], around.radius[offer], found)
    if len(around.barred) == 0:
        return count
    kept = 0
    for place in range(count):
        if not is_barred(around, found[place], offer):
            found[kept] = found[place]
            kept += 1
    return kept


@njit(cache=True)
def metres_between(around: Vicinity, need: int, offer: int) -> float:
    """As `matching.problem.distances_m`."""
    if around.measures_exact[offer]:
        across = around.point[need, 0] - around.x[offer]
        along = around.point[need, 1] - around.y[offer]
    else:
        across = around.shown_point[need, 0] - around.x[offer]
        along = around.shown_point[need, 1] - around.y[offer]
    return float(np.sqrt(across * across + along * along))


@njit(cache=True)
def may_serve(around: Vicinity, need: int, offer: int) -> bool:
    """As `matching.problem.legal`."""
    if is_barred(around, need, offer):
        return False
    if around.first[offer] != NONE:
        return bool(around.first[offer] <= around.rank[need] < around.end[offer])
    return bool(metres_between(around, need, offer) <= around.radius[offer])


@njit(cache=True)
def is_barred(around: Vicinity, need: int, offer: int) -> bool:
    """Whether a pair must not be."""
    return holds(around.barred, need * len(around.offer) + offer)


@njit(cache=True)
def _inside(sheet: Sheet, x: float, y: float, radius: float, found: Ints) -> int:
    """The points within a circle, by the runs of cells that it touches."""
    count = 0
    reach = radius + MARGIN_M
    lowest_row = max(0, int(np.floor((y - reach - sheet.bottom) / sheet.side)))
    highest_row = min(sheet.rows - 1, int(np.floor((y + reach - sheet.bottom) / sheet.side)))
    first = max(0, int(np.floor((x - reach - sheet.left) / sheet.side)))
    last = min(sheet.columns - 1, int(np.floor((x + reach - sheet.left) / sheet.side)))
    if first > last:
        return 0
    for row in range(lowest_row, highest_row + 1):
        start = row * sheet.columns
        for place in range(sheet.begins[start + first], sheet.begins[start + last + 1]):
            across, along = sheet.x[place] - x, sheet.y[place] - y
            if np.sqrt(across * across + along * along) <= radius:
                found[count] = sheet.order[place]
                count += 1
    return count
