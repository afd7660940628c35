"""From one set of boundaries to the next: what the new one holds, and what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.codes import Level, level_of
from geo.errors import BoundaryFileRefused
from geo.geometry import as_multipolygon, with_unions
from geo.models import Region
from geo.outlines import Feature, Outline
from geo.projection import shapes_to_metres

SAME_PERCENT = 0.1
MOVED_M = 1_000.0


@dataclass(frozen=True)
class Redrawn:
    """A region whose outline differs: areas in km², the part that changed hands in percent
    of the old area, and how far its centre moved in metres."""

    code: str
    name: str
    old_km2: float
    new_km2: float
    changed_percent: float
    moved_m: float

    @property
    def has_moved(self) -> bool:
        return self.moved_m > MOVED_M


@dataclass(frozen=True)
class Change:
    """What an import does to the regions of its level; ``surveyed`` had a drawn outline before."""

    added: tuple[str, ...]
    redrawn: tuple[Redrawn, ...]
    unchanged: int
    surveyed: int
    missing: tuple[str, ...]
    repaired: tuple[str, ...]


def succeed(
    features: Sequence[Feature],
    level: Level,
    current: Mapping[str, Outline],
    regions: Mapping[str, Region],
) -> tuple[dict[str, Outline], Change]:
    """The next outlines of every level, by code, and how they differ from ``current``.

    Raises BoundaryFileRefused when a region left out of the file would lose all its land.
    """
    given = {feature.code: feature.shape for feature in features}
    missing = [
        code for code, region in regions.items() if region.level == level and code not in given
    ]
    kept = _left_over([code for code in missing if code in current], current, given)
    approximate = {code for code in kept if current[code].approximate}
    outlines = {
        code: Outline(shape, any(code == part or _below(part, code) for part in approximate))
        for code, shape in with_unions(given | kept).items()
    }
    deeper = {
        code: outline
        for code, outline in current.items()
        if code not in outlines and _is_deeper(code, level)
    }
    return outlines | deeper, _change(features, current, regions, missing)


def _left_over(
    codes: Sequence[str], current: Mapping[str, Outline], given: Mapping[str, BaseGeometry]
) -> dict[str, shapely.MultiPolygon]:
    taken = shapely.union_all(list(given.values()))
    kept = {code: as_multipolygon(shapely.difference(current[code].shape, taken)) for code in codes}
    if lost := [code for code, shape in kept.items() if shape.is_empty]:
        raise BoundaryFileRefused(
            *(f"{code} is not in the file, and others take all of its land" for code in lost)
        )
    return kept


def _below(code: str, above: str) -> bool:
    return code.startswith(above + ".")


def _is_deeper(code: str, level: Level) -> bool:
    own = level_of(code)
    return own is not None and list(Level).index(own) > list(Level).index(level)


def _change(
    features: Sequence[Feature],
    current: Mapping[str, Outline],
    regions: Mapping[str, Region],
    missing: Sequence[str],
) -> Change:
    compared = [
        _compare(feature, regions[feature.code].name, current[feature.code].shape)
        for feature in features
        if feature.code in current
    ]
    redrawn = [entry for entry in compared if entry.changed_percent > SAME_PERCENT]
    return Change(
        added=tuple(feature.code for feature in features if feature.code not in current),
        redrawn=tuple(sorted(redrawn, key=lambda entry: -entry.changed_percent)),
        unchanged=len(compared) - len(redrawn),
        surveyed=sum(
            feature.code in current and current[feature.code].approximate for feature in features
        ),
        missing=tuple(sorted(missing)),
        repaired=tuple(feature.code for feature in features if feature.repaired),
    )


def _compare(feature: Feature, name: str, before: BaseGeometry) -> Redrawn:
    old, new = shapes_to_metres([before, feature.shape])
    return Redrawn(
        code=feature.code,
        name=name,
        old_km2=old.area / 1e6,
        new_km2=new.area / 1e6,
        changed_percent=100 * shapely.symmetric_difference(old, new).area / old.area,
        moved_m=shapely.distance(old.centroid, new.centroid),
    )
