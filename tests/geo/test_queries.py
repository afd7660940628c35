"""Which region is where."""

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.contrib.gis.measure import D
from django.db import connection
from django.utils import timezone

from geo.models import Boundary, Generation, Region
from geo.projection import to_degrees, to_metres
from geo.queries import kelurahan_code_at, shape_in_metres

pytestmark = pytest.mark.django_db


def square(east: float, north: float, size: float) -> MultiPolygon:
    """A square of ``size`` metres with its south-west corner there."""
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return MultiPolygon(
        Polygon([to_degrees(east + x, north + y).coords for x, y in corners]), srid=4326
    )


@pytest.fixture
def two_squares() -> Generation:
    """A current generation of two kelurahan: km squares at 700-701 and 705-706 km east."""
    Generation.objects.update(is_current=False)
    generation = Generation.objects.create(
        name="squares", imported_at=timezone.now(), is_current=True
    )
    for code, east in (("31.71.01.1001", 700_000), ("31.71.01.1002", 705_000)):
        draw(generation, code, east)
    return generation


def draw(generation: Generation, code: str, east: float, **facts: Any) -> None:
    facts = {"approximate": False, "level": "kelurahan", **facts}
    shape = square(east, 9_310_000, 1_000)
    Boundary.objects.create(generation=generation, region_id=code, shape=shape, **facts)


def found_at(east: float, north: float) -> str | None:
    point = to_degrees(east, north)
    found = kelurahan_code_at(point)
    in_order = Region.objects.kelurahan_near(point)
    assert found == in_order.values_list("code", flat=True).first()
    return found


@pytest.mark.usefixtures("two_squares")
def test_the_kelurahan_that_holds_the_point() -> None:
    assert found_at(700_500, 9_310_500) == "31.71.01.1001"
    assert found_at(705_500, 9_310_500) == "31.71.01.1002"


@pytest.mark.usefixtures("two_squares")
def test_outside_all_the_nearest_within_two_kilometres() -> None:
    # 1,900 m east of the first square, 2,100 m west of the second.
    assert found_at(702_900, 9_310_500) == "31.71.01.1001"
    # 2,100 m east of the first, 1,900 m west of the second.
    assert found_at(703_100, 9_310_500) == "31.71.01.1002"


@pytest.mark.usefixtures("two_squares")
def test_farther_than_two_kilometres_is_nowhere() -> None:
    assert found_at(700_500, 9_311_990 + 1_000) == "31.71.01.1001"
    assert found_at(700_500, 9_312_010 + 1_000) is None


def test_where_two_overlap_the_surveyed_one_is_named(two_squares: Generation) -> None:
    Boundary.objects.filter(region_id="31.71.01.1001").update(approximate=True)
    draw(two_squares, "31.71.01.1003", 700_000)
    assert found_at(700_500, 9_310_500) == "31.71.01.1003"


def test_boundaries_of_upper_levels_and_old_generations_name_nothing(
    two_squares: Generation,
) -> None:
    old = Generation.objects.filter(is_current=False).get()
    Boundary.objects.filter(generation=old, region_id="31.71.01.1004").update(
        shape=square(720_000, 9_310_000, 1_000)
    )
    draw(two_squares, "31.71.01", 720_000, level="kecamatan")
    assert found_at(720_500, 9_310_500) is None


def test_every_kelurahan_holds_its_own_point_as_drawn() -> None:
    for region in Region.objects.at_level("kelurahan"):
        assert kelurahan_code_at(region.point) == region.code


def test_nearest_orders_by_metres_on_the_ground() -> None:
    here = Point(106.85, -6.2, srid=4326)
    east, north = to_metres(here)

    def metres(region: Region) -> float:
        there = to_metres(region.point)
        return float(((there[0] - east) ** 2 + (there[1] - north) ** 2) ** 0.5)

    kelurahan = sorted(Region.objects.at_level("kelurahan"), key=metres)
    nearest: list[Any] = list(Region.objects.at_level("kelurahan").nearest(here)[:5])
    assert [region.code for region in nearest] == [region.code for region in kelurahan[:5]]
    # The grid's metre is 0.9996 to 1.0003 of one on the ground.
    for region in nearest:
        assert region.distance.m == pytest.approx(metres(region), rel=5e-4)


def test_within_finds_those_as_near_as_asked_and_no_others() -> None:
    here = Point(106.85, -6.2, srid=4326)
    ordered: list[Any] = list(Region.objects.at_level("kelurahan").nearest(here)[:4])
    reach = ordered[2].distance.m + 0.01
    within = Region.objects.at_level("kelurahan").within(here, reach)
    assert [region.code for region in within] == [region.code for region in ordered[:3]]


def test_within_region_is_the_region_and_its_descendants() -> None:
    found = set(Region.objects.within_region("31.71.01").values_list("code", flat=True))
    assert found == {"31.71.01", *(f"31.71.01.{number}" for number in range(1001, 1007))}
    assert not Region.objects.within_region("31.7").exists()


def test_path_runs_from_the_province_down() -> None:
    names = [region.name for region in Region.objects.path("31.73.01.1006")]
    assert names[2:] == ["Cengkareng", "Cengkareng Timur"]
    assert names[1] == "Kota Administrasi Jakarta Barat"
    assert len(names) == 4


HERE = Point(106.85, -6.2, srid=4326)


def shapes_near(point: Point) -> Any:
    near = Boundary.objects.alias(outline=shape_in_metres("shape"))
    return near.filter(outline__dwithin=(point, D(m=2_000)))


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        # The part of kelurahan_near that an index can answer; the planner may join otherwise.
        (lambda: shapes_near(HERE), "geo_boundary_shape_metres"),
        (lambda: Region.objects.within(HERE, 3_000), "geo_region_point_metres"),
        (lambda: Region.objects.nearest(HERE)[:5], "geo_region_point_metres"),
        (lambda: Region.objects.within_region("31.73.01"), "_like"),
    ],
)
def test_each_question_can_be_answered_from_an_index(ask: Any, index: str) -> None:
    with connection.cursor() as cursor:
        # 318 rows are read faster in one go than by any index; thousands are not.
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in ask().explain()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: kelurahan_code_at(HERE),
        lambda: list(Region.objects.within(HERE, 3_000)),
        lambda: list(Region.objects.nearest(HERE)[:5]),
        lambda: list(Region.objects.path("31.73.01.1006")),
    ],
)
def test_each_question_is_one_statement(ask: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        ask()
