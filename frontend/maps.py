"""Maps that the server draws: regions as links in a tone each, the islands beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from geo.shapes import Panel, region_outlines


@dataclass(frozen=True)
class Shade:
    """How one region is drawn: ``tone`` 0 (met) to 4, None without figures; ``note`` is its
    tooltip, ``url`` where it leads."""

    tone: int | None
    note: str
    url: str


@dataclass(frozen=True)
class Tile:
    path: str
    css: str
    note: str
    url: str


@dataclass(frozen=True)
class Drawn:
    """One panel, ready for its template."""

    view_box: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Map:
    main: Drawn
    islands: Drawn | None
    approximate: bool


def drawn_map(level: str, within: str, shades: Mapping[str, Shade]) -> Map | None:
    """The map of the regions of ``level`` inside ``within``; None without boundaries."""
    outlines = region_outlines(level, within)
    if outlines is None:
        return None
    return Map(
        main=drawn(outlines.main, shades),
        islands=drawn(outlines.islands, shades) if outlines.islands else None,
        approximate=outlines.approximate,
    )


def drawn(panel: Panel, shades: Mapping[str, Shade]) -> Drawn:
    tiles = []
    for outline in panel.outlines:
        shade = shades.get(outline.code, Shade(None, outline.name, ""))
        css = "none" if shade.tone is None else str(shade.tone)
        tiles.append(Tile(outline.path, css, shade.note, shade.url))
    return Drawn(panel.view_box, tuple(tiles))
