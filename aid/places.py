"""The matcher's own coordinates."""

from django.contrib.gis.geos import Point

from geo.privacy import snapped_point
from geo.projection import to_metres

METRES = 32748


def matcher_place(point: Point) -> Point:
    """``point`` (degrees) snapped to the 100 m grid, in metres of EPSG:32748."""
    east, north = to_metres(snapped_point(point))
    return Point(round(east), round(north), srid=METRES)
