"""Vector tiles of the current boundaries: names and codes, no figures of aid."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import condition, require_safe

from geo.codes import Level
from geo.models import Generation

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
DEEPEST_ZOOM = 18
AN_HOUR = 3_600

# From which zoom a level has a layer of its name.
LAYERS = ((Level.CITY, 0), (Level.KECAMATAN, 9), (Level.KELURAHAN, 11))

# The margin of 64 of 4096 units lets outlines leave the tile before they are cut.
TILE_SQL = """
WITH edges AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile,
           ST_Transform(
               ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326
           ) AS catch
),
drawn AS (
    SELECT region.code, region.name, boundary.level, boundary.approximate,
           ST_AsMVTGeom(ST_Transform(boundary.shape, 3857), edges.tile, 4096, 64) AS geom
    FROM edges
    JOIN geo_boundary boundary ON boundary.shape && edges.catch
    JOIN geo_region region ON region.code = boundary.region_id
    WHERE boundary.generation_id = %(generation)s AND boundary.level = ANY(%(levels)s)
),
layers AS (
    SELECT ST_AsMVT(drawn, level, 4096, 'geom') AS layer
    FROM drawn WHERE geom IS NOT NULL GROUP BY level
)
SELECT string_agg(layer, ''::bytea) FROM layers
"""


def tile_etag(_request: HttpRequest, **_tile: int) -> str | None:
    generation = Generation.objects.current()
    return f'"regions-{generation.pk}"' if generation else None


@require_safe
@condition(etag_func=tile_etag)
def region_tile(_request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One Mapbox vector tile; 204 where no region is, 404 where no tile can be."""
    if z > DEEPEST_ZOOM or not (0 <= x < 2**z and 0 <= y < 2**z):
        return HttpResponseNotFound("No such tile.\n", content_type="text/plain")
    content = draw(z, x, y)
    response = HttpResponse(content, content_type=MEDIA_TYPE, status=200 if content else 204)
    response["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return response


def draw(z: int, x: int, y: int) -> bytes:
    """The tile's bytes; empty where no region is."""
    generation = Generation.objects.current()
    if generation is None:
        return b""
    levels = [level.value for level, zoom in LAYERS if z >= zoom]
    with connection.cursor() as cursor:
        cursor.execute(
            TILE_SQL, {"z": z, "x": x, "y": y, "generation": generation.pk, "levels": levels}
        )
        (content,) = cursor.fetchone()
    return bytes(content or b"")
