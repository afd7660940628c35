"""What `benchmarks.lists.near` measures; to be imported when Django is set up."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg
from django.contrib.gis.geos import Point

from benchmarks.city.seeded import city, cookie_of, donor
from benchmarks.site import Client, served
from benchmarks.times import Times
from geo.official import kelurahan_in, metres_from
from people.person import Person
from tests.database import Copy

BARE = (Path(__file__).parent / "sql" / "near.sql").read_text()
SEED = 20_261_201
PAGE = 20
# West, south, east, north of the land, in degrees.
JAKARTA = (106.70, -6.35, 106.95, -6.10)


class Measured(NamedTuple):
    ours: Times
    floor: Times


class Question(NamedTuple):
    """Where somebody stands: for the site, and for bare SQL the kelurahan by distance."""

    path: str
    codes: list[str]
    metres: list[int]


def measured(size: int, questions: int, blocks: int) -> Measured:
    """The same questions to the site and to the database, ``blocks`` times, each first as often."""
    with city(size) as database:
        asked = list(drawn(questions))
        person = donor()
        with site_and_sql(database, person) as (client, bare):
            for question in asked:
                check(client, bare, person, question)
            found = Measured(Times(), Times())
            for block in range(blocks):
                for times in found:
                    times.blocks.append([])
                for number, question in enumerate(asked):
                    ways: list[tuple[Times, Callable[[], object]]] = [
                        (found.ours, partial(ours, client, question)),
                        (found.floor, partial(in_sql, bare, person, question)),
                    ]
                    for times, ask in ways if (block + number) % 2 else ways[::-1]:
                        begun = perf_counter()
                        ask()
                        times.blocks[-1].append((perf_counter() - begun) * 1000)
    return found


@contextmanager
def site_and_sql(
    database: Copy, person: Person
) -> Iterator[tuple[Client, psycopg.Connection[Any]]]:
    headers = cookie_of(person)
    limits = {"GANDENG_READ_LIMITS": "0"}
    with (
        served(database.url, database.owner_url, limits) as web,
        psycopg.connect(database.url, autocommit=True) as bare,
    ):
        yield Client(web.port, headers), bare


def drawn(questions: int) -> Iterator[Question]:
    rng = random.Random(SEED)
    west, south, east, north = JAKARTA
    everywhere = kelurahan_in("31")
    for _ in range(questions):
        longitude, latitude = rng.uniform(west, east), rng.uniform(south, north)
        query = {"near": f"{latitude},{longitude}", "ordering": "distance", "page_size": PAGE}
        reached = metres_from(Point(longitude, latitude, srid=4326), everywhere)
        yield Question(
            f"/api/v1/need/requests/?{urlencode(query)}",
            [code for _, code in reached],
            [round(metres) for metres, _ in reached],
        )


def ours(client: Client, question: Question) -> list[str]:
    rows = json.loads(client.ask(question.path))["results"]
    return [row["reference"] for row in rows]


def in_sql(bare: psycopg.Connection[Any], person: Person, question: Question) -> list[str]:
    values = {
        "codes": question.codes,
        "metres": question.metres,
        "person": person.user_id,
        "most": PAGE,
    }
    return [row[0] for row in bare.execute(BARE, values).fetchall()]


def check(
    client: Client, bare: psycopg.Connection[Any], person: Person, question: Question
) -> None:
    if ours(client, question) != in_sql(bare, person, question):
        raise AssertionError(f"two answers to {question.path}")
