"""Quantities that go in circles are straightened out."""

import numpy as np
import pytest

from matching.network import Network, networks
from matching.problem import Ints, Problem
from matching.solver import combined_cost, optimal_flow
from matching.trips import without_cycles
from tests.matching.instances import POLICY, Ask, Give, make


def of(problem: Problem) -> Network:
    (network,) = networks(problem, POLICY)
    return network


def totals(network: Network, flow: Ints) -> tuple[list[float], list[float]]:
    """Steps per need and per offer."""
    return np.bincount(network.head, flow).tolist(), np.bincount(network.tail, flow).tolist()


def is_forest(network: Network, flow: Ints) -> bool:
    """Whether no two used arcs close a circle."""
    group = list(range(len(network.offer) + len(network.need)))
    for arc in np.flatnonzero(flow).tolist():
        one = group[int(network.tail[arc])]
        other = group[len(network.offer) + int(network.head[arc])]
        if one == other:
            return False
        group = [one if name == other else name for name in group]
    return True


def test_two_donors_at_one_place_do_not_share_two_neighbours() -> None:
    # Arcs by need, then offer: both needs get 1 of each offer; two trips suffice.
    network = of(make([Ask(0, quantity=2)] * 2, [Give(500, quantity=2)] * 2))
    straight = without_cycles(network, np.array([1, 1, 1, 1]))
    assert sorted(straight.tolist()) == [0, 0, 2, 2]
    assert totals(network, straight) == ([2, 2], [2, 2])


def test_smallest_part_of_a_circle_goes() -> None:
    # 3 and 1, 2 and 4: the part of 1 goes to the same need's other offer.
    network = of(make([Ask(0, quantity=4), Ask(0, quantity=6)], [Give(500, quantity=5)] * 2))
    assert without_cycles(network, np.array([3, 1, 2, 4])).tolist() == [4, 0, 1, 5]


def test_what_is_straight_stays_as_it_is() -> None:
    network = of(make([Ask(0, quantity=4), Ask(0, quantity=6)], [Give(500, quantity=5)] * 2))
    assert without_cycles(network, np.array([4, 0, 1, 5])).tolist() == [4, 0, 1, 5]


@pytest.mark.parametrize("seed", range(10))
def test_forest_costs_the_same_where_many_ways_tie(seed: int) -> None:
    # 60 needs and 30 offers at six places: the solver's own flow goes in circles.
    rng = np.random.default_rng(seed)
    needs = [
        Ask(float(place) * 1000, quantity=int(quantity))
        for place, quantity in zip(rng.integers(0, 3, 60), rng.integers(1, 9, 60), strict=True)
    ]
    offers = [
        Give(float(place) * 1500, quantity=int(quantity))
        for place, quantity in zip(rng.integers(0, 3, 30), rng.integers(1, 18, 30), strict=True)
    ]
    network = of(make(needs, offers))
    flow = optimal_flow(network, seed)
    straight = without_cycles(network, flow)
    assert not is_forest(network, flow)
    assert is_forest(network, straight)
    assert totals(network, straight) == totals(network, flow)
    assert combined_cost(network, straight) == combined_cost(network, flow)
    assert (straight >= 0).all()
