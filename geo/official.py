"""The official regions, province to kelurahan, kept by each process: a few hundred public facts
that change with an import of boundaries only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from django.contrib.gis.geos import Point

from geo.codes import OFFICIAL_LEVELS, Level
from geo.models import Region
from geo.privacy import published_metres
from geo.projection import to_metres

# So long after an import a process may still answer from before it.
KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class Official:
    """Regions by code, and kelurahan with their published points in metres of EPSG:32748."""

    regions: Mapping[str, Region]
    kelurahan: Mapping[str, tuple[float, float]]
    read_at: float


_kept: Official | None = None


def official_regions() -> Official:
    """The official regions, each with its parents. One statement, at most once in KEPT_SECONDS."""
    global _kept  # noqa: PLW0603 # one value per process, replaced as a whole
    if _kept is None or monotonic() - _kept.read_at > KEPT_SECONDS:
        _kept = _read()
    return _kept


def _read() -> Official:
    regions = {
        region.code: region
        for region in Region.objects.filter(level__in=OFFICIAL_LEVELS).order_by("code")
    }
    for region in regions.values():
        if region.parent_id is not None:
            region.parent = regions[region.parent_id]
    points = {
        region.code: published_metres(region.point)
        for region in regions.values()
        if region.level == Level.KELURAHAN
    }
    kelurahan = {code: (point.x, point.y) for code, point in points.items()}
    return Official(regions, kelurahan, monotonic())


def kelurahan_in(code: str) -> list[str]:
    """The codes of the kelurahan inside ``code``, itself one of them or above; in their order."""
    below = f"{code}."
    return [each for each in official_regions().kelurahan if each == code or each.startswith(below)]


def metres_from(point: Point, codes: list[str]) -> list[tuple[float, str]]:
    """How far the published point of each kelurahan of ``codes`` is, the nearest first: metres
    in the plane of EPSG:32748."""
    here = to_metres(point)
    points = official_regions().kelurahan
    return sorted((math.dist(here, points[code]), code) for code in codes)
