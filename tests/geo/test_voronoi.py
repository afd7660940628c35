"""Boundaries to make do with: cells around points."""

import math

import pytest
import shapely

from geo.models import Boundary, Region
from geo.projection import shapes_to_metres, to_degrees
from geo.voronoi import Seed, cells


def seed(code: str, east: float, north: float, area_km2: float) -> Seed:
    point = to_degrees(east, north)
    return Seed(code, point.x, point.y, area_km2)


def in_metres(shapes: dict[str, shapely.MultiPolygon]) -> dict[str, shapely.Geometry]:
    return dict(zip(shapes, shapes_to_metres(shapes.values()), strict=True))


def test_between_two_of_equal_area_the_edge_is_half_way() -> None:
    found = in_metres(
        cells([seed("w", 700_000, 9_310_000, 4.0), seed("e", 701_000, 9_310_000, 4.0)])
    )
    assert found["w"].bounds[2] == pytest.approx(700_500, abs=1.5)
    assert found["e"].bounds[0] == pytest.approx(700_500, abs=1.5)


def test_a_larger_region_reaches_further() -> None:
    # w = 0.5·area/π: 8 km² against 2 km² differ by 954,930 m²; the edge moves
    # from the middle by Δw / 2d = 954,930 / 2,000 = 477 m.
    found = in_metres(
        cells([seed("w", 700_000, 9_310_000, 8.0), seed("e", 701_000, 9_310_000, 2.0)])
    )
    assert found["e"].bounds[0] == pytest.approx(700_500 + 477, abs=1.5)


def test_a_lone_region_is_a_disc_of_its_area() -> None:
    # Drawn with 16 sides, it has 97.4 % of the circle's area.
    (disc,) = in_metres(cells([seed("i", 650_000, 9_370_000, 1.0)])).values()
    assert disc.area == pytest.approx(0.974e6, rel=0.01)
    assert disc.bounds[2] - disc.bounds[0] == pytest.approx(2 * math.sqrt(1e6 / math.pi), abs=25)


@pytest.mark.django_db
def test_cells_of_kelurahan_leave_no_gap_and_overlap_nowhere() -> None:
    shapes = [
        shapely.from_wkb(bytes(boundary.shape.wkb))
        for boundary in Boundary.objects.current().at_level("kelurahan")
    ]
    assert len(shapes) == 267
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()


@pytest.mark.django_db
def test_upper_levels_are_the_unions_of_theirs() -> None:
    shapes = {
        boundary.region_id: shapely.from_wkb(bytes(boundary.shape.wkb))
        for boundary in Boundary.objects.current()
    }
    assert len(shapes) == 318
    for above in Region.objects.exclude(level="kelurahan"):
        below = [
            shape
            for code, shape in shapes.items()
            if code.startswith(above.code + ".") and code.count(".") == 3
        ]
        assert shapes[above.code].area == pytest.approx(sum(shape.area for shape in below))


@pytest.mark.django_db
def test_all_drawn_boundaries_are_approximate() -> None:
    assert not Boundary.objects.current().filter(approximate=False).exists()


@pytest.mark.django_db
def test_the_islands_keep_only_the_water_around_them() -> None:
    # Kepulauan Seribu is 10.6 km² of land in a thousand km² of sea.
    (islands,) = shapes_to_metres(
        [shapely.from_wkb(bytes(Boundary.objects.current().get(region_id="31.01").shape.wkb))]
    )
    assert islands.area < 12e6


@pytest.mark.django_db
def test_three_of_four_places_fall_in_their_kelurahans_cell(places: list[dict[str, str]]) -> None:
    """Measured: 79.1 %, and 76.3 % by the nearest point alone. A suggestion, then, no more."""
    shapes = {
        boundary.region_id: shapely.from_wkb(bytes(boundary.shape.wkb))
        for boundary in Boundary.objects.current().at_level("kelurahan")
    }
    hits = sum(
        shapes[place["kelurahan_code"]].intersects(
            shapely.Point(float(place["lon"]), float(place["lat"]))
        )
        for place in places
    )
    assert len(places) == 1_154
    assert hits / len(places) >= 0.75
