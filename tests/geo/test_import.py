"""``manage.py import_regions``: surveyed boundaries, all of them or none."""

import copy
import gzip
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from geo.models import Boundary, Generation, Region
from geo.projection import shapes_to_metres
from geo.shapes import region_outlines
from tests.geo.conftest import Collection, moved

pytestmark = pytest.mark.django_db

Write = Callable[[Collection], Path]


def run(path: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_regions", path, stdout=out, **options)
    return out.getvalue()


def refusal(path: Path, **options: Any) -> str:
    """The message of a refused import, after checking that nothing was written."""
    before = list(Generation.objects.values_list("pk", "is_current"))
    boundaries = Boundary.objects.count()
    with pytest.raises(CommandError) as refused:
        run(path, **options)
    assert list(Generation.objects.values_list("pk", "is_current")) == before
    assert Boundary.objects.count() == boundaries
    return str(refused.value)


def current(code: str) -> Boundary:
    return Boundary.objects.current().get(region_id=code)


def feature(collection: Collection, code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in collection["features"] if each["properties"]["code"] == code
    )
    return found


def recode(collection: Collection, old: str, new: str | None) -> None:
    feature(collection, old)["properties"]["code"] = new


def write_other(path: Path, collection: Collection, **options: Any) -> Path:
    """The collection in another format than GeoJSON, by the ending of ``path``."""
    features = collection["features"]
    shapes = [shapely.geometry.shape(each["geometry"]) for each in features]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(options.pop("shapes", shapes), dtype=object)),
        [np.array([each["properties"]["code"] for each in features], dtype=object)],
        ["code"],
        geometry_type="MultiPolygon",
        **options,
    )
    return path


# What is taken


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


# What is refused


def test_swapped_latitude_and_longitude_are_refused_by_name(
    gambir: Collection, written: Write
) -> None:
    for each in gambir["features"]:
        moved(each, lambda x, y: (y, x))
    assert "latitude and longitude are swapped" in refusal(written(gambir))


def test_metres_that_claim_to_be_degrees_are_refused(gambir: Collection, written: Write) -> None:
    for each in gambir["features"]:
        (flat,) = shapes_to_metres([shapely.geometry.shape(each["geometry"])])
        each["geometry"] = shapely.geometry.mapping(flat)
    message = refusal(written(gambir))
    assert "is not Jakarta" in message
    assert "coordinate reference system" in message


def test_the_wrong_zone_is_refused(gambir: Collection, tmp_path: Path) -> None:
    shapes = [shapely.geometry.shape(each["geometry"]) for each in gambir["features"]]
    path = tmp_path / "utm.gpkg"
    write_other(path, gambir, crs="EPSG:32749", shapes=shapes_to_metres(shapes))
    assert "is not Jakarta" in refusal(path)


def test_a_file_without_a_reference_system_is_refused(gambir: Collection, tmp_path: Path) -> None:
    path = write_other(tmp_path / "b.shp", gambir, crs="EPSG:4326")
    path.with_suffix(".prj").unlink()
    assert "doesn't say in which coordinate reference system" in refusal(path)


def test_a_reference_system_of_nowhere_is_refused(gambir: Collection, tmp_path: Path) -> None:
    path = write_other(tmp_path / "b.shp", gambir, crs="EPSG:4326")
    path.with_suffix(".prj").write_text('LOCAL_CS["our own",UNIT["metre",1]]')
    assert "coordinate reference system" in refusal(path)


def test_a_bow_tie_is_refused_by_name(gambir: Collection, written: Write) -> None:
    west, south, east, north = 106.81, -6.18, 106.82, -6.17
    bow_tie = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    feature(gambir, "31.71.01.1002")["geometry"] = {"type": "Polygon", "coordinates": [bow_tie]}
    message = refusal(written(gambir))
    assert "feature 2 (31.71.01.1002): Self-intersection" in message


def test_an_open_ring_is_refused_by_name(gambir: Collection, written: Write) -> None:
    open_ring = [[106.81, -6.18], [106.82, -6.18], [106.82, -6.17]]
    feature(gambir, "31.71.01.1002")["geometry"] = {"type": "Polygon", "coordinates": [open_ring]}
    assert "feature 2 (31.71.01.1002): it has no shape" in refusal(written(gambir))


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        (None, "it has no shape"),
        ({"type": "Polygon", "coordinates": []}, "it has no shape"),
        ({"type": "Point", "coordinates": [106.8, -6.2]}, "it is a Point, not a polygon"),
        (
            {"type": "LineString", "coordinates": [[106.8, -6.2], [106.9, -6.2]]},
            "it is a LineString, not a polygon",
        ),
    ],
)
def test_what_is_no_polygon_is_refused_by_name(
    gambir: Collection, written: Write, geometry: Any, fault: str
) -> None:
    feature(gambir, "31.71.01.1003")["geometry"] = geometry
    assert f"feature 3 (31.71.01.1003): {fault}" in refusal(written(gambir))


