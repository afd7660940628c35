"""One category of a problem as a flow network that grows by columns.

Offers supply, needs demand, and a *pool* supplies every step that stays unmet and takes in every
step that stays unused. What stays unmet passes by the need's neighbourhood, so that what a
neighbourhood lacks is one flow that can be priced:

    pool ──segments──▶ neighbourhood ──unmet──▶ need ◀──column── offer ──unused──▶ pool
                                                     ◀──kept────

Segments split what a neighbourhood lacks into levels: a neighbourhood that asked for a steps and
lacks u of them is charged `level_costs`, the more the less is left, so that the least total is the
fairest (see `docs/explanation/matching.md`). Columns are the legal pairs that have proven useful;
kept arcs are proposals that stand. Categories never interact, so each is a network of its own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import OutOfRange
from matching.problem import NONE, Ints, Problem, legal
from matching.reach import Reach
from matching.simplex import AT_LOWER, AT_UPPER, ENDLESS, Arcs, Tree, bare_tree, hang
from matching.travel import Travel, Ways

# Coverage counts in so many levels; two neighbourhoods in one level are equally well off.
LEVELS = 1000
MOST_STEPS = 2**40
MOST_PRIORITY = 2**31


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What is fixed of one category: its rows, in the order of its `Reach`.

    demand, supply: steps. priority: per need. group: per need, its neighbourhood; needs without
    one are one group. asked: steps per group. kept_need, kept_offer, kept: rows and steps of
    proposals that stand and are still legal.
    """

    reach: Reach
    demand: Ints
    supply: Ints
    priority: Ints
    group: Ints
    asked: Ints
    kept_need: Ints
    kept_offer: Ints
    kept: Ints

    @property
    def needs(self) -> int:
        return len(self.demand)

    @property
    def offers(self) -> int:
        return len(self.supply)

    @property
    def groups(self) -> int:
        return len(self.asked)


def side_of(
    problem: Problem,
    category: int,
    seed: int = 0,
    travel: Travel | None = None,
    ways: Ways | None = None,
) -> Side:
    """Raises OutOfRange where 64 bits do not suffice."""
    reach = Reach(problem, category, seed, travel, ways)
    step = problem.categories[category].step
    demand = problem.needs.quantity[reach.need] // step
    supply = problem.offers.quantity[reach.offer] // step
    priority = problem.needs.priority[reach.need]
    _check_range(problem.categories[category].code, demand, supply, priority)
    _, group = np.unique(problem.needs.neighbourhood[reach.need], return_inverse=True)
    asked = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    np.add.at(asked, group, demand)
    need, offer, kept = _kept(problem, reach, step)
    return Side(reach, demand, supply, priority, group, asked, need, offer, kept)


