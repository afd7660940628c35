"""One category of a problem as a transport network with integer costs.

Categories never interact, so each is a problem of its own: offers supply, needs demand, a legal
pair is an arc, and one more node, the *pool*, supplies every unit that stays unmet and takes in
every unit that stays unused. Minimise

    Σ cost · flow  +  unmet_weight · Σ priority · unmet

**The unmet weight is large enough.** Let k = min(needs, offers), D the dearest arc, and
M = 2(k + 1)D + 1. Suppose a plan of least combined cost had not the least priority-weighted
unmet need. Then the residual network for the weighted unmet need alone has a simple cycle of
negative, hence (integers) at most −1, weighted unmet need [1, theorem 9.1]. A simple cycle visits
each need and offer at most once, so it uses at most k arcs forwards, which add at most kD of
distance. Its combined cost is ≤ −M + kD < 0, so the plan could be improved: a contradiction.
Every plan of least combined cost thus meets the most priority-weighted need and, among those
plans, has the least distance: the strict order asked for. The margin (2k + 2 instead of k) keeps
the two parts of a node's price apart, see `certificate.split_price`.

[1] R. Ahuja, T. Magnanti, J. Orlin: Network Flows. Prentice Hall, 1993.
"""

from dataclasses import dataclass

import numpy as np

from matching.errors import OutOfRange
from matching.policy import Policy
from matching.problem import Ints, Problem, legal_pairs

# OR-Tools scales costs by the number of nodes, in 64 bits; sums of flows need room as well.
MOST_COST_TIMES_NODES = 2**61
MOST_STEPS = 2**40


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The part of one category in which anything can be matched.

    need, offer: rows of the problem, ascending. demand, supply: steps. priority: per need.
    tail, head, pair, cost: per arc, the place of its offer in `offer`, of its need in `need`, its
    row of `problem.pairs`, and its distance on the policy's grid; arcs are ordered by head, tail.
    """

    category: int
    need: Ints
    offer: Ints
    demand: Ints
    supply: Ints
    priority: Ints
    tail: Ints
    head: Ints
    pair: Ints
    cost: Ints
    unmet_weight: int

    @property
    def unmet_cost(self) -> Ints:
        """Cost of one unmet step, per need."""
        return self.priority * self.unmet_weight


def networks(problem: Problem, policy: Policy) -> list[Network]:
    """The networks of all categories that have a legal pair, in the order of the categories.

    Raises OutOfRange where 64 bits do not suffice.
    """
    legal = np.flatnonzero(legal_pairs(problem))
    category = problem.needs.category[problem.pairs.need[legal]]
    return [
        _network(problem, policy, int(number), legal[category == number])
        for number in np.unique(category)
    ]


def _network(problem: Problem, policy: Policy, category: int, pair: Ints) -> Network:
    pairs, step = problem.pairs, problem.categories[category].step
    pair = pair[np.lexsort((pairs.offer[pair], pairs.need[pair]))]
    need, head = np.unique(pairs.need[pair], return_inverse=True)
    offer, tail = np.unique(pairs.offer[pair], return_inverse=True)
    cost = np.rint(pairs.distance_m[pair] / policy.cost_grid_m)
    demand = problem.needs.quantity[need] // step
    supply = problem.offers.quantity[offer] // step
    priority = problem.needs.priority[need]
    unmet_weight = 2 * (min(len(need), len(offer)) + 1) * int(cost.max()) + 1
    _check_range(problem.categories[category].code, unmet_weight, priority, demand, supply)
    return Network(
        category=category,
        need=need,
        offer=offer,
        demand=demand,
        supply=supply,
        priority=priority,
        tail=tail.astype(np.int64),
        head=head.astype(np.int64),
        pair=pair,
        cost=cost.astype(np.int64),
        unmet_weight=unmet_weight,
    )


def _check_range(code: str, unmet_weight: int, priority: Ints, demand: Ints, supply: Ints) -> None:
    nodes = len(demand) + len(supply) + 1
    dearest = unmet_weight * int(priority.max())
    if dearest * nodes >= MOST_COST_TIMES_NODES:
        raise OutOfRange(
            f"{code}: a cost of {dearest} on {nodes} nodes; the product must stay below 2^61."
        )
    most = max(sum(demand.tolist()), sum(supply.tolist()))
    if most >= MOST_STEPS:
        raise OutOfRange(f"{code}: {most} steps in all; they must stay below 2^40.")
