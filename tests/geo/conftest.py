"""What the tests about places share. Each database holds the table and the drawn cells."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.conf import settings

from geo.models import Boundary

SURVEYED = settings.BASE_DIR.parent / "shared" / "data"

Collection = dict[str, Any]


@pytest.fixture
def surveyed_data() -> Path:
    """The folder of surveyed boundaries and places, beside the checkout."""
    if not SURVEYED.is_dir():
        pytest.skip(f"no surveyed boundaries in {SURVEYED}")
    return SURVEYED


@pytest.fixture
def places(surveyed_data: Path) -> list[dict[str, str]]:
    """1,154 hospitals, markets and offices of Jakarta, with the kelurahan of each."""
    with (surveyed_data / "places" / "jakarta_places.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["kelurahan_code"]]


@pytest.fixture
def gambir(db: None) -> Collection:
    """A faultless file: the six kelurahan of Gambir, as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": boundary.region_id, "parent": "31.71.01"},
                "geometry": json.loads(boundary.shape.geojson),
            }
            for boundary in Boundary.objects.current()
            .at_level("kelurahan")
            .within_region("31.71.01")
            .order_by("region_id")
        ],
    }


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Collection], Path]:
    """Writes a collection to a GeoJSON file."""

    def write(collection: Collection) -> Path:
        path = tmp_path / "boundaries.geojson"
        path.write_text(json.dumps(collection), encoding="utf-8")
        return path

    return write


def moved(feature: dict[str, Any], move: Callable[[float, float], tuple[float, float]]) -> None:
    """Put every corner of a feature elsewhere."""
    shape = shapely.geometry.shape(feature["geometry"])
    feature["geometry"] = shapely.geometry.mapping(
        shapely.transform(shape, lambda corners: [move(x, y) for x, y in corners])
    )
