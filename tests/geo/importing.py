"""Running ``manage.py import_regions``, and files to run it on."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from django.core.management import CommandError, call_command

from geo.models import Boundary, Generation
from tests.geo.conftest import Collection

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
