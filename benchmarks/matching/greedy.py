"""The greedy floors, on all legal pairs."""

from collections.abc import Callable

import numpy as np
from numba import njit

from benchmarks.matching.arcs import Market
from matching.problem import Ints

Taking = Callable[[Market], Ints]


def by_priority(market: Market) -> Ints:
    """Steps per pair: needs of the highest priority first, each from the nearest offer on."""
    return _taken(market, np.lexsort((market.metres, market.head, -market.priority[market.head])))


def nearest_first(market: Market) -> Ints:
    """Steps per pair: the shortest pair first, whoever it serves."""
    return _taken(market, np.argsort(market.metres, kind="stable"))


def _taken(market: Market, order: Ints) -> Ints:
    taken: Ints = _take(order, market.head, market.tail, market.demand.copy(), market.supply.copy())
    return taken


@njit(cache=True)
def _take(order, head, tail, lacking, left):  # type: ignore[no-untyped-def]
    taken = np.zeros(len(order), dtype=np.int64)
    for pair in order:
        steps = min(lacking[head[pair]], left[tail[pair]])
        taken[pair] = steps
        lacking[head[pair]] -= steps
        left[tail[pair]] -= steps
    return taken
