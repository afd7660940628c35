"""Degrees into metres of one plane, around the middle of the places.

The plane is an azimuthal equidistant projection of WGS 84: from its centre every place lies in its
true direction at its true distance. Between two places the plane is never shorter than the Earth
by more than 0.0001 %, and longer by at most (r / R)² / 6, where r is how far the farther one is
from the centre and R the Earth's radius: 0.0004 % at 30 km, 0.1 % at `MOST_FROM_CENTRE_M`.
"""

from dataclasses import dataclass

import numpy as np

from matching.problem import Flags, Floats

# WGS 84, https://epsg.io/7030
EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
# The smallest radius of curvature, that of the meridian at the equator.
LEAST_RADIUS_M = EQUATOR_M * (1 - ECCENTRICITY2)
MOST_FROM_CENTRE_M = 480_000


@dataclass(frozen=True, slots=True)
class Plane:
    """centre: longitude and latitude in degrees. point: (n, 2) metres east and north of it.
    farthest_m: how far the farthest place is from it."""

    centre: tuple[float, float]
    point: Floats
    farthest_m: float

    @property
    def error(self) -> float:
        """The most by which a distance in the plane is too long, as a share of it."""
        return (self.farthest_m / LEAST_RADIUS_M) ** 2 / 6

    @property
    def too_far(self) -> Flags:
        """(n,) whether a place is too far from the centre to be measured in this plane."""
        far: Flags = _length(self.point) > MOST_FROM_CENTRE_M
        return far


def plane_of(lon: Floats, lat: Floats) -> Plane:
    """The plane around the middle of places, (n,) degrees each, anywhere on Earth.

    Where some are too far apart, its centre is the median, which a few wild places do not move.
    """
    plane = _around(_median(lon, lat), lon, lat)
    if not len(lon):
        return plane
    east, north = (plane.point.min(axis=0) + plane.point.max(axis=0)) / 2
    tighter = _around(_moved(plane.centre, east, north), lon, lat)
    return tighter if tighter.farthest_m <= min(plane.farthest_m, MOST_FROM_CENTRE_M) else plane


def _around(centre: tuple[float, float], lon: Floats, lat: Floats) -> Plane:
    # Whole millimetres: the same degrees are the same point, on every machine.
    point = np.round(projected(centre, lon, lat), 3)
    return Plane(centre, point, float(_length(point).max(initial=0.0)))


def projected(centre: tuple[float, float], lon: Floats, lat: Floats) -> Floats:
    """(n, 2) metres east and north of a centre.

    The straight chord from the centre through the Earth gives direction and distance: the arc
    above it is one of a circle with the radius of curvature in that direction (Euler's theorem).
    """
    lon0, lat0 = np.radians(centre[0]), np.radians(centre[1])
    chord = _from_earths_middle(np.radians(lon), np.radians(lat)) - _from_earths_middle(lon0, lat0)
    east = chord @ np.array([-np.sin(lon0), np.cos(lon0), 0.0])
    north = chord @ np.array(
        [-np.sin(lat0) * np.cos(lon0), -np.sin(lat0) * np.sin(lon0), np.cos(lat0)]
    )
    level = np.hypot(east, north)
    # At the centre any direction will do, and on the other side of the Earth.
    east, north = np.where(level > 0, (east, north), [[1.0], [0.0]]) / np.where(level > 0, level, 1)
    # Radii of curvature across and along the meridian.
    squeeze = 1 - ECCENTRICITY2 * np.sin(lat0) ** 2
    across = EQUATOR_M / np.sqrt(squeeze)
    along = across * (1 - ECCENTRICITY2) / squeeze
    radius = 1 / (north**2 / along + east**2 / across)
    straight = np.sqrt((chord * chord).sum(axis=-1))
    arc = 2 * radius * np.arcsin(np.minimum(straight / (2 * radius), 1.0))
    metres: Floats = np.stack((east * arc, north * arc), axis=-1)
    return metres


def _from_earths_middle(lon: Floats, lat: Floats) -> Floats:
    """(…, 3) metres; from radians."""
    across = EQUATOR_M / np.sqrt(1 - ECCENTRICITY2 * np.sin(lat) ** 2)
    return np.stack(
        (
            across * np.cos(lat) * np.cos(lon),
            across * np.cos(lat) * np.sin(lon),
            across * (1 - ECCENTRICITY2) * np.sin(lat),
        ),
        axis=-1,
    )


def _median(lon: Floats, lat: Floats) -> tuple[float, float]:
    """A place in the middle; directions in space know no date line and no pole."""
    if not len(lon):
        return 0.0, 0.0
    spot = np.median(_from_earths_middle(np.radians(lon), np.radians(lat)), axis=0)
    return _degrees(spot)


def _moved(centre: tuple[float, float], east: float, north: float) -> tuple[float, float]:
    """About so many metres from a place; a centre need not be exact."""
    lon, lat = np.radians(centre[0]), np.radians(centre[1])
    spot = _from_earths_middle(lon, lat)
    spot = spot + east * np.array([-np.sin(lon), np.cos(lon), 0.0])
    spot = spot + north * np.array(
        [-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)]
    )
    return _degrees(spot)


def _degrees(spot: Floats) -> tuple[float, float]:
    """Longitude and latitude above or below a point inside the Earth, nearly; rounded, so that
    they can be told."""
    x, y, z = spot.tolist()
    lat = np.degrees(np.arctan2(z, (1 - ECCENTRICITY2) * np.hypot(x, y)))
    return round(float(np.degrees(np.arctan2(y, x))), 6), round(float(lat), 6)


def _length(point: Floats) -> Floats:
    length: Floats = np.hypot(point[:, 0], point[:, 1])
    return length
