"""A plan that keeps all wishes, from the best one that divides as it likes.

Assignments that break a wish are dropped, of a donor's too many those that bring least; then needs
get what there is, those of the highest priority first, from offers that are cleared for them where
that gains something. What nobody's wish touches stays as it was. The same is done from an empty
plan, and the better of both is taken: so no plan is worse than serving one after the other.
"""

import numpy as np

from matching.improving import fill_all, improve_all, shorten_all
from matching.moves import LOGGED, Board, State
from matching.plan import Plan, coverage_of_needs, make_plan
from matching.policy import Policy
from matching.problem import NONE, Flags, Floats, Ints, Problem, distances_m, pair_keys
from matching.ways import Ways, ways_from, ways_of
from matching.wishes import (
    capped_donors,
    has_wishes,
    kept_wishes,
    smallest_parts,
    too_many,
    too_small,
    weighted_units,
)

# Below so many, what began from nothing is improved as well.
FEW_WAYS = 50_000


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
    ways = ways_of(problem, rest, touched)
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
        state = _state(board, _part(problem, plan, stays), units, opened)
        fill_all(board, state, first)
        if first is order or len(ways.need) < FEW_WAYS:
            improve_all(board, state, order)
        shorten_all(board, state, new if units is ways.units else np.arange(len(ways.need)))
        found.append(_drawn(problem, _part(problem, plan, stays), ways, state.flow))
    return _swept(problem, policy, _better(problem, *found), touched)


def _swept(problem: Problem, policy: Policy, plan: Plan, touched: Flags) -> Plan:
    """Gives needs what offers have left, however far those go."""
    donor, most = capped_donors(problem)
    is_full = (np.bincount(donor[plan.offer], minlength=len(most)) >= most)[donor]
    left = (plan.unused > 0) & ~is_full
    ways = ways_from(problem, plan, left, touched)
    stays = ~touched[problem.needs.category[plan.need]]
    board, opened = _board(problem, plan, ways, stays)
    state = _state(board, _part(problem, plan, stays), ways.units, opened)
    fill_all(board, state, _order(problem, policy, plan, touched))
    return _drawn(problem, _part(problem, plan, stays), ways, state.flow)


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
        each_offer=np.arange(offers),
        trail=4 * int(np.diff(of_need).max(initial=0)) + 4,
    )
    return board, np.bincount(donor[plan.offer[stays]], minlength=len(most))


def _state(board: Board, stays: Plan, units: Ints, opened: Ints) -> State:
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
