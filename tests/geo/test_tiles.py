"""Vector tiles, read back by GDAL."""

import math
from pathlib import Path

import pyogrio
import pyogrio.raw
import pytest
import shapely
from django.test import Client

from geo.models import Boundary, Generation
from geo.projection import shapes_from, shapes_to_metres

pytestmark = [pytest.mark.django_db, pytest.mark.urls("geo.urls")]

MONAS = (106.8272, -6.1754)
GAMBIR = "31.71.01.1001"


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Column and row of the tile (slippy map numbering)."""
    across = (lon + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int(across * 2**z), int(down * 2**z)


def url(z: int, lon: float = MONAS[0], lat: float = MONAS[1]) -> str:
    x, y = tile_of(lon, lat, z)
    return f"/regions/{z}/{x}/{y}.mvt"


@pytest.fixture
def saved(client: Client, tmp_path: Path) -> Path:
    """The tile of zoom 12 around Monas, as a file."""
    path = tmp_path / "tile.mvt"
    path.write_bytes(client.get(url(12)).content)
    return path


def layers(path: Path) -> set[str]:
    return {name for name, _ in pyogrio.list_layers(path).tolist()}


def test_a_tile_holds_the_outlines_where_they_are(saved: Path) -> None:
    x, y = tile_of(*MONAS, 12)
    meta, _, shapes, columns = pyogrio.raw.read(saved, layer="kelurahan", X=x, Y=y, Z=12)
    table = dict(zip(meta["fields"], columns, strict=True))
    index = table["code"].tolist().index(GAMBIR)
    assert table["name"][index] == "Gambir"
    assert table["level"][index] == "kelurahan"
    assert bool(table["approximate"][index])
    assert "households" not in table
    drawn = shapes_from(meta["crs"], [shapely.from_wkb(shapes[index])])
    boundary = Boundary.objects.current().get(region_id=GAMBIR)
    kept = [shapely.from_wkb(bytes(boundary.shape.wkb))]
    (drawn_metres,), (kept_metres,) = shapes_to_metres(drawn), shapes_to_metres(kept)
    # One of 4,096 units of a tile of zoom 12 is 2.4 m.
    assert shapely.hausdorff_distance(drawn_metres, kept_metres) < 2.4


def test_deeper_zooms_have_more_layers(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "tile.mvt"
    for z, expected in (
        (8, {"city"}),
        (9, {"city", "kecamatan"}),
        (11, {"city", "kecamatan", "kelurahan"}),
    ):
        path.write_bytes(client.get(url(z)).content)
        assert layers(path) == expected


def test_a_tile_without_regions_is_empty(client: Client) -> None:
    response = client.get(url(12, 110.4, -7.0))
    assert response.status_code == 204
    assert response.content == b""


@pytest.mark.parametrize("path", ["12/4096/0", "12/0/4096", "19/0/0", "99999/0/0"])
def test_what_is_no_tile_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/regions/{path}.mvt").status_code == 404


def test_a_tile_is_cached_until_the_boundaries_change(client: Client) -> None:
    first = client.get(url(12))
    assert first["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "max-age=3600" in first["Cache-Control"]
    again = {"If-None-Match": first["ETag"]}
    assert client.get(url(12), headers=again).status_code == 304
    old = Generation.objects.get()
    Generation.objects.update(is_current=False)
    Generation.objects.create(name="next", imported_at=old.imported_at, is_current=True)
    assert client.get(url(12), headers=again).status_code == 204


def test_tiles_are_only_read(client: Client) -> None:
    assert client.post(url(12)).status_code == 405
