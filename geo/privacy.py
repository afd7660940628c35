"""What the public and the matcher may know of a place: a point on a fixed grid.

Never jitter: an average over several looks at random points gives the place
away, a grid gives the same point for ever.
"""

import math
from functools import lru_cache

from django.contrib.gis.geos import Point

from geo.projection import DEGREES, METRES, pair_in_degrees, to_metres

PUBLISHED_M = 500
MATCHED_M = 100


def published_point(point: Point) -> Point:
    """``point`` rounded to the 500 m grid of EPSG:32748, in degrees: what everybody may see.

    Of a kelurahan or RW, take its region's point.
    """
    return Point(*published_degrees(point), srid=DEGREES)


def published_degrees(point: Point) -> tuple[float, float]:
    """Longitude and latitude of ``published_point``."""
    return _published_degrees(point.x, point.y, point.srid)


# Points of regions, asked for again and again.
@lru_cache(maxsize=8192)
def _published_degrees(x: float, y: float, srid: int) -> tuple[float, float]:
    return pair_in_degrees(*_on_grid(Point(x, y, srid=srid), PUBLISHED_M))


def published_metres(point: Point) -> Point:
    """``published_point`` in metres of EPSG:32748."""
    return Point(*_on_grid(point, PUBLISHED_M), srid=METRES)


def snapped_point(point: Point) -> Point:
    """``point`` rounded to the 100 m grid of EPSG:32748, in its metres: for the matcher."""
    return Point(*_on_grid(point, MATCHED_M), srid=METRES)


def _on_grid(point: Point, step: int) -> tuple[int, int]:
    east, north = to_metres(point)
    return _nearest(east, step), _nearest(north, step)


def _nearest(metres: float, step: int) -> int:
    return math.floor(metres / step + 0.5) * step
