"""The exact solver: most priority-weighted need met, then the least distance.

The only module that imports OR-Tools. Its min-cost flow is the cost-scaling push-relabel
algorithm of A. Goldberg, "An efficient implementation of a scaling minimum-cost flow
algorithm", Journal of Algorithms 22 (1997), 1-29.
"""

from time import perf_counter

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.errors import NotSolved, OutOfRange
from matching.network import Network, networks
from matching.plan import Plan, Solved, dot, make_plan
from matching.policy import Policy
from matching.problem import Ints, Problem
from matching.trips import without_cycles


def solve(problem: Problem, policy: Policy, seed: int = 0) -> Plan:
    """An optimal plan; the same for the same problem, policy and seed.

    Every unit of need that is met counts its priority; no plan meets more priority-weighted need,
    and none that meets as much has a smaller Σ steps · distance on the policy's grid (proof:
    `matching.network`). The seed decides among plans that tie, by the order in which the solver
    sees needs and offers; it is replayable, but not an even lottery.

    Raises OutOfRange before solving when 64 bits do not suffice, NotSolved when the solver fails.
    """
    chosen: list[Ints] = [np.empty(0, dtype=np.int64)]
    amounts: list[Ints] = [np.empty(0, dtype=np.int64)]
    solved: dict[int, Solved] = {}
    for network in networks(problem, policy):
        begun = perf_counter()
        flow = without_cycles(network, optimal_flow(network, seed))
        used = flow > 0
        chosen.append(network.pair[used])
        amounts.append(flow[used] * problem.categories[network.category].step)
        solved[network.category] = Solved(
            pairs=len(network.pair),
            objective=combined_cost(network, flow),
            seconds=perf_counter() - begun,
        )
    return make_plan(problem, np.concatenate(chosen), np.concatenate(amounts), solved)


def combined_cost(network: Network, flow: Ints) -> int:
    """Σ cost · flow + Σ cost of an unmet step · unmet steps; exact."""
    unmet = network.demand.copy()
    np.subtract.at(unmet, network.head, flow)
    return dot(flow, network.cost) + dot(unmet, network.unmet_cost)


def optimal_flow(network: Network, seed: int) -> Ints:
    """Steps per arc of `network`, of least combined cost."""
    offers, needs = len(network.offer), len(network.need)
    rng = np.random.default_rng(seed)
    offer_node = rng.permutation(offers)
    need_node = offers + rng.permutation(needs)
    pool = np.full(max(offers, needs), offers + needs)

    tails = np.concatenate((offer_node[network.tail], pool[:needs], offer_node))
    heads = np.concatenate((need_node[network.head], need_node, pool[:offers]))
    supply, demand = network.supply, network.demand
    capacities = np.concatenate(
        (np.minimum(supply[network.tail], demand[network.head]), demand, supply)
    )
    costs = np.concatenate((network.cost, network.unmet_cost, np.zeros_like(supply)))
    order = np.lexsort((heads, tails))

    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        tails[order].astype(np.int32),
        heads[order].astype(np.int32),
        capacities[order],
        costs[order],
    )
    solver.set_nodes_supplies(
        np.concatenate((offer_node, need_node, pool[:1])).astype(np.int32),
        np.concatenate((supply, -demand, [demand.sum() - supply.sum()])),
    )
    status = solver.solve()
    if status in (SimpleMinCostFlow.BAD_COST_RANGE, SimpleMinCostFlow.BAD_CAPACITY_RANGE):
        raise OutOfRange(f"The solver says {status.name}.")
    if status != SimpleMinCostFlow.OPTIMAL:
        raise NotSolved(f"It says {status.name}.")
    flow = np.empty(len(order), dtype=np.int64)
    flow[order] = solver.flows(arcs)
    return flow[: len(network.pair)]
