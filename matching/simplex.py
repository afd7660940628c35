"""The network simplex: least-cost flow on a network that grows, from where it stood.

Column generation solves the same network again and again with a few more arcs, and stage after
stage with other costs. The tree of the last solution stays feasible through both, so that each
solve begins where the one before ended; a solver that starts anew takes several times as long.

The tree is kept strongly feasible (from every node a positive amount could be sent to the root),
which rules out cycling; the entering arc is the best of a block. R. Ahuja, T. Magnanti, J. Orlin:
Network Flows, Prentice Hall (1993), sections 11.5-11.8; M. Grigoriadis: An efficient
implementation of the network simplex method, Mathematical Programming Study 26 (1986).

Arcs are columns: tail, head, cost, capacity, flow, state. An arc's reduced cost is
cost + price[tail] − price[head]; the root's price is 0.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.problem import Ints

Nodes = NDArray[np.int32]

# An arc's state times its reduced cost is what a unit more at its lower bound, or a unit less at
# its upper one, costs.
AT_LOWER, IN_TREE, AT_UPPER = 1, 0, -1
NONE = -1
# More than any flow: the capacity of an arc that the nodes' own quantities bound.
ENDLESS = 2**60


class Arcs(NamedTuple):
    """Columns of one row per arc; state: AT_LOWER, IN_TREE or AT_UPPER."""

    tail: Nodes
    head: Nodes
    cost: Ints
    capacity: Ints
    flow: Ints
    state: NDArray[np.int8]


class Tree(NamedTuple):
    """The spanning tree, a row per node.

    parent, arc: the node above and the arc that leads there. upward: 1 where that arc leads to
    the parent. following, before: the ring of all nodes of a tree in which a node comes right
    before its subtree, and last: the last node of that subtree. size: nodes of the subtree.
    price: (nodes,) cost of bringing one unit from the root to the node.
    """

    parent: Nodes
    arc: Nodes
    upward: NDArray[np.int8]
    following: Nodes
    before: Nodes
    last: Nodes
    size: Nodes
    price: Ints


def bare_tree(nodes: int) -> Tree:
    """A tree of `nodes` unconnected nodes, for `hang` to connect."""

    def alone() -> Nodes:
        return np.arange(nodes, dtype=np.int32)

    return Tree(
        parent=np.full(nodes, NONE, dtype=np.int32),
        arc=np.full(nodes, NONE, dtype=np.int32),
        upward=np.zeros(nodes, dtype=np.int8),
        following=alone(),
        before=alone(),
        last=alone(),
        size=np.ones(nodes, dtype=np.int32),
        price=np.zeros(nodes, dtype=np.int64),
    )


@njit(cache=True)
def hang(tree: Tree, arcs: Arcs, nodes: Ints, parents: Ints, by: Ints) -> None:
    """Hang nodes under parents by arcs; a node must have its own children before."""
    for row in range(len(nodes)):
        node, parent, arc = nodes[row], parents[row], by[row]
        tree.parent[node], tree.arc[node] = parent, arc
        tree.upward[node] = 1 if arcs.tail[arc] == node else 0
        tree.size[parent] += tree.size[node]
        _put_in(tree, node, parent)
        arcs.state[arc] = IN_TREE


@njit(cache=True)
def reprice(tree: Tree, arcs: Arcs, root: int) -> None:
    """The prices of all nodes after costs have changed."""
    tree.price[root] = 0
    node = tree.following[root]
    while node != root:
        cost = arcs.cost[tree.arc[node]]
        tree.price[node] = tree.price[tree.parent[node]] + (-cost if tree.upward[node] else cost)
        node = tree.following[node]


@njit(cache=True)
def pivot(tree: Tree, arcs: Arcs, candidates: Ints, start: int, most: int) -> tuple[int, int]:
    """Improve the flow by arcs among `candidates` until none helps, or `most` times.

    start: where in `candidates` to begin the search. Returns how often the tree was changed
    (fewer than `most` when the flow is optimal) and where the search stands.
    """
    path = np.empty(len(tree.parent), dtype=np.int32)
    block = max(64, int(np.sqrt(len(candidates))))
    position = start
    for done in range(most):
        entering, position = _entering(tree, arcs, candidates, position, block)
        if entering == NONE:
            return done, position
        _exchange(tree, arcs, entering, path)
    return most, position


@njit(cache=True)
def _entering(
    tree: Tree, arcs: Arcs, candidates: Ints, position: int, block: int
) -> tuple[int, int]:
    """The arc of the first block that has one which helps, and the best of it; NONE for none."""
    best, found = np.int64(0), NONE
    left = len(candidates)
    while left > 0:
        end = min(position + block, len(candidates))
        for place in range(position, end):
            arc = candidates[place]
            reduced = arcs.cost[arc] + tree.price[arcs.tail[arc]] - tree.price[arcs.head[arc]]
            worth = arcs.state[arc] * reduced
            if worth < best:
                best, found = worth, arc
        left -= end - position
        position = end if end < len(candidates) else 0
        if found != NONE:
            break
    return found, position


class Move(NamedTuple):
    """Cut the subtree of `cut` off and hang it by the arc `entering`, which joins its node `inner`
    to `outer`; `apex` is where both ways to the root meet."""

    cut: int
    inner: int
    outer: int
    entering: int
    apex: int


@njit(cache=True)
def _exchange(tree: Tree, arcs: Arcs, entering: int, path: Nodes) -> None:
    """Send what fits around the cycle that `entering` closes, and let it replace the arc that
    blocks: of several the last one along the cycle, seen from the node where its halves meet, so
    that the tree stays strongly feasible."""
    forwards = arcs.state[entering] == AT_LOWER
    source = arcs.tail[entering] if forwards else arcs.head[entering]
    target = arcs.head[entering] if forwards else arcs.tail[entering]
    room = arcs.capacity[entering] - arcs.flow[entering] if forwards else arcs.flow[entering]
    leaving, on_source_side = NONE, False
    up, down = source, target
    while up != down:
        if tree.size[up] < tree.size[down]:
            here = _room_below(tree, arcs, up)
            if here < room:
                room, leaving, on_source_side = here, up, True
            up = tree.parent[up]
        else:
            here = _room_above(tree, arcs, down)
            if here <= room:
                room, leaving, on_source_side = here, down, False
            down = tree.parent[down]
    if room > 0:
        arcs.flow[entering] += room if forwards else -room
        _send(tree, arcs, source, up, -room)
        _send(tree, arcs, target, up, room)
    if leaving == NONE:
        arcs.state[entering] = AT_UPPER if forwards else AT_LOWER
        return
    arc = tree.arc[leaving]
    arcs.state[arc] = AT_LOWER if arcs.flow[arc] == 0 else AT_UPPER
    arcs.state[entering] = IN_TREE
    inner, outer = (source, target) if on_source_side else (target, source)
    _move(tree, arcs, Move(leaving, inner, outer, entering, up), path)


@njit(cache=True)
def _room_above(tree: Tree, arcs: Arcs, node: int) -> int:
    """How much more can go from a node to its parent."""
    arc = tree.arc[node]
    return int(arcs.capacity[arc] - arcs.flow[arc] if tree.upward[node] else arcs.flow[arc])


@njit(cache=True)
def _room_below(tree: Tree, arcs: Arcs, node: int) -> int:
    """How much more can come to a node from its parent."""
    arc = tree.arc[node]
    return int(arcs.flow[arc] if tree.upward[node] else arcs.capacity[arc] - arcs.flow[arc])


@njit(cache=True)
def _send(tree: Tree, arcs: Arcs, node: int, end: int, amount: int) -> None:
    """Send an amount from a node up to one above it (down, where it is negative)."""
    while node != end:
        arcs.flow[tree.arc[node]] += amount if tree.upward[node] else -amount
        node = tree.parent[node]


@njit(cache=True)
def _move(tree: Tree, arcs: Arcs, move: Move, path: Nodes) -> None:
    """Cut a subtree off and hang it elsewhere; the way from its new top to its old one turns
    round, and its prices change together."""
    cut, inner, outer, entering, apex = move
    reduced = (
        arcs.cost[entering] + tree.price[arcs.tail[entering]] - tree.price[arcs.head[entering]]
    )
    change = reduced if arcs.head[entering] == inner else -reduced
    whole = tree.size[cut]
    _resize(tree, tree.parent[cut], apex, -whole)
    _resize(tree, outer, apex, whole)

    _take_out(tree, cut)
    _turn_round(tree, cut, inner, path)
    tree.parent[inner], tree.arc[inner] = outer, entering
    tree.upward[inner] = 1 if arcs.tail[entering] == inner else 0
    _put_in(tree, inner, outer)
    node = inner
    for _ in range(whole):
        tree.price[node] += change
        node = tree.following[node]


@njit(cache=True)
def _resize(tree: Tree, node: int, end: int, change: int) -> None:
    while node != end:
        tree.size[node] += change
        node = tree.parent[node]


@njit(cache=True)
def _take_out(tree: Tree, top: int) -> None:
    """Take the subtree of a node out of the ring; it becomes a ring of its own."""
    before, last = tree.before[top], tree.last[top]
    after = tree.following[last]
    tree.following[before], tree.before[after] = after, before
    tree.following[last], tree.before[top] = top, last
    above = tree.parent[top]
    while above != NONE and tree.last[above] == last:
        tree.last[above] = before
        above = tree.parent[above]


@njit(cache=True)
def _put_in(tree: Tree, top: int, parent: int) -> None:
    """Put a ring of its own into that of the parent of its top, right behind it."""
    last, after = tree.last[top], tree.following[parent]
    tree.following[parent], tree.before[top] = top, parent
    tree.following[last], tree.before[after] = after, last
    above = parent
    while above != NONE and tree.last[above] == parent:
        tree.last[above] = last
        above = tree.parent[above]


@njit(cache=True)
def _turn_round(tree: Tree, top: int, inner: int, path: Nodes) -> None:
    """Make a node the top of a tree of its own, whose top is another one."""
    whole, length, node = tree.size[top], 0, inner
    while node != top:
        path[length] = node
        length += 1
        node = tree.parent[node]
    tree.parent[top] = NONE
    while length > 0:
        length -= 1
        old, top = top, path[length]
        _take_out(tree, top)
        tree.parent[top], tree.parent[old] = NONE, top
        tree.arc[old], tree.upward[old] = tree.arc[top], 1 - tree.upward[top]
        tree.size[old], tree.size[top] = whole - tree.size[top], whole
        _put_in(tree, old, top)
