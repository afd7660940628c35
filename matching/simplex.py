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

from matching.problem import Flags, Ints

Nodes = NDArray[np.int32]
Signs = NDArray[np.int8]

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
    state: Signs


class Tree(NamedTuple):
    """The spanning tree, a row per node.

    parent, arc: the node above and the arc that leads there. upward: 1 where that arc leads to
    the parent. following, before: the ring of all nodes of a tree in which a node comes right
    before its subtree, and last: the last node of that subtree. size: nodes of the subtree.
    price: (nodes,) cost of bringing one unit from the root to the node. to_parent, from_parent:
    how much more can go to the parent and come from there; they hold while `pivot` runs, and then
    stand for the flows of the arcs in the tree, which would be scattered reads.
    """

    parent: Nodes
    arc: Nodes
    upward: Signs
    following: Nodes
    before: Nodes
    last: Nodes
    size: Nodes
    price: Ints
    to_parent: Ints
    from_parent: Ints


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
        to_parent=np.zeros(nodes, dtype=np.int64),
        from_parent=np.zeros(nodes, dtype=np.int64),
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
def pivot(tree: Tree, arcs: Arcs, may_enter: Flags, start: int, most: int) -> tuple[int, int]:
    """Improve the flow by arcs that may enter until none helps, or `most` times.

    may_enter: (arcs,). start: the arc where the search begins. Returns how often the tree was
    changed (fewer than `most` when the flow is optimal) and where the search stands.
    """
    path = np.empty(len(tree.parent), dtype=np.int32)
    # The states of those that may enter, 0 for others.
    sign = np.where(may_enter, arcs.state[: len(may_enter)], np.int8(IN_TREE))
    block = max(64, int(np.sqrt(len(sign))))
    position, done = start, 0
    for node in range(len(tree.parent)):
        if tree.parent[node] != NONE:
            _take_flow(tree, arcs, node)
    while done < most:
        entering, position = _entering(tree, arcs, sign, position, block)
        if entering == NONE:
            break
        leaving = _exchange(tree, arcs, entering, path)
        sign[entering] = arcs.state[entering]
        if may_enter[leaving]:
            sign[leaving] = arcs.state[leaving]
        done += 1
    for node in range(len(tree.parent)):
        if tree.parent[node] != NONE:
            _give_flow(tree, arcs, node)
    return done, position


@njit(cache=True)
def _take_flow(tree: Tree, arcs: Arcs, node: int) -> None:
    """Let a node stand for the flow of the arc to its parent."""
    arc = tree.arc[node]
    flow, left = arcs.flow[arc], arcs.capacity[arc] - arcs.flow[arc]
    tree.to_parent[node] = left if tree.upward[node] else flow
    tree.from_parent[node] = flow if tree.upward[node] else left


@njit(cache=True)
def _give_flow(tree: Tree, arcs: Arcs, node: int) -> None:
    """Let the arc to a node's parent have its flow again."""
    arc = tree.arc[node]
    arcs.flow[arc] = tree.from_parent[node] if tree.upward[node] else tree.to_parent[node]


@njit(cache=True)
def _entering(tree: Tree, arcs: Arcs, sign: Signs, position: int, block: int) -> tuple[int, int]:
    """The arc of the first block that has one which helps, and the best of it; NONE for none."""
    best, found = np.int64(0), NONE
    left = len(sign)
    while left > 0:
        end = min(position + block, len(sign))
        # Slices spare the compiler the check for places counted from the end.
        tail, head = arcs.tail[position:end], arcs.head[position:end]
        cost, side = arcs.cost[position:end], sign[position:end]
        for place in range(len(side)):
            worth = side[place] * (cost[place] + tree.price[tail[place]] - tree.price[head[place]])
            if worth < best:
                best, found = worth, position + place
        left -= end - position
        position = end if end < len(sign) else 0
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
def _exchange(tree: Tree, arcs: Arcs, entering: int, path: Nodes) -> int:
    """Send what fits around the cycle that `entering` closes, and let it replace the arc that
    blocks, which is returned: of several the last one along the cycle, seen from the node where
    its halves meet, so that the tree stays strongly feasible."""
    forwards = arcs.state[entering] == AT_LOWER
    source = arcs.tail[entering] if forwards else arcs.head[entering]
    target = arcs.head[entering] if forwards else arcs.tail[entering]
    room = arcs.capacity[entering] - arcs.flow[entering] if forwards else arcs.flow[entering]
    leaving, on_source_side = NONE, False
    up, down = source, target
    while up != down:
        if tree.size[up] < tree.size[down]:
            here = tree.from_parent[up]
            if here < room:
                room, leaving, on_source_side = here, up, True
            up = tree.parent[up]
        else:
            here = tree.to_parent[down]
            if here <= room:
                room, leaving, on_source_side = here, down, False
            down = tree.parent[down]
    if room > 0:
        arcs.flow[entering] += room if forwards else -room
        _send(tree, source, up, -room)
        _send(tree, target, up, room)
    if leaving == NONE:
        arcs.state[entering] = AT_UPPER if forwards else AT_LOWER
        return entering
    arc = tree.arc[leaving]
    _give_flow(tree, arcs, leaving)
    arcs.state[arc] = AT_LOWER if arcs.flow[arc] == 0 else AT_UPPER
    arcs.state[entering] = IN_TREE
    inner, outer = (source, target) if on_source_side else (target, source)
    _move(tree, arcs, Move(leaving, inner, outer, entering, up), path)
    return int(arc)


@njit(cache=True)
def _send(tree: Tree, node: int, end: int, amount: int) -> None:
    """Send an amount from a node up to one above it (down, where it is negative)."""
    while node != end:
        tree.to_parent[node] -= amount
        tree.from_parent[node] += amount
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
    _take_flow(tree, arcs, inner)
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
        tree.to_parent[old], tree.from_parent[old] = tree.from_parent[top], tree.to_parent[top]
        tree.size[old], tree.size[top] = whole - tree.size[top], whole
        _put_in(tree, old, top)
