"""Outlines as SVG paths."""

import gzip
import re
from itertools import pairwise

import pytest
import shapely

from geo.models import Generation
from geo.shapes import Panel, RegionMap, RegionOutline, region_outlines

pytestmark = pytest.mark.django_db

RING = re.compile(r"M(-?\d+) (-?\d+)l([^z]*)z")


def drawn(level: str, within: str = "31") -> RegionMap:
    found = region_outlines(level, within)
    assert found is not None
    return found


def polygon(outline: RegionOutline) -> shapely.Geometry:
    """Path data read back: the exterior rings of an outline without holes."""
    rings = []
    for x, y, steps in RING.findall(outline.path):
        corners = [(int(x), int(y))]
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            corners.append((corners[-1][0] + dx, corners[-1][1] + dy))
        rings.append(shapely.Polygon(corners))
    return shapely.union_all(rings)


def test_paths_are_closed_rings_of_whole_numbers() -> None:
    for outline in drawn("kelurahan").main.outlines:
        assert re.fullmatch(r"(M\d+ \d+l(-?\d+[ ]?)+z)+", outline.path), outline.path


def test_every_region_is_drawn_inside_its_panel() -> None:
    whole = drawn("kelurahan")
    assert whole.islands is not None
    assert len(whole.main.outlines) == 261
    assert len(whole.islands.outlines) == 6
    for panel in (whole.main, whole.islands):
        for outline in panel.outlines:
            left, top, right, bottom = polygon(outline).bounds
            assert 0 <= left < right <= panel.width == 1_000
            assert 0 <= top < bottom <= panel.height
            assert (
                polygon(outline).buffer(1).contains(shapely.Point(outline.label_x, outline.label_y))
            )


def test_neighbours_leave_no_gap_and_overlap_nowhere() -> None:
    shapes = [polygon(outline) for outline in drawn("kecamatan").main.outlines]
    whole = shapely.union_all(shapes)
    # Where whole numbers bend an edge at a corner that only one side has, slivers remain.
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=0.002)
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    assert sum(shapely.Polygon(ring).area for ring in holes) < 0.002 * whole.area


def test_north_is_up_and_east_is_right() -> None:
    at = {outline.code: outline for outline in drawn("kecamatan").main.outlines}
    cilincing, jagakarsa, kalideres = at["31.72.04"], at["31.74.09"], at["31.73.06"]
    assert cilincing.label_y < jagakarsa.label_y
    assert kalideres.label_x < cilincing.label_x


def test_a_unit_is_as_many_metres_as_the_panel_says() -> None:
    panel = drawn("kecamatan").main
    square_km = (panel.metres_per_unit / 1_000) ** 2
    # Jakarta without its islands is 650 km²; the drawn land is within 5 % of it.
    area = shapely.union_all([polygon(outline) for outline in panel.outlines]).area * square_km
    assert area == pytest.approx(650, rel=0.05)


def size(panel: Panel) -> int:
    return len(gzip.compress("".join(outline.path for outline in panel.outlines).encode()))


def test_drawn_maps_are_small() -> None:
    assert size(drawn("kecamatan").main) < 5_000
    assert size(drawn("kelurahan").main) < 10_000


def test_a_map_of_one_city_holds_its_regions_only() -> None:
    barat = drawn("kelurahan", "31.73")
    assert barat.islands is None
    assert len(barat.main.outlines) == 56
    assert all(outline.code.startswith("31.73.") for outline in barat.main.outlines)


def test_the_islands_alone_are_the_main_panel() -> None:
    islands = drawn("kelurahan", "31.01")
    assert islands.islands is None
    assert len(islands.main.outlines) == 6


def test_a_map_of_nothing_is_none() -> None:
    assert region_outlines("kelurahan", "31.99") is None
    Generation.objects.update(is_current=False)
    assert region_outlines("kelurahan") is None


def test_drawn_outlines_say_that_they_are_approximate() -> None:
    assert drawn("city").approximate


def test_labels_of_neighbours_differ() -> None:
    labels = sorted(
        (outline.label_x, outline.label_y) for outline in drawn("kelurahan").main.outlines
    )
    assert all(one != other for one, other in pairwise(labels))
