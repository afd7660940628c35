"""Shapes in degrees: joining them, measuring them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from geo.codes import lineage

SLIT_M2 = 5_000.0
M2_PER_SQUARE_DEGREE = 1.22e10


def as_multipolygon(shape: BaseGeometry) -> shapely.MultiPolygon:
    """The polygons in ``shape`` as one MultiPolygon."""
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    )


def with_unions(shapes: Mapping[str, BaseGeometry]) -> dict[str, shapely.MultiPolygon]:
    """``shapes`` by code, and the union of them for every code above theirs."""
    below: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for code, shape in shapes.items():
        for above in lineage(code)[:-1]:
            below[above].append(shape)
    given = {code: as_multipolygon(shape) for code, shape in shapes.items()}
    return given | {above: union(parts) for above, parts in below.items()}


def union(shapes: Sequence[BaseGeometry]) -> shapely.MultiPolygon:
    """The union, without the slits that neighbours drawn apart leave between them."""
    return shapely.MultiPolygon(
        [_without_slits(part) for part in as_multipolygon(shapely.union_all(list(shapes))).geoms]
    )


def _without_slits(polygon: shapely.Polygon) -> shapely.Polygon:
    holes = [
        ring
        for ring in polygon.interiors
        if shapely.Polygon(ring).area * M2_PER_SQUARE_DEGREE > SLIT_M2
    ]
    return shapely.Polygon(polygon.exterior, holes)
