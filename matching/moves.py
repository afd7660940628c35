"""Changes to a plan that keep all wishes, and how they are taken back.

A *way* is a legal pair that may carry something. What a way carries is nothing or at least its
smallest part; a donor with as many ways in use as they take opens no other.
"""

from typing import NamedTuple

from numba import njit

from matching.problem import NONE, Floats, Ints

# Moves of one trial that can be taken back, besides those of two needs.
LOGGED = 4096


class Board(NamedTuple):
    """What stays as it is.

    need, offer, least: of each way, by need, the nearest first. of_need: where the ways of each
    need begin, and the end. by_offer, of_offer: ways by offer. weight: points per unit of each
    need. donor: of each offer, 0 for those who take any number; most: how many ways of each donor
    may be in use; by_donor, of_donor: offers by donor; each_offer: their rows. trail:
    room for moves that one need makes.
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
    each_offer: Ints
    trail: int


class State(NamedTuple):
    """What changes.

    flow: units of each way. unmet, unused: units left of each need and offer. spare: by need, ways
    that could carry more. opened: ways in use by donor. points: in all. log_way, log_units,
    logged: the moves since the last that was kept, and how many. kept: how many changes were kept.
    changed, tried: by offer and by need, at which of them it changed, and after which of them it
    was tried in vain.
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
def room_of(board: Board, state: State, way: int) -> int:
    """The most units that a way can carry on top of what it does."""
    offer = board.offer[way]
    units = min(state.unmet[board.need[way]], state.unused[offer])
    if state.flow[way] == 0:
        donor = board.donor[offer]
        if units < board.least[way] or state.opened[donor] >= board.most[donor]:
            return 0
    return int(units)


@njit(cache=True)
def has_room(board: Board, state: State, way: int, units: int) -> bool:
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
def fill(board: Board, state: State, need: int, but_offer: int, but_donor: int) -> None:
    """Gives a need what there is: first more on ways that are in use, then others, the nearest
    first; nothing from one offer and nothing on new ways from one donor."""
    if state.spare[need] == 0:
        return
    for opens in (False, True):
        for way in range(board.of_need[need], board.of_need[need + 1]):
            if state.unmet[need] == 0:
                return
            offer = board.offer[way]
            if offer == but_offer or (
                opens and but_donor not in (NONE, 0) and (board.donor[offer] == but_donor)
            ):
                continue
            if (state.flow[way] == 0) == opens:
                units = room_of(board, state, way)
                if units > 0:
                    move(board, state, way, units)


@njit(cache=True)
def take(board: Board, state: State, way: int, units: int) -> None:
    """Takes units of a way, all of it where the rest would be too small; the need gets what it can
    from other offers."""
    if state.flow[way] - units < board.least[way]:
        units = state.flow[way]
    move(board, state, way, -units)
    fill(board, state, board.need[way], board.offer[way], NONE)


@njit(cache=True)
def move(board: Board, state: State, way: int, units: int) -> None:
    _carry(board, state, way, units)
    state.log_way[state.logged[0]] = way
    state.log_units[state.logged[0]] = units
    state.logged[0] += 1


@njit(cache=True)
def keep(board: Board, state: State) -> None:
    """What was moved stays so."""
    state.kept[0] += 1
    for number in range(state.logged[0]):
        state.changed[board.offer[state.log_way[number]]] = state.kept[0]
    state.logged[0] = 0


@njit(cache=True)
def take_back(board: Board, state: State, logged: int) -> None:
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
    its = board.by_donor[board.of_donor[donor] : board.of_donor[donor + 1]]
    if not is_other_donor:
        its = board.each_offer[offer : offer + 1]
    counts = is_other_donor or is_other_offer
    if counts:
        _count_spare(board, state, its, -1)
    state.flow[way] += units
    state.unmet[need] -= units
    state.unused[offer] -= units
    state.points[0] += units * board.weight[need]
    state.opened[donor] += opens
    if counts:
        _count_spare(board, state, its, 1)


@njit(cache=True)
def _count_spare(board: Board, state: State, offers: Ints, sign: int) -> None:
    """Adds the ways of some offers that could carry more, or takes them off."""
    for offer in offers:
        if state.unused[offer] > 0:
            donor = board.donor[offer]
            is_full = state.opened[donor] >= board.most[donor]
            for place in range(board.of_offer[offer], board.of_offer[offer + 1]):
                way = board.by_offer[place]
                if state.flow[way] > 0 or not is_full:
                    state.spare[board.need[way]] += sign
