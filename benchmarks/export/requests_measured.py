"""What `benchmarks.export.requests` measures; to be imported when Django is set up."""

import http.client
import os
import subprocess
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import psycopg
from django.conf import settings

from aid.models import Request
from aid.queries.exports import REQUEST_COLUMNS, listed, newest_key
from benchmarks.production import production_python
from benchmarks.site import HOST, Web, served
from geo.codes import PROVINCE
from tests.database import Copies

SQL = Path(__file__).parent / "sql"
PIECE = 1 << 20
# Of a small export, by which the process has loaded all that it needs.
SMALL = "/api/v1/requests/export.csv?region=31.73.01.1005"
WHOLE = "/api/v1/requests/export.csv"


class Measured(NamedTuple):
    """Seconds of each run, to the first byte too; bytes of the file; kB of memory."""

    ours: list[float]
    floor: list[float]
    first: list[float]
    size: int
    idle_kb: int
    peak_kb: int
    bare_kb: int


class Taken(NamedTuple):
    seconds: float
    first: float
    size: int
    lines: int


def measured(size: int, times: int) -> Measured:
    copies = Copies(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    try:
        with copies.fresh() as seeded:
            seed(seeded.owner_url, size)
            cookie = signed_in()
            with served(seeded.url, seeded.owner_url, python=production_python()) as web:
                return in_turn(web, cookie, seeded.url, size, times)
    finally:
        copies.close()


def seed(owner_url: str, size: int) -> None:
    with psycopg.connect(owner_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute((SQL / "seed.sql").read_text(), {"size": size})
        owner.execute("vacuum aid_request, aid_household")


def signed_in() -> str:
    """The cookie of somebody who looks after the whole province."""
    cast, clients = import_module("tests.factories"), import_module("tests.api.client")
    client = clients.client_of(cast.office(PROVINCE))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.django.cookies[name].value}"


def in_turn(web: Web, cookie: str, url: str, size: int, times: int) -> Measured:
    process, port = web.process, web.port
    taken(port, cookie, SMALL)
    idle = peak_kb(process)
    ours, floor = [], []
    for _ in range(times):
        ours.append(taken(port, cookie, WHOLE))
        floor.append(bare(url))
    assert all(each.lines == size + 1 for each in ours)
    return Measured(
        [each.seconds for each in ours],
        floor,
        [each.first for each in ours],
        ours[0].size,
        idle,
        peak_kb(process),
        frameworks_kb(),
    )


def taken(port: int, cookie: str, path: str) -> Taken:
    begun = perf_counter()
    connection = http.client.HTTPConnection(HOST, port, timeout=600)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "identity"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    first, size, lines = 0.0, 0, 0
    while piece := answer.read1(PIECE):
        first = first or perf_counter() - begun
        size += len(piece)
        lines += piece.count(b"\n")
    connection.close()
    return Taken(perf_counter() - begun, first, size, lines)


def bare(url: str) -> float:
    """Seconds of the same select, all at once, copied into nothing."""
    rows = listed(Request.private.all(), REQUEST_COLUMNS, 0, newest_key(Request.private.all()))
    rows.query.clear_limits()
    sql, parameters = rows.query.sql_with_params()
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        begun = perf_counter()
        with cursor.copy(f"copy ({sql}) to stdout (format csv)", parameters) as copy:
            for _ in copy:
                pass
        return perf_counter() - begun


def frameworks_kb() -> int:
    """The same of a process that has only loaded the frameworks."""
    command = [str(production_python()), "-m", "benchmarks.export.frameworks"]
    unset = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    told = subprocess.run(command, env=unset, check=True, capture_output=True, text=True)
    return int(told.stdout)


def peak_kb(process: int) -> int:
    """The largest resident set that ``process`` had, in kB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1])
