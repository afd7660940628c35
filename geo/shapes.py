"""Outlines of regions as SVG paths, for maps that the server draws.

One map has up to two panels: the mainland, and the islands of Kepulauan Seribu
as an inset of their own scale, because at one scale their 80 km of sea would
squeeze the mainland to a corner.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.codes import ISLANDS, PROVINCE, Level, contains
from geo.models import Boundary, Generation
from geo.projection import shapes_to_metres

WIDTH = 1_000

# Corners that lie less than this many units from the line through their neighbours go.
TOLERANCE = 1.5

# An island is drawn at least this many units wide, or nobody would find it.
ISLAND_UNITS = 14

Coordinates = NDArray[np.float64]


@dataclass(frozen=True)
class RegionOutline:
    """A region's path data in whole units of its panel, y downwards, and where a label fits."""

    code: str
    name: str
    path: str
    label_x: int
    label_y: int
    approximate: bool


@dataclass(frozen=True)
class Panel:
    """Regions drawn at one scale; ``metres_per_unit`` serves a scale bar."""

    width: int
    height: int
    metres_per_unit: float
    outlines: tuple[RegionOutline, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"

    @property
    def approximate(self) -> bool:
        """Whether any outline was drawn and not surveyed."""
        return any(outline.approximate for outline in self.outlines)


@dataclass(frozen=True)
class RegionMap:
    """The main panel, and the islands beside it when the map holds both."""

    main: Panel
    islands: Panel | None

    @property
    def approximate(self) -> bool:
        return self.main.approximate or (self.islands is not None and self.islands.approximate)


def region_outlines(level: Level | str, within: str = PROVINCE) -> RegionMap | None:
    """The current outlines of the regions of ``level`` in ``within``, by code.

    None when there are none. Kept in memory for each generation of boundaries.
    """
    generation = Generation.objects.current()
    return _region_map(generation.pk, Level(level), within) if generation else None


@lru_cache(maxsize=128)
def _region_map(generation: int, level: Level, within: str) -> RegionMap | None:
    boundaries = list(
        Boundary.objects.filter(generation=generation)
        .at_level(level)
        .within_region(within)
        .select_related("region")
        .order_by("region_id")
    )
    islands = [each for each in boundaries if contains(ISLANDS, each.region_id)]
    mainland = [each for each in boundaries if not contains(ISLANDS, each.region_id)]
    if not boundaries:
        return None
    if not mainland:
        return RegionMap(_panel(islands, ISLAND_UNITS), None)
    return RegionMap(_panel(mainland, 0), _panel(islands, ISLAND_UNITS) if islands else None)


def _panel(boundaries: Sequence[Boundary], least_units: int) -> Panel:
    flat = shapes_to_metres(shapely.from_wkb(bytes(each.shape.wkb)) for each in boundaries)
    west, _, east, north = map(float, shapely.total_bounds(flat))
    scale = (WIDTH - 2 * least_units) / (east - west)

    def to_units(metres: Coordinates) -> Coordinates:
        return np.column_stack(
            (
                (metres[:, 0] - west) * scale + least_units,
                (north - metres[:, 1]) * scale + least_units,
            )
        )

    placed = [shapely.transform(shape, to_units) for shape in flat]
    drawn = (
        _simplified(placed) if not least_units else [_grown(shape, least_units) for shape in placed]
    )
    outlines = tuple(
        _outline(boundary, shape) for boundary, shape in zip(boundaries, drawn, strict=True)
    )
    height = int(shapely.total_bounds(drawn)[3]) + 1 + least_units
    return Panel(WIDTH, height, 1 / scale, outlines)


def _simplified(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Fewer corners, the same ones on both sides of an edge: neighbours part nowhere."""
    if not shapely.coverage_is_valid(shapes):
        shapes = list(shapely.coverage_clean(shapes))
    return list(shapely.coverage_simplify(shapes, TOLERANCE))


def _grown(shape: BaseGeometry, least_units: int) -> BaseGeometry:
    return shapely.simplify(shape.buffer(least_units / 2, quad_segs=3), TOLERANCE / 2)


def _outline(boundary: Boundary, shape: BaseGeometry) -> RegionOutline:
    x, y = _label(shape)
    return RegionOutline(
        code=boundary.region_id,
        name=boundary.region.name,
        path="".join(_paths(shape)),
        label_x=round(x),
        label_y=round(y),
        approximate=boundary.approximate,
    )


def _label(shape: BaseGeometry) -> tuple[float, float]:
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=1.0).coords[0]
    return centre[0], centre[1]


def _paths(shape: BaseGeometry) -> Iterable[str]:
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            yield _path(np.rint(shapely.get_coordinates(ring)).astype(int))


def _path(corners: NDArray[np.int_]) -> str:
    """One closed ring, each corner told from the one before; nothing for a ring of no area."""
    steps = np.diff(corners[:-1], axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 2:
        return ""
    start = f"{corners[0][0]} {corners[0][1]}"
    return f"M{start}l{_numbers(steps.ravel().tolist())}z"


def _numbers(values: Sequence[int]) -> str:
    """Numbers with a space only where the next has no minus to part it."""
    return " ".join(map(str, values)).replace(" -", "-")
