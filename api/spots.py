"""Where the parameters of an address ask about: around a point, or in a box; in degrees."""

import math
from dataclasses import dataclass

from django.contrib.gis.geos import Point, Polygon
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from api.errors import BadQuery
from geo.errors import GeoError
from geo.official import kelurahan_in, metres_from, official_regions
from geo.places import point_at
from geo.projection import METRES, to_metres

LARGEST_RADIUS_KM = 100.0

NEAR = OpenApiParameter(
    "near", OpenApiTypes.STR, description="latitude,longitude: a point to measure from, in degrees."
)
RADIUS = OpenApiParameter(
    "radius",
    OpenApiTypes.DOUBLE,
    description=f"At most so many kilometres from there, up to {LARGEST_RADIUS_KM:.0f}.",
)
BOX = OpenApiParameter("bbox", OpenApiTypes.STR, description="west,south,east,north, in degrees.")
AROUND = [NEAR, RADIUS, BOX]


@dataclass(frozen=True)
class Box:
    """In metres of EPSG:32748."""

    west: float
    south: float
    east: float
    north: float

    @property
    def polygon(self) -> Polygon:
        made = Polygon.from_bbox((self.west, self.south, self.east, self.north))
        made.srid = METRES
        return made

    def holds(self, point: tuple[float, float]) -> bool:
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


@dataclass(frozen=True)
class Spot:
    """Around ``here`` (in degrees) up to ``metres``, or in ``box``; None where it wasn't asked."""

    here: Point | None = None
    metres: float | None = None
    box: Box | None = None

    def kelurahan(self, within: str) -> list[tuple[int, str]]:
        """Those of region ``within`` whose published point lies there, with how many metres it is
        away, the nearest first; by code with 0 metres where no point was given."""
        codes = kelurahan_in(within)
        if self.box is not None:
            points = official_regions().kelurahan
            codes = [code for code in codes if self.box.holds(points[code])]
        if self.here is None:
            return [(0, code) for code in codes]
        reached = metres_from(self.here, codes)
        return [
            (round(metres), code)
            for metres, code in reached
            if self.metres is None or metres <= self.metres
        ]

    @property
    def is_everywhere(self) -> bool:
        return self.box is None and self.metres is None


def spot_in(request: Request) -> Spot:
    """Raises BadQuery."""
    asked = request.query_params
    here = near_in(asked["near"]) if "near" in asked else None
    metres = radius_in(asked["radius"]) if "radius" in asked else None
    if metres is not None and here is None:
        raise BadQuery("radius", "needs_near")
    return Spot(here, metres, box_in(asked["bbox"]) if "bbox" in asked else None)


def near_in(text: str) -> Point:
    latitude, _, longitude = text.partition(",")
    try:
        point = point_at(latitude, longitude)
    except GeoError:
        raise BadQuery("near") from None
    # Projected metres mean little far away from where they are made for.
    if abs(point.y) > 89 or abs(point.x - 106.8) > 60:
        raise BadQuery("near")
    return point


def radius_in(text: str) -> float:
    """In metres."""
    try:
        kilometres = float(text)
    except ValueError:
        raise BadQuery("radius") from None
    if not 0 < kilometres <= LARGEST_RADIUS_KM:
        raise BadQuery("radius")
    return kilometres * 1000


def box_in(text: str) -> Box:
    try:
        west, south, east, north = map(float, text.split(","))
        corners = near_in(f"{south},{west}"), near_in(f"{north},{east}")
    except (ValueError, BadQuery):
        raise BadQuery("bbox") from None
    if not all(map(math.isfinite, (west, south, east, north))) or west >= east or south >= north:
        raise BadQuery("bbox")
    (left, bottom), (right, top) = map(to_metres, corners)
    return Box(left, bottom, right, top)