def test_a_code_twice_is_refused(gambir: Collection, written: Write) -> None:
    recode(gambir, "31.71.01.1003", "31.71.01.1002")
    message = refusal(written(gambir))
    assert "feature 3 (31.71.01.1002): feature 2 has this code already" in message


def test_an_unknown_code_is_refused(gambir: Collection, written: Write) -> None:
    recode(gambir, "31.71.01.1003", "31.71.01.1099")
    assert "feature 3 (31.71.01.1099): no region has this code" in refusal(written(gambir))


def test_a_missing_code_is_refused(gambir: Collection, written: Write) -> None:
    recode(gambir, "31.71.01.1003", None)
    assert "feature 3 (without code): it has no code" in refusal(written(gambir))


def test_codes_of_another_level_are_refused(gambir: Collection, written: Write) -> None:
    recode(gambir, "31.71.01.1003", "31.71.01")
    assert "Gambir is a kecamatan, not a kelurahan" in refusal(written(gambir))


def test_bps_codes_are_refused_by_name(gambir: Collection, written: Write) -> None:
    """BPS 3173 is Jakarta Pusat, Kemendagri 31.73 is Jakarta Barat."""
    for each in gambir["features"]:
        old = each["properties"]["code"]
        each["properties"]["code"] = old.replace("31.71.", "31.73.")
    message = refusal(written(gambir))
    assert "feature 1 (31.73.01.1001): it lies" in message
    assert "are these BPS codes?" in message


def test_a_wrong_parent_is_refused(gambir: Collection, written: Write) -> None:
    assert "6 unchanged" in run(written(gambir), parent_field="parent", dry_run=True)
    feature(gambir, "31.71.01.1003")["properties"]["parent"] = "31.71.02"
    message = refusal(written(gambir), parent_field="parent")
    assert "feature 3 (31.71.01.1003): its parent is 31.71.01, the file says 31.71.02" in message


def test_one_polygon_under_two_codes_is_refused(gambir: Collection, written: Write) -> None:
    twin = feature(gambir, "31.71.01.1001")["geometry"]
    feature(gambir, "31.71.01.1002")["geometry"] = twin
    message = refusal(written(gambir))
    assert "feature 2 (31.71.01.1002): it covers 100 % of feature 1 (31.71.01.1001)" in message


def test_a_file_that_takes_all_land_of_another_is_refused(
    gambir: Collection, written: Write
) -> None:
    one = feature(gambir, "31.71.01.1001")
    shape = shapely.geometry.shape(one["geometry"])
    one["geometry"] = shapely.geometry.mapping(shape.buffer(0.03))
    gambir["features"] = [one]
    assert "others take all of its land" in refusal(written(gambir))


def test_every_fault_is_told_at_once(gambir: Collection, written: Write) -> None:
    recode(gambir, "31.71.01.1003", "31.71.01.1099")
    recode(gambir, "31.71.01.1004", None)
    message = refusal(written(gambir))
    assert "feature 3" in message
    assert "feature 4" in message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.txt", "no boundaries here"),
        ("broken.geojson", '{"type": "FeatureCollection", "features": ['),
        ("empty.geojson", '{"type": "FeatureCollection", "features": []}'),
    ],
)
def test_a_file_that_holds_no_boundaries_is_refused(
    db: None, tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert "is refused" in refusal(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "can't be read" in refusal(tmp_path / "none.geojson")


def test_a_field_that_is_not_there_is_refused(gambir: Collection, written: Write) -> None:
    message = refusal(written(gambir), code_field="kode")
    assert "there is no field 'kode' (fields: code, parent)" in message


def test_without_regions_nothing_can_be_imported(gambir: Collection, written: Write) -> None:
    path = written(gambir)
    Boundary.objects.all().delete()
    Region.objects.all()._raw_delete("default")
    assert "load_regions first" in refusal(path)


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
        found = Region.objects.kelurahan_at(point_of(place))
        assert found is not None
        assert found.code == place["kelurahan_code"]


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
