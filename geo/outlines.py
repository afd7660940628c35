"""A region's shape, as it comes from a file and as it is kept."""

from dataclasses import dataclass

import shapely


@dataclass(frozen=True)
class Feature:
    """One region's surveyed shape from a file, in degrees."""

    code: str
    shape: shapely.MultiPolygon
    repaired: bool


@dataclass(frozen=True)
class Outline:
    """A shape in degrees, and whether it was drawn and not surveyed."""

    shape: shapely.MultiPolygon
    approximate: bool
