"""Every legal pair of a category, listed: what the floors work on."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from matching.problem import Floats, Ints, Problem, distances_m, legal


class Market(NamedTuple):
    """One category with all its legal pairs.

    need, offer: rows of the problem. demand, supply: steps. priority: per need. group: per need,
    the place of its neighbourhood; asked: steps per group. tail, head: per pair, the places of
    its offer and its need; by offer, then need. metres: per pair.
    """

    category: int
    need: Ints
    offer: Ints
    demand: Ints
    supply: Ints
    priority: Ints
    group: Ints
    asked: Ints
    tail: Ints
    head: Ints
    metres: Floats

    def with_pairs(self, chosen: Ints) -> "Market":
        """The same with some of the pairs only, by offer, then need."""
        return self._replace(
            tail=self.tail[chosen], head=self.head[chosen], metres=self.metres[chosen]
        )


def markets(problem: Problem) -> Iterator[Market]:
    for category in range(len(problem.categories)):
        yield market(problem, category)


def market(problem: Problem, category: int) -> Market:
    need = np.flatnonzero(problem.needs.category == category)
    offer = np.flatnonzero(problem.offers.category == category)
    step = problem.categories[category].step
    demand = problem.needs.quantity[need] // step
    _, group = np.unique(problem.needs.neighbourhood[need], return_inverse=True)
    asked = np.bincount(group, demand).astype(np.int64)
    tail, head, metres = _pairs(problem, need, offer)
    return Market(
        category=category,
        need=need,
        offer=offer,
        demand=demand,
        supply=problem.offers.quantity[offer] // step,
        priority=problem.needs.priority[need],
        group=group,
        asked=asked,
        tail=tail,
        head=head,
        metres=metres,
    )


def _pairs(problem: Problem, need: Ints, offer: Ints) -> tuple[Ints, Ints, Floats]:
    bare = not len(problem.forbidden) and bool((problem.offers.target_from < 0).all())
    tails, heads, ways = [], [], []
    for first in range(0, len(offer), 256):
        block = offer[first : first + 256, np.newaxis]
        metres = distances_m(problem, need[np.newaxis], block)
        if bare:
            allowed = metres <= problem.offers.radius_m[block]
        else:
            allowed = legal(problem, *np.broadcast_arrays(need[np.newaxis], block))
        tail, head = np.nonzero(allowed)
        tails.append(first + tail)
        heads.append(head)
        ways.append(metres[tail, head])
    nothing = np.empty(0, dtype=np.int64)
    return (
        np.concatenate([nothing, *tails]),
        np.concatenate([nothing, *heads]),
        np.concatenate([np.empty(0), *ways]),
    )


def nearest(every: Market, k: int) -> Market:
    """The `k` nearest offers of each need alone."""
    order = np.lexsort((every.metres, every.head))
    head = every.head[order]
    rank = np.arange(len(order)) - np.searchsorted(head, head)
    return every.with_pairs(np.sort(order[rank < k]))
