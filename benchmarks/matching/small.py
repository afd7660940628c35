"""Other solvers, on all legal pairs of small cities: networkx and HiGHS."""

from time import perf_counter
from typing import NamedTuple

import networkx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from benchmarks.matching.arcs import Market
from benchmarks.matching.flows import grid_units
from matching.problem import Ints


class Found(NamedTuple):
    """need: Σ priority · unmet steps. way: Σ steps · grid units. seconds: building and solving."""

    need: int
    way: int
    seconds: float


def by_networkx(market: Market, grid_m: int) -> Found:
    """Network simplex in Python, both stages in one cost (weights: `flows`)."""
    begun = perf_counter()
    way = grid_units(market, grid_m)
    per_point = 2 * (min(len(market.need), len(market.offer)) + 1) * int(way.max(initial=0)) + 1
    graph = networkx.DiGraph()
    pool_demand = int(market.supply.sum() - market.demand.sum())
    graph.add_node("pool", demand=pool_demand)
    for place, steps in enumerate(market.demand.tolist()):
        graph.add_node(("need", place), demand=steps)
        weight = int(market.priority[place]) * per_point
        graph.add_edge("pool", ("need", place), weight=weight)
    for place, steps in enumerate(market.supply.tolist()):
        graph.add_node(("offer", place), demand=-steps)
        graph.add_edge(("offer", place), "pool", weight=0)
    for tail, head, units in zip(
        market.tail.tolist(), market.head.tolist(), way.tolist(), strict=True
    ):
        graph.add_edge(("offer", tail), ("need", head), weight=units)
    _, steps = networkx.network_simplex(graph)
    seconds = perf_counter() - begun
    unmet = steps["pool"]
    need = sum(int(market.priority[place]) * lacking for (_, place), lacking in unmet.items())
    pairs = zip(market.tail.tolist(), market.head.tolist(), way.tolist(), strict=True)
    length = sum(units * steps["offer", tail]["need", head] for tail, head, units in pairs)
    return Found(need, length, seconds)


def by_highs(market: Market, grid_m: int) -> Found:
    """Two linear programs, the second bound to what the first reached."""
    begun = perf_counter()
    pairs, needs, offers = len(market.head), len(market.need), len(market.offer)
    way = np.concatenate((grid_units(market, grid_m), np.zeros(needs)))
    unmet = np.concatenate((np.zeros(pairs), market.priority))
    rows = vstack([
        hstack([_ones(market.head, needs), _ones(np.arange(needs), needs)]),
        hstack([_ones(market.tail, offers), csr_array((offers, needs))]),
        csr_array(unmet[np.newaxis]),
    ], format="csr")  # fmt: skip
    low = np.concatenate((market.demand, np.full(offers + 1, -np.inf)))
    reached = np.inf
    values: list[int] = []
    for goal in (unmet, way):
        high = np.concatenate((market.demand, market.supply, [reached]))
        limits = LinearConstraint(rows, low, high)
        answer = milp(goal, constraints=limits, bounds=Bounds(0, np.inf))
        if answer.status != 0:
            raise ArithmeticError(answer.message)
        values.append(round(answer.fun))
        reached = values[0]
    return Found(values[0], values[1], perf_counter() - begun)


def _ones(row: Ints, rows: int) -> csr_array:
    return csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(rows, len(row)))
