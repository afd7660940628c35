"""Changes to a plan that keep all wishes, tried one by one and taken back where they gain nothing.

A *way* is a legal pair that may carry something. What a way carries is nothing or at least its
smallest part; a donor with as many ways in use as they take opens no other.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from matching.problem import NONE, Floats, Ints

# Whole points are gained or none: what is less comes from rounding.
SOME = 0.5
PASSES = 8
# How often one need is improved before the next has its turn.
TIMES = 4
# Moves of one trial that can be taken back, besides those of two needs.
LOGGED = 4096


class Board(NamedTuple):
    """What stays as it is.

    need, offer, least: of each way, by need, the nearest first. of_need: where the ways of each
    need begin, and the end. by_offer, of_offer: ways by offer. weight: points per unit of each
    need. donor: of each offer, 0 for those who take any number; most: how many ways of each donor
    may be in use; by_donor, of_donor: offers by donor. trail: room for moves that one need makes.
    """

    need: Ints
    offer: Ints
    least: Ints
    of_need: Ints
    by_offer: Ints
    of_offer: Ints
    weight: Floats
    donor: Ints
    most: Ints
    by_donor: Ints
    of_donor: Ints
    trail: int


class State(NamedTuple):
    """What changes.

    flow: units of each way. unmet, unused: units left of each need and offer. spare: by need, ways
    that could carry more. opened: ways in use by donor. points: in all. log_way, log_units, logged: the moves since the last that was kept,
    and how many. kept: how many changes were kept. changed, tried: by offer and by need, at which
    of them it changed, and after which of them it was tried in vain.
    """

    flow: Ints
    unmet: Ints
    unused: Ints
    spare: Ints
    opened: Ints
    points: Floats
    log_way: Ints
    log_units: Ints
    logged: Ints
    kept: Ints
    changed: Ints
    tried: Ints


@njit(cache=True)
def fill_all(board: Board, state: State, order: Ints) -> None:
    """Gives needs in this order all they can get without taking from others."""
    for need in order:
        _fill(board, state, need, NONE, NONE)
        _keep(board, state)


@njit(cache=True)
def improve_all(board: Board, state: State, order: Ints) -> None:
    """Brings more to needs in this order, over and over, while that gains points. Whoever loses by
    it comes no earlier by weight; most of them get theirs from elsewhere."""
    for _ in range(PASSES):
        before = state.points[0]
        for need in order:
            for _ in range(TIMES):
                if not _is_worth_a_try(board, state, need):
                    break
                if not _improve(board, state, need):
                    state.tried[need] = state.kept[0]
                    break
        if state.points[0] < before + SOME:
            break


@njit(cache=True)
def shorten_all(board: Board, state: State, may_change: Ints) -> None:
    """Moves what these ways carry, whole, to the nearest offer that has room for it."""
    for way in may_change:
        units = state.flow[way]
        if units == 0:
            continue
        _move(board, state, way, -units)
        for nearer in range(board.of_need[board.need[way]], way):
            if state.flow[nearer] == 0 and _room(board, state, nearer) >= units:
                _move(board, state, nearer, units)
                break
        else:
            _take_back(board, state, 0)
        _keep(board, state)


@njit(cache=True)
def _improve(board: Board, state: State, need: int) -> bool:
    """The one way for more that gains most; of equal ones the nearest."""
    best, best_way, best_units = SOME, NONE, 0
    all_of_it = state.unmet[need] * board.weight[need]
    for way in range(board.of_need[need], board.of_need[need + 1]):
        wished, gain = (state.unmet[need], board.least[way]), -1.0
        for number in range(2):
            if number == 1 and (gain > 0 or wished[1] >= wished[0]):
                break
            gain = _bring(board, state, way, wished[number])
            _take_back(board, state, 0)
            if gain > best:
                best, best_way, best_units = gain, way, wished[number]
        if best > all_of_it - SOME:
            break
    if best_way == NONE:
        return False
    _bring(board, state, best_way, best_units)
    _keep(board, state)
    return True


@njit(cache=True)
def _is_worth_a_try(board: Board, state: State, need: int) -> bool:
    """Whether a need lacks something, and offers near it changed since it was tried in vain."""
    if state.unmet[need] == 0:
        return False
    for way in range(board.of_need[need], board.of_need[need + 1]):
        if state.changed[board.offer[way]] >= state.tried[need]:
            return True
    return False


@njit(cache=True)
def _bring(board: Board, state: State, way: int, most: int) -> float:
    """The points gained by bringing up to `most` units more this way, whatever it takes; negative
    where it cannot be. The state is changed in any case."""
    need, offer = board.need[way], board.offer[way]
    before = state.points[0]
    least = 0
    if state.flow[way] == 0:
        least = board.least[way]
        donor = board.donor[offer]
        if state.opened[donor] >= board.most[donor]:
            _close_one(board, state, donor, need)
            if before - state.points[0] >= state.unmet[need] * board.weight[need]:
                return -1.0
        if state.unmet[need] < least:
            _give_up(board, state, need, least)
    wanted = min(state.unmet[need], max(most, least))
    if wanted < least:
        return -1.0
    _clear_without_loss(board, state, way, wanted)
    _clear_with_loss(board, state, way, wanted)
    units = min(_room(board, state, way), wanted)
    if units <= 0:
        return -1.0
    _move(board, state, way, units)
    _fill(board, state, need, NONE, NONE)
    return float(state.points[0] - before)


@njit(cache=True)
def _clear_without_loss(board: Board, state: State, way: int, wanted: int) -> None:
    """Others whom the offer serves go elsewhere, where they get as much there."""
    offer = board.offer[way]
    for place in range(board.of_offer[offer], board.of_offer[offer + 1]):
        if state.unused[offer] >= wanted or state.logged[0] + board.trail > len(state.log_way):
            return
        other = board.by_offer[place]
        units = wanted - state.unused[offer]
        if state.flow[other] > 0 and other != way and _has_room(board, state, other, units):
            logged, points = state.logged[0], state.points[0]
            _take(board, state, other, units)
            if state.points[0] < points - SOME:
                _take_back(board, state, logged)


@njit(cache=True)
def _clear_with_loss(board: Board, state: State, way: int, wanted: int) -> None:
    """Those of the lowest weight among the others go first, none of more weight than the need."""
    offer = board.offer[way]
    while state.unused[offer] < wanted and state.logged[0] + board.trail <= len(state.log_way):
        lowest, weight = NONE, board.weight[board.need[way]]
        for place in range(board.of_offer[offer], board.of_offer[offer + 1]):
            other = board.by_offer[place]
            theirs = board.weight[board.need[other]]
            is_lower = theirs < weight or (lowest == NONE and theirs == weight)
            if state.flow[other] > 0 and other != way and is_lower:
                lowest, weight = other, theirs
        if lowest == NONE:
            return
        _take(board, state, lowest, wanted - state.unused[offer])


@njit(cache=True)
def _close_one(board: Board, state: State, donor: int, need: int) -> None:
    """The donor's way that brings the fewest points, not to this need, is given up."""
    lowest, points = NONE, np.inf
    for number in range(board.of_donor[donor], board.of_donor[donor + 1]):
        offer = board.by_donor[number]
        for place in range(board.of_offer[offer], board.of_offer[offer + 1]):
            way = board.by_offer[place]
            brings = state.flow[way] * board.weight[board.need[way]]
            if 0 < brings < points and board.need[way] != need:
                lowest, points = way, brings
    if lowest != NONE:
        _move(board, state, lowest, -state.flow[lowest])
        _fill(board, state, board.need[lowest], NONE, donor)


