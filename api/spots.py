"""Where the parameters of an address ask about: around a point, or in a box; in degrees."""

import math
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point, Polygon
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from api.errors import BadQuery
from geo.errors import GeoError
from geo.official import kelurahan_in, metres_from, official_regions
from geo.places import point_at
from geo.projection import METRES, to_metres

LARGEST_RADIUS_KM = 100.0

# Projected metres mean little far away from where they are made for.
LATITUDE = r"-?([0-9]|[1-7][0-9]|8[0-8])([.][0-9]+)?"
LONGITUDE = r"(4[7-9]|[5-9][0-9]|1[0-5][0-9]|16[0-5])([.][0-9]+)?"


def parameter(name: str, description: str, **schema: Any) -> OpenApiParameter:
    told = {**schema, "description": description}
    return OpenApiParameter(name, told, description=description)


NEAR = parameter(
    "near",
    "latitude,longitude: a point to measure from, in degrees.",
    type="string",
    pattern=f"^{LATITUDE},{LONGITUDE}$",
)
RADIUS = parameter(
    "radius",
    f"At most so many kilometres from there, up to {LARGEST_RADIUS_KM:.0f}.",
    type="number",
    format="double",
    minimum=0,
    exclusiveMinimum=True,
    maximum=LARGEST_RADIUS_KM,
)
BOX = parameter(
    "bbox",
    "west,south,east,north, in degrees.",
    type="string",
    pattern=f"^{LONGITUDE},{LATITUDE},{LONGITUDE},{LATITUDE}$",
)
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
        raise BadQuery("near", "not_a_point") from None
    # As LATITUDE and LONGITUDE say, with a degree to spare.
    if abs(point.y) > 89 or abs(point.x - 106.8) > 60:
        raise BadQuery("near", "not_a_point")
    return point


def radius_in(text: str) -> float:
    """In metres."""
    try:
        kilometres = float(text)
    except ValueError:
        raise BadQuery("radius", "not_a_radius", most=f"{LARGEST_RADIUS_KM:.0f}") from None
    if not 0 < kilometres <= LARGEST_RADIUS_KM:
        raise BadQuery("radius", "not_a_radius", most=f"{LARGEST_RADIUS_KM:.0f}")
    return kilometres * 1000


def box_in(text: str) -> Box:
    try:
        west, south, east, north = map(float, text.split(","))
        corners = near_in(f"{south},{west}"), near_in(f"{north},{east}")
    except (ValueError, BadQuery):
        raise BadQuery("bbox", "not_a_box") from None
    if not all(map(math.isfinite, (west, south, east, north))) or west >= east or south >= north:
        raise BadQuery("bbox", "not_a_box")
    (left, bottom), (right, top) = map(to_metres, corners)
    return Box(left, bottom, right, top)
