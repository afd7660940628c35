"""In which order a donor might bring what it promised.

Over published points alone, as the crow flies: what is shown tells no more of a home than the
area does that stands beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[float, float]
# More stops nobody makes on one way; what goes beyond them is left out of the order.
MOST_STOPS = 25


@dataclass(frozen=True)
class Leg:
    """The stop at ``index`` of those asked for, and the half kilometres to it from the one
    before."""

    index: int
    km: float


def route(start: Place, stops: Sequence[Place]) -> list[Leg]:
    """A short way from ``start`` over the first MOST_STOPS of ``stops``, in metres: the nearest
    next, then turned round piece by piece as long as that shortens it. The way back is not
    counted."""
    order = shortened(start, stops, nearest_next(start, stops[:MOST_STOPS]))
    legs, here = [], start
    for index in order:
        legs.append(Leg(index, round(math.dist(here, stops[index]) / 500) / 2))
        here = stops[index]
    return legs


def nearest_next(start: Place, stops: Sequence[Place]) -> list[int]:
    left, order, here = set(range(len(stops))), list[int](), start
    while left:
        index = min(left, key=lambda each: (math.dist(here, stops[each]), each))
        order.append(index)
        left.remove(index)
        here = stops[index]
    return order


def shortened(start: Place, stops: Sequence[Place], order: list[int]) -> list[int]:
    """``order`` after every reversal of a piece that shortens the way (2-opt)."""
    best, improved = order, True
    while improved:
        improved = False
        for first in range(len(best)):
            for last in range(first + 1, len(best)):
                turned = [*best[:first], *best[first : last + 1][::-1], *best[last + 1 :]]
                if length(start, stops, turned) < length(start, stops, best) - 1:
                    best, improved = turned, True
    return best


def length(start: Place, stops: Sequence[Place], order: Sequence[int]) -> float:
    points = [start, *(stops[index] for index in order)]
    return sum(math.dist(here, there) for here, there in pairwise(points))
