"""What `benchmarks.submit` measures; to be imported when Django is set up."""

import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import psycopg

from benchmarks.city.seeded import city
from benchmarks.site import NETWORKS, Client, served, somewhere
from benchmarks.times import Times
from geo.models import Region

BARE = (Path(__file__).parent / "sql" / "insert.sql").read_text()
SEED = 20_261_201


class Measured(NamedTuple):
    ours: Times
    floor: Times


def measured(size: int, requests: int, blocks: int) -> Measured:
    with (
        city(size) as database,
        served(database.url, database.owner_url, NETWORKS) as web,
        psycopg.connect(database.url, autocommit=True) as bare,
    ):
        rng = random.Random(SEED)
        kelurahan = list(Region.objects.filter(level="kelurahan").values_list("code", flat=True))
        client, numbers = Client(web.port), itertools.count()

        def ours() -> object:
            asked = {"category": "sembako", "quantity": 2, "region": rng.choice(kelurahan),
                     "name": "Bench", "consent": True}  # fmt: skip
            headers = {"Idempotency-Key": f"{rng.getrandbits(128):032x}", **somewhere(rng)}
            return client.ask("/api/v1/requests/", json.dumps(asked).encode(), **headers)

        def floor() -> object:
            return insert(bare, next(numbers), rng.choice(kelurahan))

        return in_turn(ours, floor, requests, blocks)


def insert(bare: psycopg.Connection[Any], number: int, region: str) -> object:
    return bare.execute(BARE, {"reference": f"F-{number:08}", "region": region})


def in_turn(
    ours: Callable[[], object], floor: Callable[[], object], requests: int, blocks: int
) -> Measured:
    found = Measured(Times(), Times())
    for _ in range(10):
        ours()
        floor()
    for block in range(blocks):
        for times in found:
            times.blocks.append([])
        for number in range(requests):
            ways = [(found.ours, ours), (found.floor, floor)]
            for times, ask in ways if (block + number) % 2 else ways[::-1]:
                begun = perf_counter()
                ask()
                times.blocks[-1].append((perf_counter() - begun) * 1000)
    return found
