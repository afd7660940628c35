"""Drawing vector tiles: regions by their current boundaries, or as points; what is told of each
comes from whoever asks, by its code."""

from django.db import connection

from geo.codes import Level
from geo.models import Generation

DEEPEST_ZOOM = 18
# From which zoom a level has a layer of its name.
LAYERS = ((Level.CITY, 0), (Level.KECAMATAN, 9), (Level.KELURAHAN, 11))

# The margin of 64 of 4096 units lets outlines leave the tile before they are cut.
EDGES = """
WITH edges AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile,
           ST_Transform(
               ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326
           ) AS catch
),
"""
SHAPES = f"""
{EDGES}
drawn AS (
    SELECT region.code, region.name, boundary.level, boundary.approximate,
           %(facts)s::jsonb -> region.code AS facts,
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
"""  # noqa: S608 # this module's own text # nosec B608
POINTS = f"""
{EDGES}
drawn AS (
    SELECT region.code, region.name, told.value AS facts,
           ST_AsMVTGeom(ST_Transform(region.point, 3857), edges.tile, 4096, 64) AS geom
    FROM edges
    CROSS JOIN jsonb_each(%(facts)s::jsonb) AS told
    JOIN geo_region region ON region.code = told.key AND region.point && edges.catch
    ORDER BY region.code
)
SELECT ST_AsMVT(drawn, %(layer)s, 4096, 'geom') FROM drawn WHERE geom IS NOT NULL
"""  # noqa: S608 # nosec B608


def is_tile(z: int, x: int, y: int) -> bool:
    return z <= DEEPEST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


def levels_at(z: int) -> list[str]:
    """The levels that a tile of zoom ``z`` draws, the smallest regions last."""
    return [level.value for level, zoom in LAYERS if z >= zoom]


def current_generation() -> int | None:
    """The id of the boundaries in use. One statement."""
    generation = Generation.objects.current()
    return None if generation is None else generation.pk


def draw_regions(tile: tuple[int, int, int], generation: int, facts: str) -> bytes:
    """The shapes in ``tile`` (z, x, y), a layer for each level; empty where none is. ``facts``: a
    JSON object of objects by region code, whose members become attributes. One statement."""
    return _drawn(SHAPES, tile, generation=generation, levels=levels_at(tile[0]), facts=facts)


def draw_points(tile: tuple[int, int, int], layer: str, facts: str) -> bytes:
    """The points of the regions that ``facts`` names, in one layer; see ``draw_regions``."""
    return _drawn(POINTS, tile, layer=layer, facts=facts)


def _drawn(statement: str, tile: tuple[int, int, int], **parameters: object) -> bytes:
    z, x, y = tile
    with connection.cursor() as cursor:
        cursor.execute(statement, {"z": z, "x": x, "y": y, **parameters})  # type: ignore[dict-item]
        (content,) = cursor.fetchone()
    return bytes(content or b"")