@njit(cache=True)
def _give_up(board: Board, state: State, need: int, least: int) -> None:
    """The need gets less from others, until a part of `least` units is open."""
    for way in range(board.of_need[need + 1] - 1, board.of_need[need] - 1, -1):
        units = least - state.unmet[need]
        if units <= 0:
            return
        if state.flow[way] > 0:
            rest = state.flow[way] - units
            _move(board, state, way, -(units if rest >= board.least[way] else state.flow[way]))


@njit(cache=True)
def _has_room(board: Board, state: State, way: int, units: int) -> bool:
    """Whether other offers that reach the need have so many units left, or all that it gets."""
    need, room = board.need[way], min(units, state.flow[way])
    if state.spare[need] == int(state.unused[board.offer[way]] > 0):
        return False
    for other in range(board.of_need[need], board.of_need[need + 1]):
        if other != way:
            room -= state.unused[board.offer[other]]
            if room <= 0:
                return True
    return False


@njit(cache=True)
def _take(board: Board, state: State, way: int, units: int) -> None:
    """Takes units of a way, all of it where the rest would be too small; the need gets what it can
    from other offers."""
    if state.flow[way] - units < board.least[way]:
        units = state.flow[way]
    _move(board, state, way, -units)
    _fill(board, state, board.need[way], board.offer[way], NONE)


