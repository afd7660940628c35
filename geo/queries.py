"""Reads about regions. Each method is one SQL statement; distances are metres on the ellipsoid."""

from typing import TYPE_CHECKING, Self

from django.contrib.gis.db.models import GeometryField, PointField
from django.contrib.gis.db.models.functions import Distance, SnapToGrid
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import connection
from django.db.models import F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Cast, Length

from geo.codes import Level, lineage
from geo.privacy import PUBLISHED_M

if TYPE_CHECKING:
    from geo.models import Boundary, Generation, Region

OUTSIDE_BY_AT_MOST = 2_000
# ``place`` as ``geo.privacy`` publishes it: places are multiples of 100 m, so that none lies in the
# middle between two.
ON_PUBLISHED_GRID = SnapToGrid("place", PUBLISHED_M)


def point_in_metres(path: str = "point") -> Cast:
    """The point field as geography: the very expression that is indexed."""
    return Cast(path, PointField(geography=True))


def shape_in_metres(path: str = "shape") -> Cast:
    """The shape field as geography: the very expression that is indexed."""
    return Cast(path, GeometryField(geography=True))


class Nearness(Func):
    """PostGIS's ``<->``: an order by distance that a GiST index can walk."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


class RegionQuerySet(QuerySet["Region"]):
    """Regions are public facts: everybody may read all of them."""

    def at_level(self, level: Level | str) -> Self:
        return self.filter(level=level)

    def within_region(self, code: str) -> Self:
        """``code`` itself and everything below it."""
        return self.filter(Q(code=code) | Q(code__startswith=code + "."))

    def named_like(self, text: str) -> Self:
        """Regions with ``text`` in their public name; an unverified neighbourhood has none."""
        unnamed = Q(level=Level.RW, verified_at=None)
        return self.filter(name__icontains=text).exclude(unnamed)

    def path(self, code: str) -> Self:
        """The regions from the province down to and including ``code``."""
        return self.filter(code__in=lineage(code)).order_by(Length("code"))

    def within(self, point: Point, metres: float) -> Self:
        """Regions whose point is at most ``metres`` away, nearest first, with ``distance``."""
        return (
            self.alias(place=point_in_metres())
            .filter(place__dwithin=(point, D(m=metres)))
            .annotate(distance=Distance(F("place"), point))
            .order_by("distance", "code")
        )

    def nearest(self, point: Point) -> Self:
        """Regions by the distance of their point, with ``distance``; slice it."""
        here = Cast(Value(point, PointField(srid=4326)), PointField(geography=True))
        return self.annotate(distance=Distance(point_in_metres(), point)).order_by(
            Nearness(point_in_metres(), here)
        )

    def kelurahan_near(self, point: Point, metres: float = OUTSIDE_BY_AT_MOST) -> Self:
        """Kelurahan whose current boundary is at most ``metres`` away, nearest first.

        With ``distance``, 0 inside; where two overlap, the surveyed one comes first.
        """
        return (
            # Filtered before the alias, so that both speak of the same boundary.
            self.filter(boundaries__level=Level.KELURAHAN, boundaries__generation__is_current=True)
            .alias(outline=shape_in_metres("boundaries__shape"))
            .filter(outline__dwithin=(point, D(m=metres)))
            .annotate(distance=Distance(F("outline"), point))
            .order_by("distance", "boundaries__approximate", "code")
        )


# The first of ``kelurahan_near``. Asked for each point that a phone sends: written out, since
# putting it together takes longer than answering it.
KELURAHAN_AT = """
    SELECT boundary.region_id
    FROM geo_boundary AS boundary
    JOIN geo_generation AS generation ON generation.id = boundary.generation_id
    WHERE generation.is_current
        AND boundary.level = 'kelurahan'
        AND ST_DWithin(boundary.shape::geography(GEOMETRY, 4326), %(here)s::geography, %(metres)s)
    ORDER BY
        ST_Distance(boundary.shape::geography(GEOMETRY, 4326), %(here)s::geography),
        boundary.approximate,
        boundary.region_id
    LIMIT 1
"""


def kelurahan_code_at(point: Point) -> str | None:
    """The code of the kelurahan that holds ``point``, in degrees; outside all, of the nearest
    within 2 km; else None.

    A suggestion: boundaries may be approximate, and what a person chooses goes first.
    """
    here: dict[str, str | int] = {"here": point.hexewkb.decode(), "metres": OUTSIDE_BY_AT_MOST}
    with connection.cursor() as cursor:
        found = cursor.execute(KELURAHAN_AT, here).fetchone()
    return None if found is None else str(found[0])


class GenerationQuerySet(QuerySet["Generation"]):
    def current(self) -> "Generation | None":
        """The boundaries in use; None before any are loaded."""
        return self.filter(is_current=True).first()


class BoundaryQuerySet(QuerySet["Boundary"]):
    def current(self) -> Self:
        """The boundaries in use."""
        return self.filter(generation__is_current=True)

    def at_level(self, level: Level | str) -> Self:
        return self.filter(level=level)

    def within_region(self, code: str) -> Self:
        """The boundaries of ``code`` itself and everything below it."""
        return self.filter(Q(region_id=code) | Q(region__code__startswith=code + "."))
