"""Boundaries to make do with when none are imported: cells around the regions' points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geometry import as_multipolygon
from geo.projection import shapes_to_degrees, shapes_to_metres

# Each place is at most this many radii, of a circle of its region's area, from the
# region's point. Measured on the surveyed boundaries: 1.3 covers 97 % of the land
# with 8 % too much; the islands keep their own waters and not the whole sea.
REACH = 1.3
GRID_M = 1.0


@dataclass(frozen=True)
class Seed:
    """A kelurahan as the cells see it: its point in degrees, its area in km²."""

    code: str
    lon: float
    lat: float
    area_km2: float


def cells(seeds: Sequence[Seed]) -> dict[str, shapely.MultiPolygon]:
    """The part of the land that is nearest to each seed, in degrees, by code.

    Neighbours share their edges: the cells overlap nowhere and leave no gaps.
    """
    points = shapes_to_metres([shapely.Point(seed.lon, seed.lat) for seed in seeds])
    land = _land(points, [seed.area_km2 for seed in seeds])
    nearest = shapely.voronoi_polygons(
        shapely.MultiPoint(points), extend_to=land.buffer(10_000), ordered=True
    )
    clipped = [
        shapely.set_precision(shapely.intersection(cell, land), GRID_M)
        for cell in shapely.get_parts(nearest)
    ]
    return {
        seed.code: as_multipolygon(cell)
        for seed, cell in zip(seeds, shapes_to_degrees(clipped), strict=True)
    }


def _land(points: Sequence[BaseGeometry], areas_km2: Sequence[float]) -> BaseGeometry:
    discs = [
        point.buffer(REACH * math.sqrt(area * 1e6 / math.pi), quad_segs=4)
        for point, area in zip(points, areas_km2, strict=True)
    ]
    pieces = shapely.get_parts(shapely.union_all(discs))
    return shapely.union_all([shapely.Polygon(piece.exterior) for piece in pieces])
