"""A plan that keeps all wishes, from the best one that divides as it likes.

Assignments that break a wish are dropped, of a donor's too many those that bring least; then needs
get what there is, those of the highest priority first, from offers that are cleared for them where
that gains something. What nobody's wish touches stays as it was. The same is done from an empty
plan, and the better of both is taken: so no plan is worse than serving one after the other.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matching.moves import LOGGED, Board, State, fill_all, improve_all, shorten_all
from matching.plan import Plan, coverage_of_needs, make_plan
from matching.policy import Policy
from matching.problem import NONE, Flags, Floats, Ints, Problem, distances_m, pair_keys
from matching.reach import Reach, Terms
from matching.wishes import (
    capped_donors,
    has_wishes,
    kept_wishes,
    smallest_parts,
    too_many,
    too_small,
    weighted_units,
)

# Offers that are looked at for each need, and needs for each offer: so many of the nearest, and
# as many of those that are cleared at the least cost.
LOOKED_AT = 12
# Offers in the circle around an offer's needs in which the nearest are looked for; and where those
# are looked for that can be cleared, or that a need has only a FEW of nearby.
LOOKED_NEAR, CLEARED_NEAR = 32, 512
FEW = 4
# Below so many, what began from nothing is improved as well.
FEW_WAYS = 50_000
# Longer than any way; so many times the greatest priority that counts here fits 64 bits.
FAR_M = 2**30
MOST_PRIORITY = 2**30


class Ways(NamedTuple):
    """Legal pairs of whole rows of the problem, by need, the nearest first, and units that the
    plan sets aside at first."""

    need: Ints
    offer: Ints
    units: Ints


def repaired(problem: Problem, policy: Policy, plan: Plan) -> Plan:
    """The plan itself where it keeps all wishes, else one near it that does.

    Deterministic. Time grows with the legal pairs of the categories in which a wish is broken.
    """
    if not has_wishes(problem) or kept_wishes(problem, plan):
        return plan
    touched = _touched(problem, plan)
    stays = ~touched[problem.needs.category[plan.need]]
    kept = _kept(problem, plan)
    rest = _part(problem, plan, kept)
    ways = _ways(problem, rest, touched)
    board, opened = _board(problem, plan, ways, stays)
    order = _order(problem, policy, rest, touched)
    greedily = np.argsort(-board.weight, kind="stable")
    greedily = greedily[touched[problem.needs.category[greedily]]]
    new = np.flatnonzero(
        ~np.isin(
            pair_keys(problem, ways.need, ways.offer), pair_keys(problem, plan.need, plan.offer)
        )
    )
    found = []
    for units, first in ((ways.units, order), (np.zeros_like(ways.units), greedily)):
        state = _state(problem, board, _part(problem, plan, stays), units, opened)
        fill_all(board, state, first)
        if first is order or len(ways.need) < FEW_WAYS:
            improve_all(board, state, order)
        shorten_all(board, state, new if units is ways.units else np.arange(len(ways.need)))
        found.append(_drawn(problem, _part(problem, plan, stays), ways, state.flow))
    return _better(problem, *found)


def _touched(problem: Problem, plan: Plan) -> Flags:
    """(categories,) whether a wish is broken in each."""
    touched = np.zeros(len(problem.categories), dtype=np.bool_)
    broken = too_small(problem, plan) | too_many(problem, plan)
    touched[problem.needs.category[plan.need[broken]]] = True
    return touched


def _kept(problem: Problem, plan: Plan) -> Flags:
    """(assignments,) those that break no wish, and of each donor as many as they take: those that
    bring most, then the shortest ways."""
    kept = ~too_small(problem, plan)
    donor, most = capped_donors(problem)
    row = np.flatnonzero(kept & (donor[plan.offer] > 0))
    need, offer = plan.need[row], plan.offer[row]
    brings = _weights(problem)[need] * plan.quantity[row]
    of = donor[offer]
    order = np.lexsort((row, distances_m(problem, need, offer), -brings, of))
    ranked = of[order]
    rank = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    kept[row[order[rank >= most[ranked]]]] = False
    return kept


def _part(problem: Problem, plan: Plan, wanted: Flags) -> Plan:
    return make_plan(problem, plan.need[wanted], plan.offer[wanted], plan.quantity[wanted])


def _weights(problem: Problem) -> Floats:
    """(needs,) points per unit: priority · rupiah."""
    value = np.array([category.unit_value for category in problem.categories], dtype=np.float64)
    return problem.needs.priority * value[problem.needs.category]


def _ways(problem: Problem, plan: Plan, touched: Flags) -> Ways:
    """The pairs worth looking at in categories that are touched, with what the plan gives them."""
    keys = [pair_keys(problem, plan.need, plan.offer)]
    serves = np.full(len(problem.offers), MOST_PRIORITY)
    np.minimum.at(serves, plan.offer, np.minimum(problem.needs.priority, MOST_PRIORITY)[plan.need])
    serves[plan.unused > 0] = 0
    for number in np.flatnonzero(touched).tolist():
        keys += _nearest(problem, number)
        keys.append(_cleared(problem, plan, _reach(problem, number, CLEARED_NEAR), serves))
    key = np.unique(np.concatenate(keys))
    need, offer = np.divmod(key, max(len(problem.offers), 1))
    units = np.zeros(len(key), dtype=np.int64)
    units[np.searchsorted(key, keys[0])] = plan.quantity
    least = smallest_parts(problem, need, offer)
    may = least <= np.minimum(problem.needs.quantity[need], problem.offers.quantity[offer])
    may &= touched[problem.needs.category[need]]
    need, offer, units = need[may], offer[may], units[may]
    order = np.lexsort((offer, distances_m(problem, need, offer), need))
    return Ways(need[order], offer[order], units[order])


def _reach(problem: Problem, category: int, expected: int) -> Reach:
    """Only as far as a circle would hold so many offers, were they evenly spread."""
    offer = np.flatnonzero(problem.offers.category == category)
    if len(offer) <= expected:
        return Reach(problem, category)
    width, height = np.ptp(problem.offers.point[offer], axis=0)
    near_m = np.sqrt(expected * max(width * height, 1.0) / (np.pi * len(offer)))
    radius_m = np.minimum(problem.offers.radius_m, near_m)
    return Reach(replace(problem, offers=replace(problem.offers, radius_m=radius_m)), category)


def _nearest(problem: Problem, category: int) -> list[Ints]:
    """The nearest pairs of a category. Far ones are asked for only where there are few."""
    reach = _reach(problem, category, LOOKED_NEAR)
    marks = np.zeros(len(reach.need), dtype=np.int64), np.zeros(len(reach.offer), dtype=np.int64)
    far = np.full(len(reach.need), FAR_M)
    free = np.zeros(len(reach.offer), dtype=np.int64)
    terms = Terms(*marks, far, free, 1.0, far, free, 0.0)
    keys = [_asked(problem, reach, terms)]
    few = np.bincount(keys[0] // len(problem.offers), minlength=len(problem.needs)) < FEW
    whole = _reach(problem, category, CLEARED_NEAR)
    terms = terms._replace(need_mark=(~few[whole.need]).astype(np.int64))
    return [*keys, _asked(problem, whole, terms)]


def _cleared(problem: Problem, plan: Plan, reach: Reach, serves: Ints) -> Ints:
    """For needs that lack something, offers that have something left or serve lower priorities."""
    lacks = plan.unmet[reach.need] > 0
    priority = np.minimum(problem.needs.priority[reach.need], MOST_PRIORITY) * FAR_M
    nothing = np.zeros(len(reach.need), dtype=np.int64)
    free = np.zeros(len(reach.offer), dtype=np.int64)
    price = serves[reach.offer] * FAR_M
    terms = Terms(nothing, free, np.where(lacks, priority, 0), price, 1.0, nothing, free, 0.0)
    return _asked(problem, reach, terms)


def _asked(problem: Problem, reach: Reach, terms: Terms) -> Ints:
    found = reach.bargains(terms, LOOKED_AT)
    return pair_keys(problem, reach.need[found.need], reach.offer[found.offer])


def _board(problem: Problem, plan: Plan, ways: Ways, stays: Flags) -> tuple[Board, Ints]:
    """The board, and how many ways of each donor are in use that stay as they are."""
    needs, offers = len(problem.needs), len(problem.offers)
    donor, most = capped_donors(problem)
    by_offer = np.lexsort((np.arange(len(ways.need)), ways.offer))
    by_donor = np.argsort(donor, kind="stable")
    of_need = np.searchsorted(ways.need, np.arange(needs + 1))
    board = Board(
        need=ways.need,
        offer=ways.offer,
        least=smallest_parts(problem, ways.need, ways.offer),
        of_need=of_need,
        by_offer=by_offer,
        of_offer=np.searchsorted(ways.offer[by_offer], np.arange(offers + 1)),
        weight=_weights(problem),
        donor=donor,
        most=most,
        by_donor=by_donor,
        of_donor=np.searchsorted(donor[by_donor], np.arange(len(most) + 1)),
        trail=4 * int(np.diff(of_need).max(initial=0)) + 4,
    )
    return board, np.bincount(donor[plan.offer[stays]], minlength=len(most))


def _state(problem: Problem, board: Board, stays: Plan, units: Ints, opened: Ints) -> State:
    unmet, unused = stays.unmet.copy(), stays.unused.copy()
    np.subtract.at(unmet, board.need, units)
    np.subtract.at(unused, board.offer, units)
    donor = board.donor[board.offer]
    opened = opened + np.bincount(donor[units > 0], minlength=len(board.most))
    more = (unused[board.offer] > 0) & ((units > 0) | (opened < board.most)[donor])
    room = LOGGED + 4 * board.trail
    return State(
        flow=units.copy(),
        unmet=unmet,
        unused=unused,
        spare=np.bincount(board.need[more], minlength=len(unmet)),
        opened=opened,
        points=np.array([float(units @ board.weight[board.need])]),
        log_way=np.empty(room, dtype=np.int64),
        log_units=np.empty(room, dtype=np.int64),
        logged=np.zeros(1, dtype=np.int64),
        kept=np.zeros(1, dtype=np.int64),
        changed=np.zeros(len(unused), dtype=np.int64),
        tried=np.full(len(unmet), NONE, dtype=np.int64),
    )


def _order(problem: Problem, policy: Policy, plan: Plan, touched: Flags) -> Ints:
    """Needs of categories that are touched: by weight, then those whose neighbourhood is covered
    less, where the policy is fair, then as they come."""
    row = np.flatnonzero(touched[problem.needs.category])
    covered = coverage_of_needs(problem, plan)[row] if policy.fairness else np.zeros(len(row))
    order: Ints = row[np.lexsort((row, covered, -_weights(problem)[row]))]
    return order


def _drawn(problem: Problem, stays: Plan, ways: Ways, flow: Ints) -> Plan:
    used = flow > 0
    return make_plan(
        problem,
        np.concatenate((stays.need, ways.need[used])),
        np.concatenate((stays.offer, ways.offer[used])),
        np.concatenate((stays.quantity, flow[used])),
    )


def _better(problem: Problem, near: Plan, other: Plan) -> Plan:
    """The plan that meets more, by category where no donor's wish couples them; of equals the
    first."""
    worth = [
        [weighted_units(problem, each, number) * category.unit_value
         for number, category in enumerate(problem.categories)]
        for each in (near, other)
    ]  # fmt: skip
    if len(problem.most_proposals):
        return near if sum(worth[0]) >= sum(worth[1]) else other
    takes = np.array([theirs > ours for ours, theirs in zip(*worth, strict=True)], dtype=np.bool_)
    chosen = [
        (each, takes[problem.needs.category[each.need]] == is_other)
        for each, is_other in ((near, False), (other, True))
    ]
    columns = [
        np.concatenate([getattr(each, name)[here] for each, here in chosen])
        for name in ("need", "offer", "quantity")
    ]
    return make_plan(problem, *columns)
