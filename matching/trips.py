"""Fewer trips at the same cost.

Where distances tie, an optimal flow may split quantities in circles: two donors at one place each
bring a part to two neighbours. The arcs of such a circle cost nothing in total when it is turned,
or the flow would not be optimal; turning it until one arc is empty saves a trip. What remains is a
forest, so a plan has fewer assignments than needs and offers together (Ahuja, Magnanti, Orlin
1993, section 11.1: cycle-free solutions).
"""

from collections import deque

import numpy as np

from matching.network import Network
from matching.problem import Ints

# Arcs of the forest built so far, by node: the other node and the arc's number.
Forest = list[dict[int, int]]


def without_cycles(network: Network, flow: Ints) -> Ints:
    """An optimal flow with the same totals per need and offer whose used arcs form a forest."""
    turned = flow.copy()
    offers = len(network.offer)
    forest: Forest = [{} for _ in range(offers + len(network.need))]
    for arc in np.flatnonzero(flow).tolist():
        offer, need = int(network.tail[arc]), offers + int(network.head[arc])
        way = _way(forest, need, offer)
        forest[offer][need] = forest[need][offer] = arc
        if way:
            _turn(turned, [arc, *way])
            for empty in [number for number in (arc, *way) if turned[number] == 0]:
                one, other = int(network.tail[empty]), offers + int(network.head[empty])
                del forest[one][other], forest[other][one]
    return turned


def _way(forest: Forest, start: int, end: int) -> list[int]:
    """Arcs of the way from one node to another, none when there is no way."""
    came_by: dict[int, tuple[int, int]] = {start: (start, -1)}
    queue = deque([start])
    while queue and end not in came_by:
        node = queue.popleft()
        for other, arc in forest[node].items():
            if other not in came_by:
                came_by[other] = (node, arc)
                queue.append(other)
    way: list[int] = []
    node = end if end in came_by else start
    while node != start:
        node, arc = came_by[node]
        way.append(arc)
    return way[::-1]


def _turn(flow: Ints, cycle: list[int]) -> None:
    """Empties the smallest part of a cycle, whose arcs alternately lose and gain."""
    smallest = min(range(len(cycle)), key=lambda place: flow[cycle[place]])
    losing, gaining = cycle[smallest % 2 :: 2], cycle[1 - smallest % 2 :: 2]
    amount = flow[losing].min()
    flow[losing] -= amount
    flow[gaining] += amount
