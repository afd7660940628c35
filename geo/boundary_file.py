"""Reading a file of boundaries, and finding its faults before anything is written."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely
from django.contrib.gis.gdal import GDALException, SRSException
from shapely.geometry.base import BaseGeometry

from geo.codes import Level, dotted, level_of, parent_of
from geo.errors import BoundaryFileRefused
from geo.geometry import as_multipolygon
from geo.models import Region
from geo.outlines import Feature
from geo.projection import shapes_from, shapes_to_metres

# A surveyed outline holds its region's known point; further off than this, it is
# another region's.
ASTRAY_M = 3_000.0
REPAIR_PERCENT = 0.1
OVERLAP_PERCENT = 5.0

# West, south, east and north of Jakarta with its islands, with half a degree around.
AROUND_JAKARTA = (105.8, -6.9, 107.6, -4.6)


@dataclass(frozen=True)
class Row:
    """One feature as it stands in the file; numbered from 1."""

    number: int
    code: str
    parent: str | None
    shape: BaseGeometry | None

    def __str__(self) -> str:
        return f"feature {self.number} ({self.code or 'without code'})"


def read_boundaries(
    path: Path,
    regions: Mapping[str, Region],
    level: Level,
    *,
    code_field: str | None = None,
    parent_field: str | None = None,
) -> list[Feature]:
    """The outlines in a file that GDAL reads, checked against the known ``regions``.

    Without ``code_field``, the field in which most values are codes of ``level``.
    Raises BoundaryFileRefused with every fault found.
    """
    rows, reference = _read(path, level, code_field, parent_field)
    _refuse(_faults_of_codes(rows, regions, level))
    _refuse(_faults_of_rings(rows))
    mended = [_mend(row) for row in rows]
    shapes = _in_degrees(reference, [shape for shape, _ in mended])
    _refuse(_faults_of_place(rows, shapes, regions))
    _refuse(_overlaps(rows, shapes))
    return [
        Feature(row.code, as_multipolygon(shape), repaired)
        for row, shape, (_, repaired) in zip(rows, shapes, mended, strict=True)
    ]


def _refuse(problems: Iterator[str]) -> None:
    if found := list(problems):
        raise BoundaryFileRefused(*found)


def _read(
    path: Path, level: Level, code_field: str | None, parent_field: str | None
) -> tuple[list[Row], str]:
    try:
        with warnings.catch_warnings():
            # Rings left open are reported by their feature.
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, shapes, columns = pyogrio.raw.read(path, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise BoundaryFileRefused(f"it can't be read: {error}") from None
    table = dict(zip(meta["fields"], columns, strict=True))
    codes = _column(table, code_field or _likely_code_field(table, level))
    parents = _column(table, parent_field) if parent_field else [None] * len(codes)
    rows = [
        Row(number, code or "", parent, _parse(shape))
        for number, (code, parent, shape) in enumerate(
            zip(codes, parents, shapes, strict=True), start=1
        )
    ]
    if not rows:
        raise BoundaryFileRefused("it holds no features")
    return rows, _reference(path, meta["crs"])


def _reference(path: Path, reference: str | None) -> str:
    if reference:
        return reference
    if pyogrio.read_info(path)["driver"] == "GeoJSON":
        return "EPSG:4326"
    raise BoundaryFileRefused(
        "it doesn't say in which coordinate reference system it is (a shapefile needs its .prj)"
    )


def _likely_code_field(table: Mapping[str, Sequence[Any]], level: Level) -> str:
    hits = {
        name: sum(level_of(dotted(_text(value))) is level for value in column)
        for name, column in table.items()
    }
    best = max(hits, key=lambda name: hits[name], default=None)
    if best is None or not hits[best]:
        raise BoundaryFileRefused(
            f"no field holds codes of the level {level.value}; name it by --code-field "
            f"(fields: {', '.join(table) or 'none'})"
        )
    return best


def _column(table: Mapping[str, Sequence[Any]], name: str) -> Sequence[str | None]:
    if name not in table:
        raise BoundaryFileRefused(f"there is no field {name!r} (fields: {', '.join(table)})")
    return [dotted(_text(value)) for value in table[name]]


def _text(value: Any) -> str:
    # GDAL reads undotted codes as numbers, and as fractions where one is missing.
    is_number = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_number else "" if value is None else str(value).strip()


def _parse(shape: bytes | None) -> BaseGeometry | None:
    try:
        return shapely.from_wkb(shape) if shape else None
    except shapely.errors.GEOSException:
        return None


def _faults_of_codes(
    rows: Sequence[Row], regions: Mapping[str, Region], level: Level
) -> Iterator[str]:
    first: dict[str, int] = {}
    for row in rows:
        region = regions.get(row.code)
        if not row.code:
            yield f"{row}: it has no code"
        elif row.code in first:
            yield f"{row}: feature {first[row.code]} has this code already"
        elif region is None:
            yield f"{row}: no region has this code; BPS codes are not Kemendagri codes"
        elif region.level != level:
            yield f"{row}: {region.name} is a {region.level}, not a {level.value}"
        elif row.parent is not None and row.parent != parent_of(row.code):
            yield f"{row}: its parent is {parent_of(row.code)}, the file says {row.parent}"
        first.setdefault(row.code, row.number)


def _faults_of_rings(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.shape is None or row.shape.is_empty:
            yield f"{row}: it has no shape, or a ring that isn't closed"
        elif row.shape.geom_type not in ("Polygon", "MultiPolygon"):
            yield f"{row}: it is a {row.shape.geom_type}, not a polygon"
        elif not row.shape.is_valid and not _is_trivial(row.shape):
            yield f"{row}: {shapely.is_valid_reason(row.shape)}"


def _is_trivial(shape: BaseGeometry) -> bool:
    mended = as_multipolygon(shapely.make_valid(shape))
    return bool(abs(mended.area - shape.area) * 100 <= REPAIR_PERCENT * mended.area)


def _mend(row: Row) -> tuple[BaseGeometry, bool]:
    """The shape, made valid; and whether that was necessary."""
    assert row.shape is not None, "refused before"
    if row.shape.is_valid:
        return row.shape, False
    return as_multipolygon(shapely.make_valid(row.shape)), True


def _in_degrees(reference: str, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    try:
        moved = shapes_from(reference, shapes)
    except (GDALException, SRSException):
        raise BoundaryFileRefused(
            f"its coordinate reference system can't be turned into degrees: {reference[:80]}"
        ) from None
    west, south, east, north = shapely.total_bounds(moved).tolist()
    if _is_around_jakarta(west, south, east, north):
        return moved
    if _is_around_jakarta(south, west, north, east):
        raise BoundaryFileRefused(
            "latitude and longitude are swapped: longitude goes first, as in [106.8, -6.2]"
        )
    raise BoundaryFileRefused(
        f"read as {reference[:80]} it reaches from {west:.4g}, {south:.4g} to {east:.4g}, "
        f"{north:.4g} degrees, which is not Jakarta; is that its coordinate reference system?"
    )


def _is_around_jakarta(west: float, south: float, east: float, north: float) -> bool:
    around = AROUND_JAKARTA
    return around[0] <= west and around[1] <= south and east <= around[2] and north <= around[3]


def _faults_of_place(
    rows: Sequence[Row], shapes: Sequence[BaseGeometry], regions: Mapping[str, Region]
) -> Iterator[str]:
    known = [regions[row.code] for row in rows]
    points = shapes_to_metres([shapely.Point(region.point.x, region.point.y) for region in known])
    distances = shapely.distance(shapes_to_metres(shapes), points).tolist()
    for row, region, distance in zip(rows, known, distances, strict=True):
        if distance > ASTRAY_M:
            yield (
                f"{row}: it lies {distance / 1000:.1f} km from {region.name}; are these BPS "
                "codes? BPS and Kemendagri give the same digits to different cities"
            )


def _overlaps(rows: Sequence[Row], shapes: Sequence[BaseGeometry]) -> Iterator[str]:
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    for large, small in pairs:
        if large != small and (shapes[small].area, small) < (shapes[large].area, large):
            shared = shapely.intersection(shapes[large], shapes[small]).area
            percent = 100 * shared / shapes[small].area
            if percent > OVERLAP_PERCENT:
                yield f"{rows[large]}: it covers {percent:.0f} % of {rows[small]}"
