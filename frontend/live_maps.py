"""Maps to move about in: what their scripts are told. They draw our own tiles, which anybody may
fetch; what a page may use for it besides is in MAP_POLICY."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings

from geo.codes import ISLANDS
from geo.official import kelurahan_in, official_regions

# Degrees around the outermost points of kelurahan: about a mile.
MARGIN = 0.015


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def map_policy() -> dict[str, list[str]]:
    """What a page with a map adds to the content policy."""
    elsewhere = {"connect-src": [origin_of(settings.BASEMAP)]} if settings.BASEMAP else {}
    return {"worker-src": [SELF], **elsewhere}


MAP_POLICY = map_policy()


@dataclass(frozen=True)
class LiveMap:
    """``box``: west, south, east and north in degrees, with commas. ``at_once``: opened without
    being asked for. ``basemap``: the address of another map's tiles beneath, with its ``credit``;
    empty without one. Regions inside ``own`` lead to their board, others to their public page."""

    box: str
    at_once: bool
    own: str
    basemap: str
    credit: str


def live_map(code: str, *, at_once: bool = False, own: str = "") -> LiveMap | None:
    """The map of region ``code``, not below a kelurahan; None where it has none."""
    found = official_regions().regions
    inside = kelurahan_in(code)
    mainland = [each for each in inside if not each.startswith(ISLANDS)]
    points = [found[each].point for each in mainland or inside]
    if not points:
        return None
    east_west, north_south = [point.x for point in points], [point.y for point in points]
    sides = (
        *(min(east_west) - MARGIN, min(north_south) - MARGIN),
        *(max(east_west) + MARGIN, max(north_south) + MARGIN),
    )
    box = ",".join(f"{side:.4f}" for side in sides)
    return LiveMap(box, at_once, own, settings.BASEMAP, settings.BASEMAP_CREDIT)
