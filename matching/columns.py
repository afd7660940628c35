"""The search for one category's best plan: column generation, stage by stage.

A stage minimises one cost on the network that has columns for some legal pairs only; the prices
of its solution tell which other legal pairs are worth more than they cost; those become columns,
and so on until none is left: then the prices prove that no plan does better (P. Gilmore,
R. Gomory, Operations Research 9, 1961; R. Ahuja, T. Magnanti, J. Orlin: Network Flows, 1993,
theorem 9.3).

The stages stand in strict order. By complementary slackness the plans that are best for a stage
are those that leave every arc at its bound whose reduced cost is not zero. So each stage hands
down only arcs, and pairs, whose reduced cost is zero: whatever the next one does with them, the
stages before lose nothing.

Before the first stage a *draft* searches with one cost that weighs all stages. It proves nothing
and saves most of the work, because the stages then begin where little is left to do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

import numpy as np

from matching.errors import NotSolved
from matching.network import Network, Side, capped, most_unmet, side_of
from matching.policy import Policy
from matching.problem import Ints, Problem
from matching.reach import Bargains, Terms
from matching.simplex import pivot, reprice
from matching.travel import Travel, Ways

# Columns that each need and each offer may add at once.
MOST_NEW = 8
PIVOTS_BETWEEN_CALLS = 20_000
MOST_ROUNDS = 500

# Weights of the draft: a level of fairness in grid units, a point of priority in grid units.
DRAFT_LEVEL, DRAFT_POINT = 2**9, 2**26
DRAFT_GAP_PPM = 10
FAR = np.int64(2**40)

NEED, FAIRNESS, DISTANCE, CHANGE = "need", "fairness", "distance", "change"
STAGES = (NEED, FAIRNESS, DISTANCE, CHANGE)


class Progress(NamedTuple):
    """Where a search stands. stage: draft, one of STAGES, or proof; step: solves so far in it."""

    category: str
    stage: str
    step: int
    seconds: float


Tell = Callable[[Progress], None]


class Prices(NamedTuple):
    """Prices at which a stage's solution is best, in the stage's unit per step.

    need, offer: of the rows `needs` and `offers` of the problem, ascending. group: per
    neighbourhood, ascending, the needs without one first and together. unmet: (groups,) steps
    that each lacks in that solution.
    """

    category: int
    stage: str
    needs: Ints
    need: Ints
    offers: Ints
    offer: Ints
    group: Ints
    unmet: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """One category: rows of the problem and steps of what is set aside, and the proof's prices and
    the ways that it rests on."""

    category: int
    need: Ints
    offer: Ints
    steps: Ints
    prices: tuple[Prices, ...]
    ways: Ways
    seconds: dict[str, float]


def search(
    problem: Problem,
    policy: Policy,
    category: int,
    seed: int,
    *,
    tell: Tell,
    travel: Travel | None = None,
) -> Solved:
    """The best plan of a category. Raises OutOfRange before, NotSolved when it doesn't end,
    RoadsUnknown when ``travel`` doesn't answer."""
    code = problem.categories[category].code
    side = side_of(problem, category, seed, travel)
    return _Search((category, code), policy, side, seed, tell).run()


def stages_of(policy: Policy, side: Side) -> Iterator[str]:
    """The stages that can matter: fairness needs two neighbourhoods, change what stands."""
    yield NEED
    if policy.fairness and policy.fairness_given_up_percent < 100 and side.groups > 1:
        yield FAIRNESS
    yield DISTANCE
    if len(side.kept):
        yield CHANGE


