"""Degrees become metres as exactly as the tool says, anywhere on Earth."""

from pathlib import Path

import numpy as np
import pytest
from geopy.distance import geodesic

from matching.problem import Floats
from matching.tool.inputs import read_inputs
from matching.tool.places import MOST_FROM_CENTRE_M, plane_of
from tests.matching.sheets import OFFER, faults_of, needs_file, offers_file, told

CITIES = {
    "Jakarta": (106.8272, -6.1754),
    "Suva, by the date line": (179.99, -18.1),
    "Quito, on the equator": (-78.5, 0.0),
    "Longyearbyen": (15.6, 78.2),
    "the North Pole": (0.0, 90.0),
}


def around(city: str, metres: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Places up to so far from a city, some of them at the rim with a neighbour 1 km away."""
    lon, lat = CITIES[city]
    rim = [
        geodesic(meters=metres).destination((lat, lon), bearing)
        for bearing in np.linspace(0, 330, 12)
    ]
    near = [geodesic(kilometers=1).destination(spot, rng.uniform(0, 360)) for spot in rim]
    inside = [
        geodesic(meters=metres * np.sqrt(rng.random())).destination((lat, lon), rng.uniform(0, 360))
        for _ in range(12)
    ]
    return [(spot.longitude, spot.latitude) for spot in (*rim, *near, *inside)]


def columns(places: list[tuple[float, float]]) -> tuple[Floats, Floats]:
    lon, lat = np.array(places).T
    return lon, lat


@pytest.mark.parametrize("metres", [1_000, 30_000, 470_000])
@pytest.mark.parametrize("city", CITIES)
def test_ways_in_the_plane_are_as_exact_as_stated(city: str, metres: float) -> None:
    """Against the geodesic on WGS 84: longer by no more than `error`, shorter by a millionth at
    most. Coordinates are whole millimetres, so 2 mm are forgiven."""
    places = around(city, metres, np.random.default_rng(11))
    plane = plane_of(*columns(places))
    for first in range(len(places)):
        for second in (first + 1, first + 12, first + 24):
            if second >= len(places):
                continue
            true = geodesic(places[first][::-1], places[second][::-1]).m
            flat = float(np.hypot(*(plane.point[first] - plane.point[second])))
            assert true * (1 - 1e-6) - 0.002 <= flat <= true * (1 + plane.error) + 0.002


def test_the_error_is_below_a_tenth_of_a_percent_as_far_as_places_may_be() -> None:
    """(480 / 6335)² / 6 = 0.00096."""
    lon, lat = columns([(0.0, -4.3), (0.0, 4.3)])
    plane = plane_of(lon, lat)
    assert 474_000 < plane.farthest_m < MOST_FROM_CENTRE_M
    assert 0.0009 < plane.error < 0.001
    assert not plane.too_far.any()


def test_the_plane_lies_in_the_middle_of_the_places_not_of_the_crowd() -> None:
    """99 in one spot and one 400 km away: seen from the crowd 400 km, from the middle 200 km."""
    plane = plane_of(*columns([(0.0, 0.0)] * 99 + [(0.0, 3.6)]))
    assert plane.farthest_m == pytest.approx(199_000, rel=0.01)


@pytest.mark.parametrize(
    "wild", [(0.0, 0.0), (-6.2, 80.0), (106.8 - 180, 6.2), (119.4, -5.1)],
    ids=["nowhere", "swapped", "the other side of the Earth", "Makassar"],
)  # fmt: skip
def test_a_wild_place_is_refused_on_its_own_line(tmp_path: Path, wild: tuple[float, float]) -> None:
    rows = [f"N{n},106.8,-6.2,meal,1,1," for n in range(3)]
    rows.insert(1, f"W,{wild[0]},{wild[1]},meal,1,1,")
    needs = needs_file(tmp_path, *rows)
    found = faults_of(lambda: read_inputs(needs, offers_file(tmp_path, OFFER)))
    assert told(found) == [("needs.csv", 3, "lon, lat", "too-far-apart")]


def test_a_wild_offer_is_refused_in_its_own_file(tmp_path: Path) -> None:
    """From Jakarta to 0, 0 it is 11,877 km."""
    needs = needs_file(tmp_path, *(f"N{n},106.8,-6.2,meal,1,1," for n in range(3)))
    offers = offers_file(tmp_path, OFFER, "B,0,0,meal,1,9", OFFER.replace("A", "C"))
    found = faults_of(lambda: read_inputs(needs, offers))
    assert told(found) == [("offers.csv", 3, "lon, lat", "too-far-apart")]
    assert found[0].reason.startswith("is 11877 km from the middle of all places")


def test_the_same_degrees_are_the_same_point() -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(106, 107, 101), rng.uniform(-7, -6, 101)
    plane = plane_of(np.concatenate((lon, lon[::-1])), np.concatenate((lat, lat[::-1])))
    assert np.array_equal(plane.point[:101], plane.point[101:][::-1])
    # Rounding errors of one processor or another stay below a millimetre.
    assert np.array_equal(plane.point, np.round(plane.point, 3))


def test_no_places_are_no_trouble() -> None:
    plane = plane_of(np.empty(0), np.empty(0))
    assert (plane.point.shape, plane.error) == ((0, 2), 0.0)
