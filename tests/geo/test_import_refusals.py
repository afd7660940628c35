"""What ``manage.py import_regions`` refuses, writing nothing."""

from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.models import Boundary, Region
from geo.projection import shapes_to_metres
from tests.geo.conftest import Collection, moved
from tests.geo.importing import Write, feature, recode, refusal, run, write_other

pytestmark = pytest.mark.django_db


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
