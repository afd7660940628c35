"""Knocking at one door as one person, and undoing whatever it did."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zlib import crc32

from django.db import connection, transaction
from django.urls import resolve

from aid.relations import relations_at_door
from api.doors import Door as ApiDoor
from api.scopes import ROOT, SCOPE_OF
from people.person import ANYONE, Person
from tests.aid.acting import writes
from tests.privacy.answers import Outcome, led, no_method, outcome_of, relations, rule
from tests.privacy.people import Actor
from tests.privacy.table import NOTHING, Line
from tests.privacy.world import UNKNOWN, Thing, World

# What is the same for everybody, whatever they show.
ASKS_NOBODY = "open-data/"
# Sessions are written and attempts counted whatever the answer is, as is a token's last use; and
# what is shown was read.
OWN = re.compile(
    r'\b(django_session|people_bucket)\b|UPDATE "aid_message" SET "read_at"'
    r'|UPDATE "people_apitoken" SET "last_used_at"'
)
TOKENS = re.compile(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]+"')
# Things that some may see.
KINDS = ("request", "offer", "match", "list", "complaint", "consignment", "handout")
PAGE_DOORS = frozenset({Outcome.IN, Outcome.LED})


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    body: str
    written: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """Who knocks where; ``line`` says what to expect."""

    actor: Actor
    method: str
    line: Line
    thing: Thing

    @property
    def expected(self) -> Outcome:
        expected = self.line.get if self.method == "GET" else self.line.post
        if self.program and self.line.pattern.startswith(ROOT) and expected is not no_method:
            way = (self.method, self.line.pattern.removeprefix(ROOT))
            if way not in SCOPE_OF and not way[1].startswith(ASKS_NOBODY):
                return Outcome.REFUSED
        return expected(self.person, self.thing)

    @property
    def program(self) -> bool:
        return bool(self.actor.secret)

    @property
    def person(self) -> Person:
        """Who it is that knocks: a token counts at the API alone."""
        at_api = self.line.pattern.startswith(ROOT)
        return ANYONE if self.program and not at_api else self.actor.person

    @property
    def secret(self) -> bool:
        """Whether the person may not even know that there is such a thing."""
        if self.thing.kind not in KINDS:
            return bool(self.thing.kind)
        return rule("see")(self.person, self.thing) is Outcome.HIDDEN

    @property
    def body(self) -> dict[str, Any]:
        return {} if self.method == "GET" else self.line.body

    def __str__(self) -> str:
        named = f" ({self.thing.kind}: {self.thing.name})" if self.thing.kind else ""
        return f"{self.actor.name}: {self.method} {self.line.path(self.thing)}{named}"


def knock(actor: Actor, method: str, path: str, body: Any = None) -> Answer:
    """The answer to one request, with all that it wrote; then it is undone."""
    statements: list[str] = []

    def listen(execute: Any, sql: Any, *rest: Any) -> Any:
        remember(statements, str(sql))
        return execute(sql, *rest)

    undone: Any = transaction.atomic()
    # Limits insist on counting in a transaction of their own, but not within a test's.
    undone._from_testcase = True
    with undone:
        with connection.execute_wrapper(listen):
            response = actor.ask(method, path, body)
        transaction.set_rollback(True)
    written = tuple(sql for sql in statements if writes(sql) and not OWN.search(sql))
    content = b"".join(response) if response.streaming else response.content
    return Answer(outcome_of(response), content.decode(errors="replace"), written)


def twice(cell: Cell) -> tuple[Any, Any]:
    """The answers to the same POST with the same key, one after the other, on the thing as it was
    seen before the first; then all is undone."""
    undone: Any = transaction.atomic()
    undone._from_testcase = True
    path = cell.line.path(cell.thing)
    headers = {"idempotency-key": str(uuid4())}
    with undone:
        view = resolve(path).func.cls  # type: ignore[attr-defined]
        if view.acted_on is not ApiDoor.acted_on:
            shown_at = path if hasattr(view, "get") else f"{path.rsplit('/', 2)[0]}/"
            headers["if-match"] = cell.actor.ask("GET", shown_at).headers.get("ETag", "")
        first, again = (cell.actor.ask("POST", path, cell.body, headers) for _ in range(2))
        transaction.set_rollback(True)
    return first, again


def remember(statements: list[str], sql: str) -> None:
    """Add one more, or forget what a savepoint's end took back."""
    if sql.startswith("ROLLBACK TO SAVEPOINT "):
        start = statements.index(sql.removeprefix("ROLLBACK TO "))
        del statements[start + 1 :]
    else:
        statements.append(sql)


