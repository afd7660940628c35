"""Vector tiles for maps: regions with their public figures, and where offers are, in clusters.

Everything comes from sums that are kept, told as public figures are; so a tile costs and weighs
the same however many requests and offers there are. Each process keeps what it drew last, and
draws anew once a figure that is told has changed.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from aid.categories import CATEGORIES
from aid.queries.figures import CODE_LENGTHS, figures_in, published, rounded
from aid.queries.tallies import Sums, sums_below
from geo.codes import PROVINCE
from geo.tiles import current_generation, draw_points, draw_regions, is_tile, levels_at
from people import throttles
from people.network import network_at

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
# How old the figures of a tile may be: as sockets tell no more than two changes a second.
FRESH_SECONDS = 1.0
BROWSER_SECONDS = 10
# So many tiles are kept by a process, some kilobytes each.
KEPT_TILES = 1_000
Told = dict[str, dict[str, int | bool]]
TOLD = ("asked", "confirmed", "unmet")


@dataclass(frozen=True)
class Facts:
    """What is told of regions, by code, as JSON; the same where ``digest`` is."""

    digest: str
    text: str = field(compare=False)


@dataclass(frozen=True)
class Source:
    """What tiles of one zoom are drawn from, as it was at ``read_at`` seconds of the clock."""

    facts: Facts
    generation: int | None
    read_at: float


@dataclass(frozen=True)
class Drawn:
    content: bytes
    etag: str


def region_facts(z: int) -> Told:
    """Of each region its public figures in rupiah, all categories together; what is withheld
    counts as nothing, and ``few`` marks where nothing else is left."""
    told: Told = {}
    for level in levels_at(z):
        below = sums_below(PROVINCE, CODE_LENGTHS[level], timezone.now())
        for code, by_category in figures_in(below).items():
            numbers = published(by_category, level)
            worth = {
                name: sum((each[name] or 0) * CATEGORIES[of].value for of, each in numbers.items())
                for name in TOLD
            }
            told[code] = worth if worth["asked"] else {"few": True}
    return told


def offer_facts(z: int) -> Told:
    """How many offers are open in each region of the level that zoom ``z`` shows, and of which
    category: rounded, and below five only that there are some."""
    level = levels_at(z)[-1]
    found: dict[str, list[Sums]] = {}
    for row in sums_below(PROVINCE, CODE_LENGTHS[level], timezone.now()):
        if row.offers:
            found.setdefault(row.code, []).append(row)
    return {code: cluster(rows) for code, rows in found.items()}


def cluster(rows: list[Sums]) -> dict[str, int | bool]:
    counted = {row.category: rounded(row.offers) for row in rows}
    total = rounded(sum(row.offers for row in rows))
    return {
        **({"few": True} if total is None else {"offers": total}),
        **{name: count for name, count in sorted(counted.items()) if count is not None},
    }


LAYERS: dict[str, Callable[[int], Told]] = {"regions": region_facts, "offers": offer_facts}
_sources: dict[tuple[str, int], Source] = {}


def source_of(layer: str, z: int) -> Source:
    """What a tile is drawn from. A few statements, at most once in FRESH_SECONDS."""
    key = layer, len(levels_at(z))
    known = _sources.get(key)
    if known is not None and monotonic() - known.read_at < FRESH_SECONDS:
        return known
    text = json.dumps(LAYERS[layer](z), sort_keys=True, separators=(",", ":"))
    facts = Facts(hashlib.sha256(text.encode()).hexdigest(), text)
    _sources[key] = source = Source(facts, current_generation(), monotonic())
    return source


def forget() -> None:
    """Keep nothing of what was read and drawn."""
    _sources.clear()
    drawn.cache_clear()


@lru_cache(maxsize=KEPT_TILES)
def drawn(layer: str, tile: tuple[int, int, int], facts: Facts, generation: int | None) -> Drawn:
    """The tile (z, x, y), and a tag of its bytes."""
    if layer == "offers":
        content = draw_points(tile, layer, facts.text)
    else:
        content = draw_regions(tile, generation, facts.text) if generation is not None else b""
    return Drawn(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


@require_safe
def one_tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """One Mapbox vector tile; 204 where nothing is, 404 where no tile can be, 429 for a network
    that reads too often."""
    wait = throttles.read("network", network_at(request))
    if wait:
        held = {"Retry-After": f"{wait:.0f}", "Cache-Control": "no-store"}
        return HttpResponse("Too many reads.\n", "text/plain", 429, headers=held)
    if layer not in LAYERS or not is_tile(z, x, y):
        return HttpResponseNotFound("No such tile.\n", content_type="text/plain")
    source = source_of(layer, z)
    found = drawn(layer, (z, x, y), source.facts, source.generation)
    status = 200 if found.content else 204
    response = HttpResponse(found.content, content_type=MEDIA_TYPE, status=status)
    response["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}"
    response["ETag"] = found.etag
    return get_conditional_response(request, etag=found.etag, response=response) or response


urlpatterns = [
    path("<str:layer>/<int:z>/<int:x>/<int:y>.mvt", one_tile, name="tile"),
]
