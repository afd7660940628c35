"""Bounds that no plan can beat, stage by stage, from prices alone.

By linear-programming duality, for any prices π of needs, λ of offers and μ of neighbourhoods (the
pool's is 0), a plan's cost in a stage is

    Σ π · demand − Σ λ · supply + Σ reduced cost · flow

over all arcs of `matching.network`, so that the least that the last sum can be bounds every plan
from below. The prices need not be right for the bound to hold, only for it to be reached.

A stage is bounded among the plans that are best for the stages before it. Those are the plans
that keep at its bound every arc whose reduced cost was not 0 there (complementary slackness: R.
Ahuja, T. Magnanti, J. Orlin, Network Flows, 1993, theorem 9.4): such an arc is *closed*.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matching.columns import (
    CHANGE,
    DISTANCE,
    FAIRNESS,
    NEED,
    Prices,
    next_marks,
)
from matching.network import Side, capped, most_unmet, segments
from matching.plan import Plan, dot
from matching.policy import Policy
from matching.problem import Flags, Floats, Ints, Problem
from matching.reach import Terms


class Stage(NamedTuple):
    """What a stage reached and the proven bound below which no plan gets.

    need: Σ priority · unmet steps. fairness: Σ level costs of unmet steps. distance: Σ steps ·
    grid units. change: − Σ steps kept.
    """

    name: str
    value: int
    bound: int

    @property
    def gap(self) -> float:
        return (self.value - self.bound) / max(1, abs(self.value))


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A plan on one category's network, in steps, and the lengths of its pairs in grid units.

    unmet: per need. unused: per offer. level: per segment, the cheapest first. kept: per
    proposal that stands, of which kept_way is the length that counts. way: of all that is set
    aside, in all.
    """

    unmet: Ints
    unused: Ints
    level: Ints
    kept: Ints
    kept_way: Ints
    way: int


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What the stages so far leave open. A closed segment or kept arc carries what is fixed, a
    closed unmet or unused flow nothing; a pair is open where the marks of its ends are equal."""

    need_mark: Ints
    offer_mark: Ints
    unmet: Flags
    unused: Flags
    level: Flags
    kept: Flags
    level_fixed: Ints
    kept_fixed: Ints
    level_capacity: Ints


class Reduced(NamedTuple):
    """Reduced costs in a stage: per need, offer, segment, kept arc."""

    unmet: Ints
    unused: Ints
    level: Ints
    kept: Ints


def check(
    problem: Problem, policy: Policy, plan: Plan, side: Side, prices: tuple[Prices, ...]
) -> list[Stage]:
    """Value and bound of every stage that `prices` are of. A stage whose plan breaks what an
    earlier one fixed has no bound; it gets one below its value."""
    return _Check(problem, policy, plan, side).stages(prices)


class _Check:
    def __init__(self, problem: Problem, policy: Policy, plan: Plan, side: Side) -> None:
        self.policy, self.side = policy, side
        self.level_group, self.level_cost, level_steps = segments(side)
        self.grid_m = float(policy.cost_grid_m)
        self.flow = self._flow(problem, plan, level_steps)
        self.left = Left(
            need_mark=np.zeros(side.needs, dtype=np.int64),
            offer_mark=np.zeros(side.offers, dtype=np.int64),
            unmet=np.ones(side.needs, dtype=np.bool_),
            unused=np.ones(side.offers, dtype=np.bool_),
            level=np.ones(len(level_steps), dtype=np.bool_),
            kept=np.ones(len(side.kept), dtype=np.bool_),
            level_fixed=np.zeros(len(level_steps), dtype=np.int64),
            kept_fixed=np.zeros(len(side.kept), dtype=np.int64),
            level_capacity=level_steps,
        )

    def _flow(self, problem: Problem, plan: Plan, level_steps: Ints) -> Flow:
        side, reach = self.side, self.side.reach
        step = problem.categories[int(problem.needs.category[reach.need[0]])].step
        need, offer = reach.places_of(problem)
        here = need[plan.need] >= 0
        metres = reach.ways.metres(need[plan.need[here]], offer[plan.offer[here]])
        kept_m = reach.ways.metres(side.kept_need, side.kept_offer)
        steps = plan.quantity[here] // step
        unmet = plan.unmet[reach.need] // step
        lacking = np.zeros(side.groups, dtype=np.int64)
        np.add.at(lacking, side.group, unmet)
        width = max(side.offers, 1)
        keys = need[plan.need[here]] * width + offer[plan.offer[here]]
        given = dict(zip(keys.tolist(), steps.tolist(), strict=True))
        kept_keys = (side.kept_need * width + side.kept_offer).tolist()
        kept = np.minimum(
            np.array([given.get(key, 0) for key in kept_keys], dtype=np.int64), side.kept
        )
        kept_way = self._way(np.maximum(kept_m - self.policy.inertia_m, 0))
        saved = dot(self._way(kept_m) - kept_way, kept)
        return Flow(
            unmet=unmet,
            unused=plan.unused[reach.offer] // step,
            level=capped(self.level_group, level_steps, lacking),
            kept=kept,
            kept_way=kept_way,
            way=dot(self._way(metres), steps) - saved,
        )

    def _way(self, metres: Floats) -> Ints:
        return np.rint(metres / self.grid_m).astype(np.int64)

    def stages(self, prices: tuple[Prices, ...]) -> list[Stage]:
        checked: list[Stage] = []
        given_up, after_need = self.policy.fairness_given_up_percent, self.left
        here = [self._here(each) for each in prices]
        final, way = self.flow, here[0]
        for each, following in zip(here, [*here[1:], None], strict=True):
            if each.stage == FAIRNESS and given_up:
                fairest = capped(self.level_group, self.left.level_capacity, each.unmet)
                self.flow = replace(final, level=fairest)
            checked.append(self._stage(each, way))
            self.flow = final
            self._hand_down(each)
            if each.stage == NEED:
                after_need = self.left
            if each.stage == DISTANCE:
                way = each
            if each.stage == FAIRNESS and given_up and following is not None:
                most = most_unmet(self.side, each.unmet, given_up)
                capacity = capped(self.level_group, after_need.level_capacity, most)
                self.left = replace(after_need, level_capacity=capacity)
        return checked

    def _here(self, prices: Prices) -> Prices:
        """Prices in the order of this side."""
        need = prices.need[np.searchsorted(prices.needs, self.side.reach.need)]
        offer = prices.offer[np.searchsorted(prices.offers, self.side.reach.offer)]
        return prices._replace(need=need, offer=offer)

    def _stage(self, prices: Prices, way: Prices) -> Stage:
        value = self._value(prices.stage)
        if not self._keeps_what_is_fixed():
            return Stage(prices.stage, value, min(value, self._bound(prices, way)) - 1)
        return Stage(prices.stage, value, self._bound(prices, way))

    def _value(self, stage: str) -> int:
        flow = self.flow
        if stage == NEED:
            return dot(self.side.priority, flow.unmet)
        if stage == FAIRNESS:
            return dot(self.level_cost, flow.level)
        return flow.way if stage == DISTANCE else -sum(flow.kept.tolist())

    def _keeps_what_is_fixed(self) -> bool:
        flow, left = self.flow, self.left
        return not (
            flow.unmet[~left.unmet].any()
            or flow.unused[~left.unused].any()
            or (flow.level != left.level_fixed)[~left.level].any()
            or (flow.level > left.level_capacity).any()
        )

    def _reduced(self, prices: Prices) -> Reduced:
        side, stage = self.side, prices.stage
        unmet_cost = side.priority * (stage == NEED)
        level_cost = self.level_cost * (stage == FAIRNESS)
        kept_cost = self.flow.kept_way * (stage == DISTANCE) - (stage == CHANGE)
        return Reduced(
            unmet=unmet_cost + prices.group[side.group] - prices.need,
            unused=prices.offer,
            level=level_cost - prices.group[self.level_group],
            kept=kept_cost + prices.offer[side.kept_offer] - prices.need[side.kept_need],
        )

    def _bound(self, prices: Prices, way: Prices) -> int:
        side, left, reduced = self.side, self.left, self._reduced(prices)
        is_change = prices.stage == CHANGE
        terms = Terms(
            left.need_mark, left.offer_mark, prices.need, prices.offer,
            self.grid_m if prices.stage == DISTANCE else 0.0,
            way.need, way.offer, self.grid_m if is_change else 0.0,
        )  # fmt: skip
        lowest = side.reach.bargains(terms, 1).lowest
        cheapest = np.minimum(lowest, np.where(left.unmet, reduced.unmet, 0))
        spared = np.where(left.unused, np.minimum(reduced.unused, 0), 0)
        level = np.where(left.level, left.level_capacity, 0)
        kept = np.where(left.kept, side.kept, 0)
        return (
            dot(prices.need + np.minimum(cheapest, 0), side.demand)
            - dot(prices.offer - spared, side.supply)
            + dot(np.minimum(reduced.level, 0), level)
            + dot(np.minimum(reduced.kept, 0), kept)
            + dot(reduced.level[~left.level], left.level_fixed[~left.level])
            + dot(reduced.kept[~left.kept], left.kept_fixed[~left.kept])
        )

    def _hand_down(self, prices: Prices) -> None:
        left, reduced = self.left, self._reduced(prices)
        marks = left.need_mark, left.offer_mark
        if prices.stage != DISTANCE:
            marks = next_marks(*marks, prices.need, prices.offer)
        self.left = Left(
            *marks,
            unmet=left.unmet & (reduced.unmet == 0),
            unused=left.unused & (reduced.unused == 0),
            level=left.level & (reduced.level == 0),
            kept=left.kept & (reduced.kept == 0),
            level_fixed=_fixed(left.level, reduced.level, left.level_capacity, left.level_fixed),
            kept_fixed=_fixed(left.kept, reduced.kept, self.side.kept, left.kept_fixed),
            level_capacity=left.level_capacity,
        )


def _fixed(still_open: Flags, reduced: Ints, capacity: Ints, before: Ints) -> Ints:
    """What an arc carries once it is closed: all of it where that pays, else nothing."""
    now: Ints = np.where(reduced < 0, capacity, 0)
    fixed: Ints = np.where(still_open, now, before)
    return fixed
