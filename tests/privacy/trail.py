"""The canary's way through the real doors, and everything that was said and kept meanwhile."""

import logging
import re
import subprocess
from dataclasses import dataclass, field
from html import unescape
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from launcher import server
from tests.database import Copy
from tests.privacy import canary
from tests.privacy.people import Actor
from tests.privacy.table import NOTHING, Line
from tests.privacy.world import UNKNOWN, Thing

HOME = "31.73.01.1005"


class Heard(logging.Handler):
    """Every log record, with its arguments and traceback; SQL aside, which holds what is
    written and is logged by nobody but developers."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("django.db.backends", "psycopg")):
            self.lines.append(f"{record.name}: {self.format(record)} {record.args!r}")


@dataclass
class Trail:
    """``told``: what each third person was told at each address, and when. ``own``: what those
    concerned were told, and the details that it holds."""

    copy: Copy
    heard: Heard
    told: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    own: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def act(self, actor: Actor, method: str, path: str, data: Any = None) -> Any:
        """One step of the journey, which must succeed."""
        answer = self.go(actor, method, path, data)
        assert answer.status_code < 400, (actor.name, path, answer.content[:600])
        return answer

    def go(self, actor: Actor, method: str, path: str, data: Any = None) -> Any:
        answer = actor.ask(method, path, data)
        self.addresses += [path, answer.headers.get("Location", "")]
        return answer

    def read(self, who: str, answer: Any, *details: str) -> None:
        """Somebody concerned is told just these details of the canary's."""
        self.own[who] = (said_in(answer), set(details))

    def keep(self, who: Actor, path: str, data: object, status: int = 0) -> None:
        """An error, provoked; its page goes to a third person."""
        answer = self.go(who, "POST", path, data)
        got = answer.status_code
        assert got == status or (not status and 300 <= got < 500), path
        self.told.append((f"error at {path}", said_in(answer)))

    def tell(self, when: str, third: list[Actor], paths: list[str]) -> None:
        """Let third persons look everywhere."""
        for actor in third:
            for path in paths:
                answer = self.go(actor, "GET", path)
                assert answer.status_code < 500, path
                said = "" if answer.streaming else said_in(answer)
                told = f"{answer.headers} {said}"
                self.told.append((f"{path} for {actor.name}, {when}", told))


def said_in(answer: Any) -> str:
    return bytes(answer.content).decode("latin-1")


def paths_of(lines: list[Line], keys: dict[str, list[str]]) -> list[str]:
    """Every address that can be read, for everything in ``keys`` (by kind)."""
    found = []
    for line in lines:
        for key in keys.get(line.kind, [UNKNOWN.get(line.kind, "")]):
            thing = Thing(line.kind, "", key, None) if line.kind else NOTHING
            found.append(line.path(thing))
    return [*dict.fromkeys(found), *WIDER]


# Lists in full, the map around the canary's home, and what a search tells.
WIDER = [
    "/api/v1/regions/boundaries/?level=kelurahan",
    "/api/v1/regions/?within=31.73.01&page_size=200",
    f"/api/v1/regions/at/?lat={canary.LATITUDE:.2f}&lon={canary.LONGITUDE:.2f}",
    f"/api/v1/need/requests/?region={HOME}&page_size=200",
    f"/give/need/{HOME}/?category=sembako",
    "/ask/places/?q=kapuk",
    "/tiles/regions/14/13049/8471.mvt",
]


def reference_in(page: str, letter: str) -> str:
    found = re.search(rf"{letter}-[0-9A-Z]{{8}}", unescape(page))
    assert found is not None
    return found[0]


def dump(copy: Copy) -> str:
    """The whole database as its owner may copy it."""
    installed = server.find_server()
    assert installed is not None
    done = subprocess.run(
        [installed.programs / "pg_dump", f"--dbname={copy.owner_url}", "--inserts"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def table_rows(name: str) -> list[str]:
    """All rows of one table, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT kept::text FROM "{name}" kept')
        return [row[0] for row in cursor.fetchall()]


def sessions() -> list[str]:
    """What each session holds, opened."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    return [repr(store.decode(session.session_data)) for session in Session.objects.all()]
