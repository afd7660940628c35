"""Giving the regions boundaries: drawn ones to begin with, surveyed ones from a file."""

from collections.abc import Mapping, Sequence

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction
from django.utils import timezone

from geo.codes import Level
from geo.errors import RegionsMissing, UnknownGeneration
from geo.geometry import with_unions
from geo.models import Boundary, Generation, Region
from geo.outlines import Feature, Outline
from geo.projection import DEGREES
from geo.succession import Change, succeed
from geo.voronoi import Seed, cells

DRAWN = "voronoi"


def draw_boundaries_if_none() -> Generation | None:
    """Make cells around the kelurahan's points the boundaries, unless there are any already.

    Raises RegionsMissing.
    """
    with transaction.atomic():
        _lock_boundaries()
        if Generation.objects.exists():
            return None
        seeds = [
            Seed(region.code, region.point.x, region.point.y, region.area_km2 or 1.0)
            for region in Region.objects.at_level(Level.KELURAHAN).order_by("code")
        ]
        if not seeds:
            raise RegionsMissing
        shapes = with_unions(cells(seeds))
        outlines = {code: Outline(shape, approximate=True) for code, shape in shapes.items()}
        return _store(DRAWN, "power cells around the kelurahan's points", outlines)


def import_boundaries(
    features: Sequence[Feature], level: Level, *, name: str, source: str, dry_run: bool = False
) -> Change:
    """Make checked ``features`` the boundaries of their level; the levels above are joined.

    Regions of the level that the file leaves out keep what is left of their old
    boundary. The old generation stays, no longer current. A dry run writes nothing.
    Raises BoundaryFileRefused.
    """
    with transaction.atomic():
        _lock_boundaries()
        regions = Region.objects.in_bulk()
        outlines, change = succeed(features, level, _current_outlines(), regions)
        if not dry_run:
            _store(name, source, outlines)
    return change


def use_generation(number: int) -> Generation:
    """Make a kept generation the current one again. Raises UnknownGeneration."""
    with transaction.atomic():
        _lock_boundaries()
        generation = Generation.objects.filter(pk=number).first()
        if generation is None:
            raise UnknownGeneration(number=number)
        Generation.objects.filter(is_current=True).update(is_current=False)
        generation.is_current = True
        generation.save(update_fields=["is_current"])
    return generation


def _current_outlines() -> dict[str, Outline]:
    return {
        boundary.region_id: Outline(
            shapely.from_wkb(bytes(boundary.shape.wkb)), approximate=boundary.approximate
        )
        for boundary in Boundary.objects.current()
    }


def _store(name: str, source: str, outlines: Mapping[str, Outline]) -> Generation:
    Generation.objects.filter(is_current=True).update(is_current=False)
    generation = Generation.objects.create(
        name=name, source=source, imported_at=timezone.now(), is_current=True
    )
    levels = dict(Region.objects.values_list("code", "level"))
    Boundary.objects.bulk_create(
        Boundary(
            generation=generation,
            region_id=code,
            level=levels[code],
            shape=_multipolygon(outline.shape),
            approximate=outline.approximate,
        )
        for code, outline in outlines.items()
    )
    return generation


def _multipolygon(shape: shapely.MultiPolygon) -> MultiPolygon:
    copied = GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=DEGREES)
    assert isinstance(copied, MultiPolygon)
    return copied


def _lock_boundaries() -> None:
    # Before the first generation no row exists on which two loads could meet.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('geo.boundaries'))")