@njit(cache=True)
def _fill(board: Board, state: State, need: int, but_offer: int, but_donor: int) -> None:
    """Gives a need what there is: first more on ways that are in use, then others, the nearest
    first; nothing from one offer and nothing on new ways from one donor."""
    if state.spare[need] == 0:
        return
    for opens in (False, True):
        for way in range(board.of_need[need], board.of_need[need + 1]):
            if state.unmet[need] == 0:
                return
            offer = board.offer[way]
            if offer == but_offer or (opens and but_donor not in (NONE, 0) and (
                board.donor[offer] == but_donor
            )):
                continue
            if (state.flow[way] == 0) == opens:
                units = _room(board, state, way)
                if units > 0:
                    _move(board, state, way, units)


@njit(cache=True)
def _room(board: Board, state: State, way: int) -> int:
    """The most units that a way can carry on top of what it does."""
    offer = board.offer[way]
    units = min(state.unmet[board.need[way]], state.unused[offer])
    if state.flow[way] == 0:
        donor = board.donor[offer]
        if units < board.least[way] or state.opened[donor] >= board.most[donor]:
            return 0
    return int(units)


@njit(cache=True)
def _move(board: Board, state: State, way: int, units: int) -> None:
    _carry(board, state, way, units)
    state.log_way[state.logged[0]] = way
    state.log_units[state.logged[0]] = units
    state.logged[0] += 1


@njit(cache=True)
def _keep(board: Board, state: State) -> None:
    """What was moved stays so."""
    state.kept[0] += 1
    for number in range(state.logged[0]):
        state.changed[board.offer[state.log_way[number]]] = state.kept[0]
    state.logged[0] = 0


@njit(cache=True)
def _take_back(board: Board, state: State, logged: int) -> None:
    """Undoes all moves but the first so many."""
    while state.logged[0] > logged:
        state.logged[0] -= 1
        last = state.logged[0]
        _carry(board, state, state.log_way[last], -state.log_units[last])


@njit(cache=True)
def _carry(board: Board, state: State, way: int, units: int) -> None:
    need, offer = board.need[way], board.offer[way]
    donor, before = board.donor[offer], state.flow[way]
    opens = int(before + units > 0) - int(before > 0)
    full = state.opened[donor] >= board.most[donor]
    is_other_donor = full != (state.opened[donor] + opens >= board.most[donor])
    is_other_offer = (state.unused[offer] > 0) != (state.unused[offer] - units > 0)
    first, end = offer, offer + 1
    if is_other_donor:
        first, end = board.of_donor[donor], board.of_donor[donor + 1]
    if is_other_donor or is_other_offer or opens:
        _count_spare(board, state, first, end, is_other_donor, -1)
    state.flow[way] += units
    state.unmet[need] -= units
    state.unused[offer] -= units
    state.points[0] += units * board.weight[need]
    state.opened[donor] += opens
    if is_other_donor or is_other_offer or opens:
        _count_spare(board, state, first, end, is_other_donor, 1)


@njit(cache=True)
def _count_spare(
    board: Board, state: State, first: int, end: int, by_donor: bool, sign: int
) -> None:
    """Adds the ways of some offers that could carry more, or takes them off."""
    for number in range(first, end):
        offer = board.by_donor[number] if by_donor else number
        if state.unused[offer] > 0:
            donor = board.donor[offer]
            is_full = state.opened[donor] >= board.most[donor]
            for place in range(board.of_offer[offer], board.of_offer[offer + 1]):
                way = board.by_offer[place]
                if state.flow[way] > 0 or not is_full:
                    state.spare[board.need[way]] += sign