def level_costs(asked: int) -> tuple[Ints, Ints]:
    """What a group pays for lacking its 1st, 2nd … `asked`-th step: (costs, how many steps each),
    rising. A step costs the levels between full coverage and what remains without it."""
    if asked <= 4 * LEVELS:
        lacking = np.arange(1, asked + 1)
        costs, steps = np.unique(LEVELS - LEVELS * (asked - lacking) // asked, return_counts=True)
        return costs, steps.astype(np.int64)
    costs = np.arange(1, LEVELS + 1)
    # The most steps that may be lacking at each level: ⌊1000·left / asked⌋ ≥ 1000 - cost.
    most = asked - -(-(LEVELS - costs) * asked // LEVELS)
    return costs, np.diff(most, prepend=0)


def segments(side: Side) -> tuple[Ints, Ints, Ints]:
    """Group, cost and capacity of every segment, by group, then cost."""
    levels = [level_costs(int(asked)) for asked in side.asked]
    none = [np.empty(0, dtype=np.int64)]
    counts = np.array([len(costs) for costs, _ in levels], dtype=np.int64)
    return (
        np.repeat(np.arange(side.groups), counts),
        np.concatenate([costs for costs, _ in levels] or none),
        np.concatenate([steps for _, steps in levels] or none),
    )


def most_unmet(side: Side, fairest: Ints, given_up_percent: int) -> Ints:
    """Steps that each group may lack, where it lacks `fairest` in the fairest plan."""
    return fairest + side.asked * given_up_percent // 100


def capped(group: Ints, steps: Ints, most: Ints) -> Ints:
    """Capacities of segments (by group, then cost) of which a group uses `most` at most, the
    cheapest first."""
    before = np.cumsum(steps) - steps
    begins = np.searchsorted(group, np.arange(len(most)))
    left = most[group] - (before - before[begins][group])
    capacity: Ints = np.clip(left, 0, steps)
    return capacity


class Network:
    """Arcs and tree of one category; at first everything is unmet and unused.

    Nodes: needs, offers, groups, pool. segment, unmet, unused, kept: slices of the arcs; what
    comes after are columns. level_group, level_cost, level_steps: per segment. metres: per arc,
    how long the ways of kept arcs and columns count (0 for others).
    """

    def __init__(self, side: Side) -> None:
        self.side = side
        self.pool = side.needs + side.offers + side.groups
        self.level_group, self.level_cost, self.level_steps = segments(side)
        group, size = self.level_group, self.level_steps
        self._size = 0
        self.arcs = _empty_arcs(len(group) + 2 * (side.needs + side.offers) + 1024)
        self.metres = np.zeros(len(self.arcs.tail))
        needs, offers = np.arange(side.needs), side.needs + np.arange(side.offers)
        groups = side.needs + side.offers + np.arange(side.groups)
        pool = np.full(max(len(group), side.offers, side.groups), self.pool)
        self.segment = self._add(pool[: len(group)], groups[group], size, size)
        self.unmet = self._add(groups[side.group], needs, ENDLESS, side.demand)
        self.unused = self._add(offers, pool[: side.offers], ENDLESS, side.supply)
        self.kept = self._add(offers[side.kept_offer], side.kept_need, side.kept, 0)
        self._measure(self.kept)
        self.tree = self._first_tree(group)

    @property
    def used(self) -> Arcs:
        """The arcs that there are."""
        columns: list[Any] = [column[: self._size] for column in self.arcs]
        return Arcs(*columns)

    @property
    def columns(self) -> slice:
        return slice(self.kept.stop, self._size)

    def add_columns(self, need: Ints, offer: Ints) -> slice:
        """Let pairs carry flow; returns their arcs."""
        added = self._add(self.side.needs + offer, need, ENDLESS, 0)
        self._measure(added)
        return added

    def pairs(self, arcs: slice) -> tuple[Ints, Ints]:
        """The rows of needs and of offers that kept arcs or columns join."""
        need = self.arcs.head[arcs].astype(np.int64)
        return need, self.arcs.tail[arcs].astype(np.int64) - self.side.needs

    def _measure(self, arcs: slice) -> None:
        need, offer = self.pairs(arcs)
        self.metres[arcs] = self.side.reach.ways.metres(need, offer)

    def _add(self, tail: Ints, head: Ints, capacity: Ints | int, flow: Ints | int) -> slice:
        """New arcs: empty ones at their lower bound, full ones at their upper."""
        added = slice(self._size, self._size + len(tail))
        if added.stop > len(self.arcs.tail):
            room = max(added.stop, 2 * len(self.arcs.tail))
            self.arcs = Arcs(*(_longer(column, room) for column in self.arcs))
            self.metres = _longer(self.metres, room)
        arcs = self.arcs
        arcs.tail[added], arcs.head[added] = tail, head
        arcs.cost[added], arcs.capacity[added], arcs.flow[added] = 0, capacity, flow
        arcs.state[added] = np.where(arcs.flow[added] > 0, AT_UPPER, AT_LOWER)
        self._size = added.stop
        return added

    def _first_tree(self, group: Ints) -> Tree:
        side, tree = self.side, bare_tree(self.pool + 1)
        needs, offers, groups = side.needs, side.offers, side.groups
        first_group = needs + offers
        hang(
            tree, self.arcs,
            np.arange(needs), first_group + side.group, np.arange(needs) + self.unmet.start,
        )  # fmt: skip
        # Any segment may carry the tree, for all are full; the last one of each group does.
        last = np.flatnonzero(np.append(group[1:] != group[:-1], True)[: len(group)])
        nodes = np.concatenate((needs + np.arange(offers), first_group + np.arange(groups)))
        by = np.concatenate((np.arange(offers) + self.unused.start, last))
        hang(tree, self.arcs, nodes, np.full(len(nodes), self.pool), by)
        return tree


def _kept(problem: Problem, reach: Reach, step: int) -> tuple[Ints, Ints, Ints]:
    kept = problem.kept
    need_place, offer_place = reach.places_of(problem)
    need, offer = need_place[kept.need], offer_place[kept.offer]
    stands = (need != NONE) & (offer != NONE)
    stands[stands] = legal(problem, kept.need[stands], kept.offer[stands])
    return need[stands], offer[stands], kept.quantity[stands] // step


def _check_range(code: str, demand: Ints, supply: Ints, priority: Ints) -> None:
    most = max(sum(demand.tolist()), sum(supply.tolist()))
    if most >= MOST_STEPS:
        raise OutOfRange(f"{code}: {most} steps in all; they must stay below 2^40.")
    if priority.max(initial=0) >= MOST_PRIORITY:
        raise OutOfRange(f"{code}: a priority of {priority.max()}; it must stay below 2^31.")


def _empty_arcs(room: int) -> Arcs:
    kinds = (np.int32, np.int32, np.int64, np.int64, np.int64, np.int8)
    columns: list[Any] = [np.zeros(room, dtype=kind) for kind in kinds]
    return Arcs(*columns)


def _longer(column: NDArray[Any], room: int) -> NDArray[Any]:
    longer = np.zeros(room, dtype=column.dtype)
    longer[: len(column)] = column
    return longer
