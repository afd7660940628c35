"""What `benchmarks.live.fan_out` measures; to be imported when Django is set up."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from django.db import connections, transaction

from aid.actions import verification
from benchmarks.site import HOST, Web, free_port, served
from people.person import Person
from tests.database import Copies

# Made for tests, whose types nobody checks.
factories: Any = import_module("tests.factories")
clients: Any = import_module("tests.api.client")

# A topic tells two messages a second at most: changes further apart are told at once.
SPACING = 1.0
PAGE = os.sysconf("SC_PAGE_SIZE")


class Round(NamedTuple):
    """Seconds from the commit (or from the word to send) to the last socket, and of the server's
    main thread on a processor."""

    last: float
    processor: float


class Measured(NamedTuple):
    """Round by round; ``memory`` is what the product's process grew by, in bytes a socket."""

    ours: list[Round]
    floor: list[Round]
    memory: float


class Program:
    """A process that is talked to by lines."""

    def __init__(self, *words: str) -> None:
        argv = [sys.executable, "-m", *words]
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, line: str = "") -> None:
        writer = cast(IO[str], self.process.stdin)
        writer.write(f"{line}\n")
        writer.flush()

    def hear(self) -> list[str]:
        line = cast(IO[str], self.process.stdout).readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended")
        return line.split()


@contextmanager
def running(*words: str) -> Iterator[Program]:
    program = Program(*words)
    try:
        yield program
    finally:
        program.process.terminate()
        program.process.wait()


@contextmanager
def site() -> Iterator[Web]:
    """The product as it is served, on a database of its own."""
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as database, served(database.url, database.owner_url) as web:
            yield web
    finally:
        connections.close_all()
        copies.close()


def measured(web: Web, path: str, sockets: int, rounds: int) -> Measured:
    """The product and its floor in turn, ``rounds`` times: ``path`` is of a socket that hears of
    requests verified in ``factories.HOME``."""
    port, process = web.port, web.process
    office = factories.office(factories.HOME)
    waiting = [factories.submitted().request.reference for _ in range(rounds + 1)]
    cookie = f"sessionid={session_key_of(office)}"
    warm_up(port, path, cookie)
    before = resident_bytes(process)
    with (
        following(port, sockets, path, cookie) as ours,
        bare() as (floor, floor_port),
        following(floor_port, sockets, "/") as others,
    ):
        grown = (resident_bytes(process) - before) / sockets
        mine, theirs = [], []
        for reference in waiting:
            told, frame = round_of_ours(ours, process, office, reference)
            mine.append(told)
            theirs.append(round_of_floor(others, floor, frame))
    # The first warms up.
    return Measured(mine[1:], theirs[1:], grown)


def processor_seconds(process: int) -> float:
    """What the main thread has used."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def session_key_of(person: Person) -> str:
    return str(clients.client_of(person).django.cookies["sessionid"].value)


def warm_up(port: int, path: str, cookie: str) -> None:
    """A few sockets that come and go, so that what grows later is the sockets'."""
    for _ in range(3):
        with following(port, 50, path, cookie):
            pass
    time.sleep(SPACING)


@contextmanager
def following(port: int, sockets: int, path: str, cookie: str = "") -> Iterator[Program]:
    client = "benchmarks.live.client"
    with running(client, HOST, str(port), str(sockets), path, cookie) as program:
        program.hear()
        yield program


@contextmanager
def bare() -> Iterator[tuple[Program, int]]:
    port = free_port()
    with running("benchmarks.live.floor", str(port)) as program:
        program.hear()
        yield program, port


def round_of_ours(
    client: Program, process: int, office: Person, reference: str
) -> tuple[Round, str]:
    """From before the commit to the last socket; and the message as a frame."""
    client.say()
    time.sleep(SPACING)
    with transaction.atomic():
        verification.verify(office, reference)
        used, begun = processor_seconds(process), time.monotonic_ns()
    at, message = client.hear()
    told = Round((int(at) - begun) / 1e9, processor_seconds(process) - used)
    return told, framed(base64.b64decode(message))


def round_of_floor(client: Program, floor: Program, frame: str) -> Round:
    client.say()
    time.sleep(SPACING)
    process = floor.process.pid
    used, begun = processor_seconds(process), time.monotonic_ns()
    floor.say(frame)
    at, _ = client.hear()
    return Round((int(at) - begun) / 1e9, processor_seconds(process) - used)


def framed(message: bytes) -> str:
    """``message`` as an unmasked frame, in base64."""
    long = len(message) > 125
    head = bytes((0x81, 126)) + len(message).to_bytes(2, "big") if long else b""
    return base64.b64encode((head or bytes((0x81, len(message)))) + message).decode()


def resident_bytes(process: int) -> int:
    time.sleep(2.0)
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE


def paths() -> Iterable[tuple[str, str]]:
    yield "public figures of a city", f"/ws/public/{factories.CITY}/"
    yield "board of a kelurahan", f"/ws/board/{factories.HOME}/"
