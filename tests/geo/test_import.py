"""``manage.py import_regions``: surveyed boundaries, all of them or none."""

import copy
import gzip
from pathlib import Path

import pytest
import shapely
from django.contrib.gis.geos import Point

from geo.models import Boundary, Generation
from geo.projection import shapes_to_metres
from geo.queries import kelurahan_code_at
from geo.shapes import region_outlines
from tests.geo.conftest import Collection, moved
from tests.geo.importing import Write, current, feature, run, write_other

pytestmark = pytest.mark.django_db


def test_the_first_generation_is_kept_and_the_new_one_current(
    gambir: Collection, written: Write
) -> None:
    run(written(gambir), name="BIG 2024")
    old, new = Generation.objects.order_by("pk")
    assert (old.name, old.is_current) == ("voronoi", False)
    assert (new.name, new.source, new.is_current) == ("BIG 2024", "boundaries.geojson", True)
    assert old.boundaries.count() == new.boundaries.count() == 318


def test_imported_kelurahan_are_surveyed_and_the_rest_stay_approximate(
    gambir: Collection, written: Write
) -> None:
    run(written(gambir))
    surveyed = set(
        Boundary.objects.current().filter(approximate=False).values_list("region_id", flat=True)
    )
    kelurahan = {f"31.71.01.{number}" for number in range(1001, 1007)}
    # The kecamatan is all surveyed; the city and the province are not.
    assert surveyed == {*kelurahan, "31.71.01"}


def test_upper_levels_are_joined_from_the_imported(gambir: Collection, written: Write) -> None:
    shape = shapely.geometry.shape(feature(gambir, "31.71.01.1002")["geometry"])
    smaller = shapely.affinity.scale(shape, 0.5, 0.5)
    feature(gambir, "31.71.01.1002")["geometry"] = shapely.geometry.mapping(smaller)
    before = current("31.71.01").shape.area
    run(written(gambir))
    # Half as wide and half as high is a quarter: three quarters of it are gone.
    assert before - current("31.71.01").shape.area == pytest.approx(0.75 * shape.area)


def test_the_report_tells_what_changed(gambir: Collection, written: Write) -> None:
    moved(feature(gambir, "31.71.01.1002"), lambda x, y: (x - 0.01, y))
    gambir["features"] = [feature(gambir, code) for code in ("31.71.01.1001", "31.71.01.1002")]
    report = run(written(gambir))
    # 267 kelurahan less the two in the file.
    assert "0 added, 1 changed, 1 unchanged, 265 missing from the file, 1 moved" in report
    assert "2 were approximate before" in report
    assert "31.71.01.1002 Cideng" in report
    # 0.01° of longitude are 1,107 m at 6° south.
    assert "1107 m" in report or "1106 m" in report


def test_regions_left_out_keep_what_the_others_left_them(
    gambir: Collection, written: Write
) -> None:
    # Gambir moves 440 m to the west, over its neighbours.
    gambir["features"] = [feature(gambir, "31.71.01.1001")]
    moved(gambir["features"][0], lambda x, y: (x - 0.004, y))
    run(written(gambir))
    taken = current("31.71.01.1001").shape
    others = Boundary.objects.current().at_level("kelurahan").exclude(region="31.71.01.1001")
    assert others.count() == 266
    for left_out in others:
        assert left_out.shape.intersection(taken).area < 1e-12


def test_a_dry_run_reports_and_writes_nothing(gambir: Collection, written: Write) -> None:
    report = run(written(gambir), dry_run=True)
    assert "6 unchanged" in report
    assert "Nothing was written." in report
    assert Generation.objects.get().name == "voronoi"


def test_another_known_reference_system_is_reprojected(gambir: Collection, tmp_path: Path) -> None:
    shapes = [shapely.geometry.shape(each["geometry"]) for each in gambir["features"]]
    path = tmp_path / "utm.gpkg"
    write_other(path, gambir, crs="EPSG:32748", shapes=shapes_to_metres(shapes))
    assert "6 unchanged" in run(path)
    assert current("31.71.01.1001").shape.equals_exact(
        Boundary.objects.get(region_id="31.71.01.1001", approximate=True).shape, 1e-8
    )


