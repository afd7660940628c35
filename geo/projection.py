"""Between degrees (WGS84, EPSG:4326) and the metres that distances are measured in.

The metres are those of UTM zone 48 south (EPSG:32748), which holds all of
Jakarta; there a metre on the grid is 0.9996 to 1.0003 of a metre on the ground.
"""

import struct
import threading
from collections.abc import Iterable

import shapely
from django.contrib.gis.gdal import CoordTransform, OGRGeometry, SpatialReference
from django.contrib.gis.gdal.geometries import Point as OGRPoint
from django.contrib.gis.geos import Point
from shapely.geometry.base import BaseGeometry

DEGREES = 4326
METRES = 32748

# GDAL's transformations must not be shared between threads.
_of_thread = threading.local()


def to_metres(point: Point) -> tuple[float, float]:
    """East and north of a point in degrees, or in metres already."""
    if point.srid == METRES:
        return point.x, point.y
    return _move_pair(point.x, point.y, _transform(DEGREES, METRES))


def to_degrees(east: float, north: float) -> Point:
    """The point at ``east`` and ``north``, in degrees to a tenth of a metre."""
    return Point(*pair_in_degrees(east, north), srid=DEGREES)


def pair_in_degrees(east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude of ``to_degrees``."""
    lon, lat = _move_pair(east, north, _transform(METRES, DEGREES))
    return round(lon, 6), round(lat, 6)


def shapes_to_metres(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    return [_move(shape, _transform(DEGREES, METRES)) for shape in shapes]


def shapes_to_degrees(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    return [_move(shape, _transform(METRES, DEGREES)) for shape in shapes]


def shapes_from(reference: str, shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Shapes of any ``reference`` GDAL knows (EPSG code, WKT, PROJ), in degrees.

    Raises GDALException or SRSException for a reference that it doesn't know or can't leave.
    """
    transform = CoordTransform(SpatialReference(reference), SpatialReference(DEGREES))
    return [_move(shape, transform) for shape in shapes]


def _transform(source: int, target: int) -> CoordTransform:
    known = _of_thread.__dict__.setdefault("transforms", {})
    if (source, target) not in known:
        known[source, target] = CoordTransform(SpatialReference(source), SpatialReference(target))
    transform: CoordTransform = known[source, target]
    return transform


def _move_pair(x: float, y: float, transform: CoordTransform) -> tuple[float, float]:
    # Ten times as fast as GEOSGeometry.transform, which looks its reference up each time.
    moved = OGRGeometry(memoryview(struct.pack("<BIdd", 1, 1, x, y)))
    moved.transform(transform)
    assert isinstance(moved, OGRPoint)
    return moved.x, moved.y


def _move(shape: BaseGeometry, transform: CoordTransform) -> BaseGeometry:
    moved = OGRGeometry(memoryview(shapely.to_wkb(shape)))
    moved.transform(transform)
    return shapely.from_wkb(bytes(moved.wkb))
