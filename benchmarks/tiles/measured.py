"""What `benchmarks.tiles` measures; to be imported when Django is set up."""

from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import psycopg
from django.test import RequestFactory

from api import tiles
from benchmarks.city.seeded import city

BARE = (Path(__file__).parent / "sql" / "clusters.sql").read_text()
# The seed gives a tenth as many offers as requests.
OFFERS_PER_REQUEST = 10
# All of Jakarta, a city of it, and a part of that: with the length of the codes they show.
TILES = {
    "zoom 8": ((8, 203, 132), 5),
    "zoom 10": ((10, 815, 529), 8),
    "zoom 12": ((12, 3263, 2118), 13),
}


class Measured(NamedTuple):
    """Milliseconds of each time; bytes of the tile."""

    size: int
    ours: list[float]
    floor: list[float]
    kept: list[float]


def measured(offers: int, times: int) -> dict[str, Measured]:
    with (
        city(offers * OFFERS_PER_REQUEST) as database,
        psycopg.connect(database.url, autocommit=True) as bare,
    ):
        return {name: of_tile(bare, *tile, times) for name, tile in TILES.items()}


def of_tile(
    bare: psycopg.Connection[Any], tile: tuple[int, int, int], length: int, times: int
) -> Measured:
    found = Measured(len(drawn(tile)), [], [], [])
    for _ in range(times):
        tiles.forget()
        for milliseconds in (found.ours, found.kept):
            begun = perf_counter()
            drawn(tile)
            milliseconds.append((perf_counter() - begun) * 1000)
        begun = perf_counter()
        bare.execute(BARE, {"z": tile[0], "x": tile[1], "y": tile[2], "length": length}).fetchone()
        found.floor.append((perf_counter() - begun) * 1000)
    return found


def drawn(tile: tuple[int, int, int]) -> bytes:
    response = tiles.one_tile(RequestFactory().get("/"), "offers", *tile)
    assert response.status_code == 200
    return response.content
