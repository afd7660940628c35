"""A proof of optimality that does not trust the solver.

`certify` checks that a plan keeps every rule, then looks for prices of needs and offers that
prove it optimal. The prices are shortest distances from the pool in the residual network; they
exist exactly when no negative cycle does, which is when the flow is optimal (Ahuja, Magnanti,
Orlin 1993, theorems 9.1 and 9.3). By linear-programming duality, prices π of needs and λ of
offers with

    λ ≥ 0,   π ≤ cost of an unmet step,   π − λ ≤ cost of every arc

bound the cost of *every* plan from below by Σ π · demand − Σ λ · supply. Where that bound equals
the plan's own cost, nothing better exists.
"""

from dataclasses import dataclass

import numpy as np

from matching.network import Network, networks
from matching.plan import Plan, dot
from matching.policy import Policy
from matching.problem import Ints, Problem, legal_pairs

_FAR = np.int64(2**62)


@dataclass(frozen=True, slots=True)
class Proof:
    """One category's values and proven lower bounds, in steps.

    unmet: Σ priority · unmet steps of needs that something reaches; distance: Σ steps · grid
    units. Both equal their bounds where the plan is optimal. `distance_bound` holds for plans
    with as little weighted unmet need.
    """

    category: str
    unmet: int
    unmet_bound: int
    distance: int
    distance_bound: int

    @property
    def optimal(self) -> bool:
        return self.unmet == self.unmet_bound and self.distance == self.distance_bound


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """The verdict on a plan.

    breaches: the rules that it breaks, in words, none for a feasible plan. proofs: one per
    category with legal pairs; a category for which no proof exists is in `unproven`.
    scarcity: (offers,) how much priority-weighted need, in points per step, is lost when one step
    of the offer vanishes; 0 when only the way gets longer.
    """

    breaches: tuple[str, ...]
    proofs: tuple[Proof, ...]
    unproven: tuple[str, ...]
    scarcity: Ints

    @property
    def optimal(self) -> bool:
        return not (self.breaches or self.unproven) and all(p.optimal for p in self.proofs)


def certify(problem: Problem, policy: Policy, plan: Plan) -> Certificate:
    """Checks a plan against its problem; time grows with legal pairs × the longest chain."""
    scarcity = np.zeros(len(problem.offers), dtype=np.int64)
    breaches = broken_rules(problem, plan)
    proofs: list[Proof] = []
    unproven: list[str] = []
    for network in () if breaches else networks(problem, policy):
        code = problem.categories[network.category].code
        flow = _flow(problem, network, plan)
        found = prices(network, flow)
        if found is None or not _are_dual(network, *found):
            unproven.append(code)
            continue
        need_price, offer_price = found
        proofs.append(_proof(code, network, flow, need_price, offer_price))
        scarcity[network.offer] = split_price(network, offer_price)[0]
    return Certificate(breaches, tuple(proofs), tuple(unproven), scarcity)


def broken_rules(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The rules that a plan breaks, in words."""
    if len(plan.quantity) != len(plan.pair) or not set(plan.pair.tolist()) <= set(
        range(len(problem.pairs))
    ):
        return ("An assignment names no candidate pair.",)
    need, offer = problem.pairs.need[plan.pair], problem.pairs.offer[plan.pair]
    step = np.array([category.step for category in problem.categories], dtype=np.int64)
    unmet, unused = problem.needs.quantity.copy(), problem.offers.quantity.copy()
    np.subtract.at(unmet, need, plan.quantity)
    np.subtract.at(unused, offer, plan.quantity)
    rules = {
        "A pair is assigned twice.": len(np.unique(plan.pair)) == len(plan.pair),
        "A pair is not legal.": legal_pairs(problem)[plan.pair].all(),
        "A quantity is not a positive multiple of the step.": (
            (plan.quantity > 0) & (plan.quantity % step[problem.needs.category[need]] == 0)
        ).all(),
        "A need gets more than it asked for.": (unmet >= 0).all(),
        "An offer gives more than it has.": (unused >= 0).all(),
        "Unmet or unused quantities are wrong.": (
            np.array_equal(unmet, plan.unmet) and np.array_equal(unused, plan.unused)
        ),
    }
    return tuple(rule for rule, kept in rules.items() if not kept)


def prices(network: Network, flow: Ints) -> tuple[Ints, Ints] | None:
    """Prices (π per need, λ per offer) that prove `flow` optimal, or None when it is not.

    Bellman-Ford from the pool over the residual network, all arcs at once.
    """
    unmet, unused = network.demand.copy(), network.supply.copy()
    np.subtract.at(unmet, network.head, flow)
    np.subtract.at(unused, network.tail, flow)
    used = np.flatnonzero(flow)
    first_arc = np.searchsorted(network.head, np.arange(len(network.need)))

    need_price = network.unmet_cost
    offer_price = np.where(unused > 0, np.int64(0), _FAR)
    for _ in range(2 * min(len(network.need), len(network.offer)) + 2):
        back = need_price[network.head[used]] - network.cost[used]
        cheaper_offer = offer_price.copy()
        np.minimum.at(cheaper_offer, network.tail[used], back)
        reach = np.minimum.reduceat(cheaper_offer[network.tail] + network.cost, first_arc)
        cheaper_need = np.minimum(need_price, reach)
        if (cheaper_offer < 0).any() or (cheaper_need < network.unmet_cost)[unmet > 0].any():
            return None
        if np.array_equal(cheaper_need, need_price) and np.array_equal(cheaper_offer, offer_price):
            return need_price, offer_price
        need_price, offer_price = cheaper_need, cheaper_offer
    return None


def split_price(network: Network, price: Ints) -> tuple[Ints, Ints]:
    """Parts (a, b) of prices a · unmet_weight + b.

    A price is the cost of a simple path, so that |b| ≤ kD < unmet_weight / 2 (`matching.network`)
    and the parts are unique: a counts priority points, b grid units of distance.
    """
    weight = np.int64(network.unmet_weight)
    points = (price + weight // 2) // weight
    return points, price - points * weight


def _flow(problem: Problem, network: Network, plan: Plan) -> Ints:
    steps = np.zeros(len(problem.pairs), dtype=np.int64)
    steps[plan.pair] = plan.quantity // problem.categories[network.category].step
    return steps[network.pair]


def _are_dual(network: Network, need_price: Ints, offer_price: Ints) -> bool:
    """Whether prices keep the dual's constraints, and their points those of the first stage,
    in which arcs cost nothing and an unmet step its priority."""
    need_points, _ = split_price(network, need_price)
    offer_points, _ = split_price(network, offer_price)
    return all(
        bool(np.all(holds))
        for holds in (
            offer_price >= 0,
            need_price <= network.unmet_cost,
            need_price[network.head] - offer_price[network.tail] <= network.cost,
            offer_points >= 0,
            need_points <= network.priority,
            need_points[network.head] <= offer_points[network.tail],
        )
    )


def _proof(code: str, network: Network, flow: Ints, need_price: Ints, offer_price: Ints) -> Proof:
    need_points, _ = split_price(network, need_price)
    offer_points, _ = split_price(network, offer_price)
    unmet = network.demand.copy()
    np.subtract.at(unmet, network.head, flow)
    unmet_bound = dot(need_points, network.demand) - dot(offer_points, network.supply)
    bound = dot(need_price, network.demand) - dot(offer_price, network.supply)
    return Proof(
        category=code,
        unmet=dot(network.priority, unmet),
        unmet_bound=unmet_bound,
        distance=dot(network.cost, flow),
        distance_bound=bound - network.unmet_weight * unmet_bound,
    )
