"""What `benchmarks.lists.processor` measures; to be imported when Django is set up."""

import itertools
import json
import random
import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from importlib import import_module
from statistics import median
from typing import Any, NamedTuple

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.city.seeded import city, cookie_of, donor, office
from benchmarks.site import NETWORKS, Client, backends, processor_ms, served, somewhere
from geo.codes import ISLANDS
from geo.models import Region
from geo.official import official_regions
from people.person import Person

SEED = 20_261_201
PROCESSES = 2
CITY = "31.73"
UNCOUNTED = re.compile(r"SAVEPOINT|set_config")


class Kind(NamedTuple):
    """One kind of request. ``most``: milliseconds of application and database, statements."""

    name: str
    most: tuple[float, float, int] | None
    ask: Callable[[Client], object]
    person: Person | None = None


class Used(NamedTuple):
    """Milliseconds of processors for one request, and statements."""

    name: str
    most: tuple[float, float, int] | None
    application: float
    database: float
    statements: float


def measured(size: int, questions: int, blocks: int) -> Iterable[Used]:
    with city(size) as database, ExitStack() as stack:
        kinds = list(kinds_of())
        counted = [statements_of(kind) for kind in kinds]
        connection.close()
        limits = {"GANDENG_READ_LIMITS": "0", **NETWORKS}
        webs = [
            stack.enter_context(served(database.url, database.owner_url, limits))
            for _ in range(PROCESSES)
        ]
        processes = [web.process for web in webs]
        asking = [[Client(web.port, headers_of(kind)) for web in webs] for kind in kinds]
        for kind, clients in zip(kinds, asking, strict=True):
            for client in clients * 10:
                kind.ask(client)
        serving = backends(database.owner_url, database.name)
        used: list[list[tuple[float, float]]] = [[] for _ in kinds]
        for _ in range(blocks):
            for number, (kind, clients) in enumerate(zip(kinds, asking, strict=True)):
                before = processor_ms(processes), processor_ms(serving)
                for _, client in zip(range(questions), itertools.cycle(clients), strict=False):
                    kind.ask(client)
                after = processor_ms(processes), processor_ms(serving)
                spent = [(then - now) / questions for now, then in zip(before, after, strict=True)]
                used[number].append((spent[0], spent[1]))
        for kind, blocks_of, statements in zip(kinds, used, counted, strict=True):
            application, of_database = zip(*blocks_of, strict=True)
            yield Used(kind.name, kind.most, median(application), median(of_database), statements)


def kinds_of() -> Iterable[Kind]:
    rng = random.Random(SEED)
    land = list(Region.objects.filter(level="kelurahan").exclude(code__startswith=ISLANDS))
    kelurahan = [region.code for region in land]
    here = itertools.cycle((region.point.y, region.point.x) for region in rng.sample(land, 200))

    def nearest(client: Client) -> object:
        latitude, longitude = next(here)
        return client.ask(f"/api/v1/need/?near={latitude},{longitude}&first=1")

    def regions(client: Client) -> object:
        latitude, longitude = next(here)
        return client.ask(f"/api/v1/regions/at/?lat={latitude}&lon={longitude}")

    def nearby(client: Client) -> object:
        latitude, longitude = next(here)
        query = f"near={latitude},{longitude}&ordering=distance&page_size=50"
        return client.ask(f"/api/v1/need/requests/?{query}")

    def submit(client: Client) -> object:
        asked = {
            "category": rng.choice(["sembako", "meal", "hygiene", "baby"]), "quantity": 2,
            "region": rng.choice(kelurahan), "name": "Bench", "consent": True,
        }  # fmt: skip
        headers = {"Idempotency-Key": f"{rng.getrandbits(128):032x}", **somewhere(rng)}
        return client.ask("/api/v1/requests/", json.dumps(asked).encode(), **headers)

    list_of_50 = "/api/v1/requests/?page_size=50"
    yield Kind("list of 50", (8, 2, 4), lambda client: client.ask(list_of_50), office(CITY))
    yield Kind("list of 50 nearby", (8, 2, 4), nearby, donor())
    yield Kind("nearest one", (3, 0.5, 1), nearest)
    yield Kind("submit", (6, 2, 99), submit)
    yield Kind("point → regions", (3, 1, 1), regions)
    # What any answer of this stack costs: the floor of the others.
    yield Kind("an answer that reads nothing", None, lambda client: client.ask("/api/v1/me/"))


def headers_of(kind: Kind) -> dict[str, str]:
    return {} if kind.person is None else cookie_of(kind.person)


class Here:
    """Asks as Client does, in this process."""

    def __init__(self, person: Person | None) -> None:
        made: Any = import_module("tests.api.client")
        self.django = (made.client_of(person) if person else made.client_of()).django
        self.django.defaults["SERVER_NAME"] = "localhost"

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> object:
        if body is None:
            return self.django.get(path)
        return self.django.generic("POST", path, body, "application/json", headers=headers)


def statements_of(kind: Kind) -> int:
    here: Any = Here(kind.person)
    official_regions()
    kind.ask(here)
    with CaptureQueriesContext(connection) as captured:
        kind.ask(here)
    return sum(not UNCOUNTED.search(each["sql"]) for each in captured)
