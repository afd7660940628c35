"""Vector tiles, read back by GDAL."""

import math
from pathlib import Path
from typing import Any

import pyogrio
import pyogrio.raw
import pytest
import shapely
from django.test import Client

from api import tiles
from geo.models import Boundary, Generation, Region
from geo.projection import shapes_from, shapes_to_metres
from people import throttles
from tests.factories import HOME, KECAMATAN, pledged, published, verified

Rows = dict[str, dict[str, Any]]

pytestmark = pytest.mark.django_db

MONAS = (106.8272, -6.1754)
GAMBIR = "31.71.01.1001"
NEXT_TO_HOME = "31.73.01.1006"


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    """Column and row of the tile (slippy map numbering)."""
    across = (lon + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int(across * 2**z), int(down * 2**z)


def url(z: int, spot: tuple[float, float] = MONAS, layer: str = "regions") -> str:
    x, y = tile_of(*spot, z)
    return f"/tiles/{layer}/{z}/{x}/{y}.mvt"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What earlier tests drew is not what this one's figures say."""
    tiles.forget()


def features(content: bytes, z: int, spot: tuple[float, float], layer: str, path: Path) -> Rows:
    """What each region's feature tells, by code."""
    path.write_bytes(content)
    x, y = tile_of(*spot, z)
    meta, _, _, columns = pyogrio.raw.read(path, layer=layer, X=x, Y=y, Z=z)
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    return {row["code"]: row for row in rows}


def point_of(code: str) -> tuple[float, float]:
    point = Region.objects.get(pk=code).point
    return point.x, point.y


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
    response = client.get(url(12, (110.4, -7.0)))
    assert response.status_code == 204
    assert response.content == b""


@pytest.mark.parametrize("path", ["12/4096/0", "12/0/4096", "19/0/0", "99999/0/0"])
def test_what_is_no_tile_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/tiles/regions/{path}.mvt").status_code == 404


def test_an_unknown_layer_is_not_found(client: Client) -> None:
    assert client.get(url(12, layer="people")).status_code == 404


def test_regions_tell_their_public_figures_and_no_more(client: Client, tmp_path: Path) -> None:
    """7 packages of Rp200,000 are told exactly of the kecamatan, as 5 of the kelurahan, where 3
    of another are few."""
    verified(quantity=7)
    verified(quantity=3, region=NEXT_TO_HOME)
    spot, path = point_of(HOME), tmp_path / "tile.mvt"
    content = client.get(url(11, spot)).content
    kecamatan = features(content, 11, spot, "kecamatan", path)[KECAMATAN]
    kelurahan = features(content, 11, spot, "kelurahan", path)
    assert (kecamatan["asked"], kecamatan["unmet"]) == (2_000_000, 2_000_000)
    assert kelurahan[HOME]["asked"] == 1_000_000
    assert kelurahan[NEXT_TO_HOME]["few"] and not kelurahan[NEXT_TO_HOME]["asked"] > 0


def test_offers_are_told_in_clusters_of_fives(client: Client, tmp_path: Path) -> None:
    """7 and 2 open offers; pledges are none."""
    for _ in range(7):
        published()
    published(region=NEXT_TO_HOME)
    pledged(verified())
    spot, path = point_of(HOME), tmp_path / "tile.mvt"
    content = client.get(url(11, spot, "offers")).content
    found = features(content, 11, spot, "offers", path)
    assert found[HOME]["offers"] == 5
    assert found[NEXT_TO_HOME]["few"] and not found[NEXT_TO_HOME]["offers"] > 0


def test_a_tile_changes_once_a_told_figure_does(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fifth and sixth offer tell nothing new, an eighth does."""
    monkeypatch.setattr(tiles, "FRESH_SECONDS", 0.0)
    spot = point_of(HOME)
    tags = []
    for _ in range(8):
        published()
        tags.append(client.get(url(11, spot, "offers"))["ETag"])
    assert len(set(tags[:4])) == len(set(tags[4:7])) == 1
    assert len(set(tags)) == 3


def test_tile_that_is_kept_asks_the_database_nothing(
    client: Client, django_assert_num_queries: object
) -> None:
    client.get(url(12))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get(url(12)).status_code == 200


def test_a_tile_is_cached_until_the_boundaries_change(client: Client) -> None:
    first = client.get(url(12))
    assert first["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "max-age=10" in first["Cache-Control"]
    # Maps of other sites draw it too.
    assert first["Access-Control-Allow-Origin"] == "*"
    again = {"If-None-Match": first["ETag"]}
    assert client.get(url(12), headers=again).status_code == 304
    old = Generation.objects.get()
    Generation.objects.update(is_current=False)
    Generation.objects.create(name="next", imported_at=old.imported_at, is_current=True)
    tiles.forget()
    assert client.get(url(12), headers=again).status_code == 204


def test_tiles_are_only_read(client: Client) -> None:
    assert client.post(url(12)).status_code == 405


def test_tiles_count_as_reads_of_a_network(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "READS", {"network": throttles.Rate(1, 3_600)})
    assert client.get(url(12)).status_code == 200
    refused = client.get(url(13))
    assert refused.status_code == 429
    assert 3_590 <= int(refused["Retry-After"]) <= 3_600
    assert refused["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in refused
