"""Boundaries to make do with when none are imported: cells around the regions' points.

The cells are those of a power diagram (Aurenhammer 1987, "Power diagrams:
properties, algorithms and applications"), a Voronoi diagram in which a larger
region reaches further: a place belongs to the seed of least d² − w.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geometry import as_multipolygon
from geo.projection import shapes_to_degrees, shapes_to_metres

# w, as a part of the squared radius of a circle of the region's area. Of 1,157
# places of Jakarta, 76.1 % fall in their kelurahan's cell at 0 and 79.0 % at 0.5;
# from 0.8 some points lie outside their own cell.
WEIGHT = 0.5

# Land is what circles of the regions' areas cover, and the bays between them that are
# narrower than twice this: 96 % of the surveyed land, and 5 % too much. The islands
# keep the water around them and not the whole sea.
BAY_M = 2_000.0
SMOOTH_M = 40.0

FAR_M = 30_000.0
GRID_M = 1.0

Corners = list[tuple[float, float]]


@dataclass(frozen=True)
class Seed:
    """A kelurahan as the cells see it: its point in degrees, its area in km²."""

    code: str
    lon: float
    lat: float
    area_km2: float


def cells(seeds: Sequence[Seed]) -> dict[str, shapely.MultiPolygon]:
    """The land that falls to each seed, in degrees, by code.

    Neighbours share their edges: the cells overlap nowhere and leave no gaps.
    """
    points = shapes_to_metres([shapely.Point(seed.lon, seed.lat) for seed in seeds])
    places = shapely.get_coordinates(points)
    squared_radii = np.array([seed.area_km2 * 1e6 / math.pi for seed in seeds])
    land = _land(points, np.sqrt(squared_radii))
    faces = _faces(land, places, WEIGHT * squared_radii)
    joined = [as_multipolygon(shapely.union_all(parts)) for parts in faces]
    return {
        seed.code: as_multipolygon(cell)
        for seed, cell in zip(seeds, shapes_to_degrees(joined), strict=True)
    }


def _land(points: Sequence[BaseGeometry], radii: NDArray[np.float64]) -> BaseGeometry:
    discs = [point.buffer(radius, quad_segs=4) for point, radius in zip(points, radii, strict=True)]
    pieces = shapely.get_parts(shapely.union_all(discs))
    filled = [piece.buffer(BAY_M).buffer(-BAY_M).exterior for piece in pieces]
    return shapely.union_all([shapely.Polygon(ring).simplify(SMOOTH_M) for ring in filled])


def _faces(
    land: BaseGeometry, places: NDArray[np.float64], weights: NDArray[np.float64]
) -> list[list[shapely.Polygon]]:
    """For each place, the pieces of land between all cells' edges that fall to it.

    Cutting the land by one net of edges, instead of by each cell, is what makes
    neighbours share theirs to the last digit.
    """
    edges = [shapely.LinearRing(_cell(index, places, weights)) for index in range(len(places))]
    inland = shapely.intersection(shapely.union_all(edges, grid_size=GRID_M), land)
    net = shapely.union_all([inland, land.boundary], grid_size=GRID_M)
    pieces = shapely.get_parts(shapely.polygonize([net]))
    inner = shapely.point_on_surface(pieces)
    found: list[list[shapely.Polygon]] = [[] for _ in places]
    for piece, (x, y), is_land in zip(
        pieces, shapely.get_coordinates(inner), shapely.contains(land, inner), strict=True
    ):
        if is_land:
            powers = ((places - (x, y)) ** 2).sum(axis=1) - weights
            found[int(powers.argmin())].append(piece)
    return found


def _cell(index: int, places: NDArray[np.float64], weights: NDArray[np.float64]) -> Corners:
    """The corners of one power cell, cut off at FAR_M east, north, west and south."""
    x, y = map(float, places[index])
    corners = [
        (x + east * FAR_M, y + north * FAR_M)
        for east, north in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    nearest_first = np.argsort(((places - places[index]) ** 2).sum(axis=1))
    for other in map(int, nearest_first):
        if other != index:
            # d² - w of this seed is at most the other's where a·x + b·y ≤ c.
            a, b = (2 * (places[other] - places[index])).tolist()
            c = float(
                (places[other] ** 2).sum()
                - (places[index] ** 2).sum()
                - weights[other]
                + weights[index]
            )
            corners = _cut(corners, a, b, c)
    return corners


def _cut(corners: Corners, a: float, b: float, c: float) -> Corners:
    """The part of a convex polygon where a·x + b·y ≤ c (Sutherland and Hodgman 1974)."""
    over = [a * x + b * y - c for x, y in corners]
    if max(over) <= 0:
        return corners
    kept: Corners = []
    for here, (x, y) in enumerate(corners):
        before = here - 1
        if (over[here] > 0) != (over[before] > 0):
            part = over[before] / (over[before] - over[here])
            last_x, last_y = corners[before]
            kept.append((last_x + part * (x - last_x), last_y + part * (y - last_y)))
        if over[here] <= 0:
            kept.append((x, y))
    return kept
