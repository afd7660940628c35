"""One min-cost flow by OR-Tools, over the pairs that a market lists.

    pool ──segments──▶ neighbourhood ──unmet──▶ need ◀──pair── offer ──unused──▶ pool

The stages are weighed so that their order is strict. Costs are whole, so whatever isn't best has
a residual cycle that improves an earlier stage by 1 at least (Ahuja, Magnanti, Orlin 1993, theorem
9.1). It is simple: it passes the pool once, so that two segments at most lie on it, and as many
pairs forwards as there are needs, or offers, at most.
"""

from time import perf_counter
from typing import NamedTuple

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.matching.arcs import Market
from matching.problem import Ints

LEVELS = 1000


class Segments(NamedTuple):
    """What lacking steps cost neighbourhoods: place, cost and steps of each segment; convex."""

    group: Ints
    cost: Ints
    steps: Ints


class Flow(NamedTuple):
    """steps: per pair. unmet: per need. seconds: building and solving."""

    steps: Ints
    unmet: Ints
    seconds: float


def grid_units(market: Market, grid_m: int) -> Ints:
    units: Ints = np.rint(market.metres / grid_m).astype(np.int64)
    return units


def nothing_but_need(market: Market) -> Segments:
    """Lacking costs neighbourhoods nothing."""
    groups = np.arange(len(market.asked))
    return Segments(groups, np.zeros_like(groups), market.asked)


def levels(market: Market) -> Segments:
    """A neighbourhood's steps by the levels of coverage that lacking them takes it down."""
    costs = np.arange(LEVELS + 1)
    most = costs * market.asked[:, np.newaxis] // LEVELS
    steps = np.diff(most, axis=1)
    group, cost = np.nonzero(steps)
    return Segments(group, cost + 1, steps[group, cost])


def flow(market: Market, way: Ints, segments: Segments) -> Flow:
    """The flow that is best for need, then for the segments, then for the ways.

    Raises ArithmeticError where OR-Tools has no room for the weights.
    """
    begun = perf_counter()
    chain = min(len(market.need), len(market.offer)) + 1
    per_level = 2 * chain * int(way.max(initial=0)) + 1
    per_point = 2 * (int(segments.cost.max(initial=0)) + 1) * per_level
    needs, offers, groups = len(market.need), len(market.offer), len(market.asked)
    need, offer = np.arange(needs), needs + np.arange(offers)
    group, pool = needs + offers + np.arange(groups), needs + offers + groups
    tails = (
        offer[market.tail], np.full(len(segments.group), pool), group[market.group], offer,
    )  # fmt: skip
    heads = (need[market.head], group[segments.group], need, np.full(offers, pool))
    pair_capacity = np.minimum(market.supply[market.tail], market.demand[market.head])
    capacities = (pair_capacity, segments.steps, market.demand, market.supply)
    costs = (way, segments.cost * per_level, market.priority * per_point, np.zeros(offers, int))
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tails).astype(np.int32),
        np.concatenate(heads).astype(np.int32),
        np.concatenate(capacities).astype(np.int64),
        np.concatenate(costs).astype(np.int64),
    )
    supplies = np.zeros(pool + 1, dtype=np.int64)
    supplies[:needs] = -market.demand
    supplies[needs : needs + offers] = market.supply
    supplies[pool] = market.demand.sum() - market.supply.sum()
    solver.set_nodes_supplies(np.arange(pool + 1, dtype=np.int32), supplies)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise ArithmeticError(f"OR-Tools says {status.name}.")
    flows = np.asarray(solver.flows(arcs), dtype=np.int64)
    seconds = perf_counter() - begun
    first_unmet = len(market.head) + len(segments.group)
    return Flow(flows[: len(market.head)], flows[first_unmet : first_unmet + needs], seconds)