def cells(world: World, lines: list[Line], *, whole: bool) -> Iterator[Cell]:
    """Everybody at every door with everything that its address may name.

    Unless ``whole``, one of all that are alike where the line doesn't ask for every one: the
    same outcome for the same relations. They take turns from line to line.
    """
    for line in lines:
        things = world.of(line.kind) if line.kind else [NOTHING]
        assert things, line.pattern
        for method, expected in (("GET", line.get), ("POST", line.post)):
            if expected in (no_method, led):
                for actor in (world.actors[0], world.actors[-1]):
                    yield Cell(actor, method, line, things[0])
                continue
            every = [Cell(a, method, line, thing) for thing in things for a in world.actors]
            yield from every if whole or line.every else one_of_each(every)


def one_of_each(every: list[Cell]) -> Iterator[Cell]:
    alike: dict[object, list[Cell]] = {}
    for cell in every:
        kin = (cell.expected, cell.program, relations_at(cell.person, cell.thing))
        alike.setdefault(kin, []).append(cell)
    turn = crc32(f"{every[0].line.pattern} {every[0].line.fill}".encode())
    for group in alike.values():
        yield group[turn % len(group)]


def relations_at(person: Person, thing: Thing) -> frozenset[object]:
    """What the person is to the thing, or to no thing in particular."""
    if not thing.kind:
        return relations_at_door(person) | {held.role for held in person.roles}
    return frozenset(relations(person, thing))


def faults(cell: Cell, unknown: dict[tuple[str, str, str], str]) -> Iterator[str]:
    """What is wrong at one cell; ``unknown`` keeps what is said of things that don't exist."""
    expected = cell.expected
    answer = knock(cell.actor, cell.method, cell.line.path(cell.thing), cell.body)
    if not fits(expected, answer.outcome, api="api/" in cell.line.pattern):
        yield f"{cell}: expected {expected.value}, got {answer.outcome.value}"
    if answer.written and expected not in (Outcome.IN, Outcome.OWN):
        yield f"{cell}: refused, but wrote {answer.written[0][:80]}"
    if expected is Outcome.HIDDEN and cell.secret:
        said = comparable(answer.body, cell.line.path(cell.thing))
        if said != said_of_unknown(cell, unknown):
            yield f"{cell}: not the same answer as for what does not exist"


def fits(expected: Outcome, got: Outcome, *, api: bool) -> bool:
    """Pages tell of what can't be done now, and of what was done, by leading on."""
    if expected is Outcome.OWN:
        return got is not Outcome.BROKEN
    if not api and expected in (Outcome.IN, Outcome.NOT_NOW):
        return got in PAGE_DOORS
    return got is expected


def said_of_unknown(cell: Cell, known: dict[tuple[str, str, str], str]) -> str:
    kind = cell.line.kind
    nothing = Thing(kind, "nothing", UNKNOWN[kind], None)
    path = cell.line.path(nothing)
    # Pages show each their own navigation; the API says the same to everybody.
    reader = "" if path.startswith("/api/") else cell.actor.name
    key = (reader, cell.method, path)
    if key not in known:
        answer = knock(cell.actor, cell.method, path, cell.body)
        known[key] = comparable(answer.body, path)
    return known[key]


def comparable(body: str, path: str) -> str:
    """``body`` without its address and what differs from one answer to the next."""
    return TOKENS.sub("", body.replace(path, "…").replace(quote(path, safe="/"), "…"))