class _Search:
    """``category``: its row and code."""

    def __init__(
        self, category: tuple[int, str], policy: Policy, side: Side, seed: int, tell: Tell
    ) -> None:
        self.category, self.code = category
        self.policy, self.side, self.tell = policy, side, tell
        self.network = Network(self.side)
        self.need_mark = np.zeros(self.side.needs, dtype=np.int64)
        self.offer_mark = np.zeros(self.side.offers, dtype=np.int64)
        self.open = np.ones(len(self.network.used.tail), dtype=np.bool_)
        self.stages = tuple(stages_of(policy, self.side))
        # What the need stage left, for a policy that gives up fairness; prices of the distance
        # stage, which the last one keeps to.
        self.after_need = self.open, self.need_mark, self.offer_mark
        self.way = self._prices()[:2]
        self.rng = np.random.default_rng(seed)
        self.begun = perf_counter()
        self.step = 0

    def run(self) -> Solved:
        seconds: dict[str, float] = {}
        prices: list[Prices] = []
        given_up = self.policy.fairness_given_up_percent
        self._draft()
        seconds["draft"] = perf_counter() - self.begun
        for stage in self.stages:
            begun = perf_counter()
            if stage == DISTANCE and prices[-1].stage == FAIRNESS and given_up:
                self._give_up_fairness(prices[-1])
            gap_ppm = self.policy.distance_gap_ppm if stage == DISTANCE else 0
            self._solve(stage, gap_ppm)
            prices.append(self._prices_of(stage))
            self._hand_down(stage)
            seconds[stage] = perf_counter() - begun
        return self._solved(tuple(prices), seconds)

    def _draft(self) -> None:
        far, free = np.full(self.side.needs, FAR), np.zeros(self.side.offers, dtype=np.int64)
        grid_m = float(self.policy.cost_grid_m)
        terms = Terms(self.need_mark, self.offer_mark, far, free, grid_m, far, free, 0.0)
        nearest = self.side.reach.bargains(terms, MOST_NEW)
        self._open_columns(nearest.need, nearest.offer)
        self._solve("draft", DRAFT_GAP_PPM)

    def _solve(self, stage: str, gap_ppm: int) -> None:
        """Add columns until none is worth it, or the proven gap is small enough."""
        best = None
        for self.step in range(MOST_ROUNDS):
            self._charge(stage)
            self._pivot(stage)
            found = self._bargains(self._terms(stage))
            if len(found.need) == 0:
                return
            if gap_ppm:
                value, bound = self._value(), self._bound(found.lowest)
                best = bound if best is None else max(best, bound)
                if (value - best) * 1_000_000 <= gap_ppm * value:
                    return
            self._open_columns(found.need, found.offer)
        raise NotSolved(f"{self.code}: stage {stage} did not end.")

    def _bargains(self, terms: Terms) -> Bargains:
        """Pairs that are worth more than they cost, by what their ways truly count."""
        reach = self.side.reach
        while True:
            found = reach.bargains(terms, MOST_NEW)
            ways_count = terms.grid_m > 0 or terms.tight_grid_m > 0
            if not (ways_count and reach.ways.learn(found.need, found.offer)):
                return found

    def _charge(self, stage: str) -> None:
        """Set the costs of a stage, and the prices that follow from them."""
        network, arcs = self.network, self.network.arcs
        arcs.cost[:] = 0
        if stage in ("draft", NEED):
            weight = DRAFT_POINT if stage == "draft" else 1
            arcs.cost[network.unmet] = self.side.priority * weight
        if stage == FAIRNESS or (stage == "draft" and FAIRNESS in self.stages):
            weight = DRAFT_LEVEL if stage == "draft" else 1
            arcs.cost[network.segment] = network.level_cost * weight
        if stage in ("draft", DISTANCE):
            arcs.cost[network.kept] = self._way(network.kept, self.policy.inertia_m)
            arcs.cost[network.columns] = self._way(network.columns)
        if stage == CHANGE:
            arcs.cost[network.kept] = -1
        reprice(network.tree, arcs, network.pool)

    def _way(self, arcs: slice, less_m: int = 0) -> Ints:
        metres = np.maximum(self.network.metres[arcs] - less_m, 0)
        return np.rint(metres / self.policy.cost_grid_m).astype(np.int64)

    def _pivot(self, stage: str) -> None:
        network = self.network
        # Where the search begins decides among plans that tie.
        position = int(self.rng.integers(max(1, len(self.open))))
        while True:
            done, position = pivot(
                network.tree, network.arcs, self.open, position, PIVOTS_BETWEEN_CALLS
            )
            self.tell(Progress(self.code, stage, self.step, perf_counter() - self.begun))
            if done < PIVOTS_BETWEEN_CALLS:
                return

    def _terms(self, stage: str) -> Terms:
        need, offer, _ = self._prices()
        grid_m = float(self.policy.cost_grid_m)
        tight_need, tight_offer = self.way if stage == CHANGE else (need, offer)
        return Terms(
            self.need_mark, self.offer_mark, need, offer,
            grid_m if stage in ("draft", DISTANCE) else 0.0,
            tight_need, tight_offer, grid_m if stage == CHANGE else 0.0,
        )  # fmt: skip

    def _open_columns(self, need: Ints, offer: Ints) -> None:
        self.network.add_columns(need, offer)
        self.open = np.append(self.open, np.ones(len(need), dtype=np.bool_))

    def _value(self) -> int:
        arcs = self.network.used
        return int(arcs.cost @ arcs.flow)

    def _bound(self, lowest: Ints) -> int:
        """A bound that every plan of this stage obeys: see `matching.proof`."""
        network, side, price = self.network, self.side, self.network.tree.price
        arcs = network.used
        reduced = arcs.cost + price[arcs.tail] - price[arcs.head]
        bounded = np.r_[network.segment, network.kept]
        closed = bounded[~self.open[bounded]]
        free = bounded[self.open[bounded]]
        return int(
            (price[: side.needs] + lowest) @ side.demand
            - price[side.needs : side.needs + side.offers] @ side.supply
            + np.minimum(reduced[free], 0) @ arcs.capacity[free]
            + reduced[closed] @ arcs.flow[closed]
        )

    def _prices(self) -> tuple[Ints, Ints, Ints]:
        """Of needs, offers and groups as they stand here."""
        side, price = self.side, self.network.tree.price.copy()
        first_group = side.needs + side.offers
        return (
            price[: side.needs],
            price[side.needs : first_group],
            price[first_group : first_group + side.groups],
        )

    def _prices_of(self, stage: str) -> Prices:
        need, offer, group = self._prices()
        reach = self.side.reach
        needs, offers = np.argsort(reach.need), np.argsort(reach.offer)
        return Prices(
            self.category, stage, reach.need[needs], need[needs], reach.offer[offers],
            offer[offers], group, self._unmet(),
        )  # fmt: skip

    def _unmet(self) -> Ints:
        unmet = np.zeros(self.side.groups, dtype=np.int64)
        np.add.at(unmet, self.side.group, self.network.arcs.flow[self.network.unmet])
        return unmet

    def _hand_down(self, stage: str) -> None:
        """Keep open what the stage is indifferent to."""
        arcs, price, side = self.network.used, self.network.tree.price, self.side
        self.open &= arcs.cost + price[arcs.tail] - price[arcs.head] == 0
        if stage == DISTANCE:
            self.way = self._prices()[:2]
            return
        self.need_mark, self.offer_mark = next_marks(
            self.need_mark, self.offer_mark,
            price[: side.needs], price[side.needs : side.needs + side.offers],
        )  # fmt: skip
        if stage == NEED:
            self.after_need = self.open.copy(), self.need_mark, self.offer_mark

    def _give_up_fairness(self, fairest: Prices) -> None:
        """Open again what the need stage left open, but let no neighbourhood lack more than the
        policy gives up."""
        network, arcs = self.network, self.network.arcs
        was_open, self.need_mark, self.offer_mark = self.after_need
        newer = np.ones(len(self.open) - len(was_open), dtype=np.bool_)
        self.open = np.append(was_open, newer)
        most = most_unmet(self.side, fairest.unmet, self.policy.fairness_given_up_percent)
        arcs.capacity[network.segment] = capped(network.level_group, network.level_steps, most)
        self.open[network.segment] &= arcs.capacity[network.segment] > 0

    def _solved(self, prices: tuple[Prices, ...], seconds: dict[str, float]) -> Solved:
        network, reach = self.network, self.side.reach
        arcs = slice(network.kept.start, network.columns.stop)
        need, offer = network.pairs(arcs)
        flow = network.arcs.flow[arcs]
        used = flow > 0
        keys, where = np.unique(
            need[used] * max(self.side.offers, 1) + offer[used], return_inverse=True
        )
        steps = np.zeros(len(keys), dtype=np.int64)
        np.add.at(steps, where, flow[used])
        return Solved(
            self.category,
            reach.need[keys // max(self.side.offers, 1)],
            reach.offer[keys % max(self.side.offers, 1)],
            steps,
            prices,
            reach.ways.as_rows,
            seconds,
        )


def next_marks(
    need_mark: Ints, offer_mark: Ints, need_price: Ints, offer_price: Ints
) -> tuple[Ints, Ints]:
    """Marks that are equal exactly where the marks so far and the prices are: of pairs that cost
    nothing those whose reduced cost is 0 in all stages so far."""
    marks = np.concatenate((need_mark, offer_mark))
    prices = np.concatenate((need_price, offer_price))
    _, mark = np.unique(np.stack((marks, prices)), axis=1, return_inverse=True)
    mark = mark.reshape(-1).astype(np.int64)
    return mark[: len(need_mark)], mark[len(need_mark) :]