def test_a_shapefile_is_read_with_undotted_codes(gambir: Collection, tmp_path: Path) -> None:
    for each in gambir["features"]:
        each["properties"]["code"] = each["properties"]["code"].replace(".", "")
    assert "6 unchanged" in run(write_other(tmp_path / "b.shp", gambir, crs="EPSG:4326"))


def test_a_ring_that_touches_itself_is_repaired_and_reported(
    gambir: Collection, written: Write
) -> None:
    shape = shapely.geometry.shape(feature(gambir, "31.71.01.1001")["geometry"])
    corners = shapely.get_coordinates(shape).tolist()
    # A spike out and back along the same line encloses nothing.
    spike = [corners[0], [corners[0][0] + 0.001, corners[0][1] + 0.001], *corners]
    feature(gambir, "31.71.01.1001")["geometry"] = {"type": "Polygon", "coordinates": [spike]}
    report = run(written(gambir))
    assert "Repaired:\n  31.71.01.1001 Gambir" in report
    assert current("31.71.01.1001").shape.valid


def test_a_coarser_level_can_be_imported_alone(gambir: Collection, written: Write) -> None:
    one = copy.deepcopy(gambir["features"][0])
    shapes = [shapely.geometry.shape(each["geometry"]) for each in gambir["features"]]
    one["properties"] = {"code": "31.71.01"}
    one["geometry"] = shapely.geometry.mapping(shapely.union_all(shapes))
    run(written({"type": "FeatureCollection", "features": [one]}), level="kecamatan")
    assert not current("31.71.01").approximate
    assert current("31.71.01.1001").approximate
    assert Boundary.objects.current().count() == 318


def test_small_overlaps_are_imported_and_drawn(gambir: Collection, written: Write) -> None:
    for each in gambir["features"]:
        shape = shapely.geometry.shape(each["geometry"])
        each["geometry"] = shapely.geometry.mapping(shapely.affinity.scale(shape, 1.01, 1.01))
    run(written(gambir))
    drawn = region_outlines("kelurahan", "31.71.01")
    assert drawn is not None
    assert all(outline.path for outline in drawn.main.outlines)
    assert len(drawn.main.outlines) == 6


# The surveyed boundaries of Jakarta


@pytest.fixture
def surveyed(surveyed_data: Path) -> Path:
    return surveyed_data / "regions" / "jakarta_kelurahan.geojson"


def test_surveyed_boundaries_replace_all_approximate_ones(surveyed: Path) -> None:
    report = run(surveyed, parent_field="kecamatan_code")
    assert "0 added, 267 changed, 0 unchanged, 0 missing from the file" in report
    assert "267 were approximate before" in report
    assert Boundary.objects.current().filter(approximate=False).count() == 318
    assert "267 unchanged" in run(surveyed)


def test_joined_levels_are_those_of_the_survey(surveyed: Path, surveyed_data: Path) -> None:
    run(surveyed)
    joined = run(surveyed_data / "regions" / "jakarta_kecamatan.geojson", level="kecamatan")
    assert "0 changed, 44 unchanged" in joined
    joined = run(surveyed_data / "regions" / "jakarta_kota.geojson", level="city")
    assert "0 changed, 6 unchanged" in joined


def test_with_surveyed_boundaries_every_place_is_in_its_kelurahan(
    surveyed: Path, places: list[dict[str, str]]
) -> None:
    run(surveyed)
    shapes = {
        boundary.region_id: shapely.from_wkb(bytes(boundary.shape.wkb))
        for boundary in Boundary.objects.current().at_level("kelurahan")
    }
    for place in places:
        point = shapely.Point(float(place["lon"]), float(place["lat"]))
        assert shapes[place["kelurahan_code"]].intersects(point), place
    for place in places[::40]:
        assert kelurahan_code_at(point_of(place)) == place["kelurahan_code"]


def point_of(place: dict[str, str]) -> Point:
    return Point(float(place["lon"]), float(place["lat"]), srid=4326)


def test_surveyed_maps_are_small_enough_for_a_phone(surveyed: Path) -> None:
    run(surveyed)
    for level, most in (("kecamatan", 25_000), ("kelurahan", 60_000)):
        drawn = region_outlines(level)
        assert drawn is not None
        assert drawn.islands is not None
        assert not drawn.approximate
        outlines = (*drawn.main.outlines, *drawn.islands.outlines)
        assert len(gzip.compress("".join(each.path for each in outlines).encode())) < most
