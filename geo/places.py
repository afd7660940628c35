"""From what a form or a phone says to a point in Jakarta."""

import math
from typing import Any

from django.contrib.gis.geos import Point

from geo.errors import PointInvalid, PointOutsideJakarta, PointSwapped
from geo.models import Region
from geo.official import official_regions
from geo.projection import DEGREES
from geo.queries import kelurahan_code_at


def point_at(lat: Any, lon: Any) -> Point:
    """The point of two numbers, or texts of numbers, in degrees.

    Either may be up to 180, so that ``locate`` can tell a swapped pair.
    Raises PointInvalid.
    """
    try:
        degrees = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        raise PointInvalid from None
    if not all(math.isfinite(value) and abs(value) <= 180 for value in degrees):
        raise PointInvalid
    return Point(degrees[1], degrees[0], srid=DEGREES)


def place_in_jakarta(longitude: Any, latitude: Any) -> Point | None:
    """The point that a form gives, or None when it leaves both fields empty.

    Raises PointInvalid, PointSwapped and PointOutsideJakarta.
    """
    if longitude in (None, "") and latitude in (None, ""):
        return None
    point = point_at(latitude, longitude)
    locate(point)
    return point


def locate(point: Point) -> Region:
    """The kelurahan at ``point``: a suggestion, which the person may correct.

    Raises PointSwapped and PointOutsideJakarta.
    """
    found = _kelurahan_at(point)
    if found:
        return found
    swapped = Point(point.y, point.x, srid=DEGREES)
    if _kelurahan_at(swapped):
        raise PointSwapped(lat=round(swapped.y, 5), lon=round(swapped.x, 5))
    raise PointOutsideJakarta


def _kelurahan_at(point: Point) -> Region | None:
    # PostGIS would bend a latitude above 90 into range and find another place.
    if abs(point.y) > 90:
        return None
    code = kelurahan_code_at(point)
    if code is None:
        return None
    return official_regions().regions.get(code) or Region.objects.get(pk=code)
