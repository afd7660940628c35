"""A plan that keeps all wishes is made better, one change after another.

Each change is tried on the board, and taken back where it gains nothing: see `matching.moves`.
"""

import numpy as np
from numba import njit

from matching.moves import (
    Board,
    State,
    fill,
    has_room,
    keep,
    move,
    room_of,
    take,
    take_back,
)
from matching.problem import NONE, Ints

# Whole points are gained or none: what is less comes from rounding.
SOME = 0.5
PASSES = 8
# How often one need is improved before the next has its turn.
TIMES = 4


@njit(cache=True)
def fill_all(board: Board, state: State, order: Ints) -> None:
    """Gives needs in this order all they can get without taking from others."""
    for need in order:
        fill(board, state, need, NONE, NONE)
        keep(board, state)


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
        move(board, state, way, -units)
        for nearer in range(board.of_need[board.need[way]], way):
            if state.flow[nearer] == 0 and room_of(board, state, nearer) >= units:
                move(board, state, nearer, units)
                break
        else:
            take_back(board, state, 0)
        keep(board, state)


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
            take_back(board, state, 0)
            if gain > best:
                best, best_way, best_units = gain, way, wished[number]
        if best > all_of_it - SOME:
            break
    if best_way == NONE:
        return False
    _bring(board, state, best_way, best_units)
    keep(board, state)
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
    units = min(room_of(board, state, way), wanted)
    if units <= 0:
        return -1.0
    move(board, state, way, units)
    fill(board, state, need, NONE, NONE)
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
        if state.flow[other] > 0 and other != way and has_room(board, state, other, units):
            logged, points = state.logged[0], state.points[0]
            take(board, state, other, units)
            if state.points[0] < points - SOME:
                take_back(board, state, logged)


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
        take(board, state, lowest, wanted - state.unused[offer])


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
        move(board, state, lowest, -state.flow[lowest])
        fill(board, state, board.need[lowest], NONE, donor)


@njit(cache=True)
def _give_up(board: Board, state: State, need: int, least: int) -> None:
    """The need gets less from others, until a part of `least` units is open."""
    for way in range(board.of_need[need + 1] - 1, board.of_need[need] - 1, -1):
        units = least - state.unmet[need]
        if units <= 0:
            return
        if state.flow[way] > 0:
            rest = state.flow[way] - units
            move(board, state, way, -(units if rest >= board.least[way] else state.flow[way]))
