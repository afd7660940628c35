"""What `benchmarks.matching.question` measures; to be imported when Django is set up."""

import os
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from django.utils import timezone

from aid.categories import CATEGORIES
from benchmarks.times import Times
from geo.codes import Level, lineage
from geo.models import Region
from geo.privacy import published_metres
from geo.projection import to_metres
from matching.nearby import MOST_OFFERS, Spot, nearest_offers
from tests.database import Copies

SQL = Path(__file__).parent / "sql"
QUESTIONS = 200
SEED = 20_261_201
# A home lies so far from its kelurahan's point: metres, of a normal distribution.
OFF_M = 700
# The function's parameters, as a prepared statement takes them.
BARE = {
    "of_category": "%(category)s::text",
    "here": "st_setsrid(st_makepoint(%(east)s::float8, %(north)s::float8), 32748)",
    "shown": "st_setsrid(st_makepoint(%(shown_east)s::float8, %(shown_north)s::float8), 32748)",
    "regions": "%(regions)s::text[]",
    "barred": "%(barred)s::bigint[]",
    "at": "now()",
    "most": str(MOST_OFFERS),
}


@dataclass
class Measured:
    """The product, the same question as bare SQL, and `select 1`."""

    ours: Times = field(default_factory=Times)
    bare: Times = field(default_factory=Times)
    floor: Times = field(default_factory=Times)


def measured(offers: int, scale: float, blocks: int) -> Measured:
    """Ask ``blocks`` times the same questions among ``offers``, in a database of their own."""
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as seeded:
            seed(seeded.owner_url, offers, scale)
            spots = drawn_spots()
            with psycopg.connect(seeded.url, autocommit=True) as bare:
                return asked(bare, spots, blocks)
    finally:
        copies.close()


def seed(owner_url: str, offers: int, scale: float) -> None:
    with psycopg.connect(owner_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as owner:
        script = (SQL / "seed_question.sql").read_text()
        owner.execute(script, {"offers": offers, "scale": scale})
        owner.execute("vacuum aid_offer")


def drawn_spots() -> list[Spot]:
    rng = random.Random(SEED)
    codes = [code for code in CATEGORIES if code != "lebaran"]
    kelurahan = Region.objects.filter(level=Level.KELURAHAN).exclude(code__startswith="31.01")
    regions = list(kelurahan.order_by("code"))
    return [spot_in(rng, rng.choice(regions), rng.choice(codes)) for _ in range(QUESTIONS)]


def spot_in(rng: random.Random, region: Region, category: str) -> Spot:
    """A home near the region's point, on the matcher's grid; one donor is barred."""
    east, north = (round(metres + rng.gauss(0, OFF_M), -2) for metres in to_metres(region.point))
    shown = published_metres(region.point)
    regions = tuple(lineage(region.code))
    return Spot(category, east, north, shown.x, shown.y, regions, (rng.randrange(1_000),))


def asked(bare: psycopg.Connection[Any], spots: Sequence[Spot], blocks: int) -> Measured:
    """All three in turn at every spot, each first as often; the first block only warms up."""
    migration = import_module("aid.migrations.0013_nearest_offers")
    for name, value in migration.SETTINGS.items():
        bare.execute(f"set {name} = {value}")
    names = rf"\b({'|'.join(BARE)})\b"
    statement = re.sub(names, lambda name: BARE[name[0]], migration.QUESTION)
    cursor = bare.cursor(binary=True)

    def ours(spot: Spot) -> list[Any]:
        return list(nearest_offers(spot, timezone.now()))

    def as_bare_sql(spot: Spot) -> list[Any]:
        values = {name: getattr(spot, name) for name in Spot.__slots__}
        values |= {"regions": list(spot.regions), "barred": list(spot.barred)}
        return cursor.execute(statement, values, prepare=True).fetchall()

    def select_1(_: Spot) -> list[Any]:
        return cursor.execute("select 1", prepare=True).fetchall()

    for spot in spots:
        # The bare statement answers the same question.
        if [pk for pk, _ in ours(spot)] != [pk for pk, _ in as_bare_sql(spot)]:
            raise AssertionError(f"two answers at {spot}")
        select_1(spot)
    found = Measured()
    ways: list[tuple[Times, Callable[[Spot], list[Any]]]] = [
        (found.ours, ours), (found.bare, as_bare_sql), (found.floor, select_1),
    ]  # fmt: skip
    for block in range(blocks):
        for times, _ in ways:
            times.blocks.append([])
        for number, spot in enumerate(spots):
            first = (block + number) % len(ways)
            for times, ask in (*ways[first:], *ways[:first]):
                begun = perf_counter()
                ask(spot)
                times.blocks[-1].append((perf_counter() - begun) * 1000)
    return found
