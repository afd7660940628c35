"""Everybody at every door with everything: only what the tables allow.

A door that the table does not know fails, so that no new one slips by.
"""

import asyncio
import logging
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from zlib import crc32

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connections
from django.db.models import QuerySet
from pytest_django.plugin import DjangoDbBlocker

from aid import rules
from aid.models import Complaint, Match, Offer, Request
from aid.relations import request_relations
from api.hub import hub
from api.scopes import ROOT, SCOPE_OF
from people.person import Person
from tests.database import Copies
from tests.privacy.answers import Outcome, no_method, rule
from tests.privacy.doors import doors, sockets
from tests.privacy.knocking import cells, faults, relations_at, twice
from tests.privacy.people import Actor
from tests.privacy.table import NOTHING, SOCKETS, socket_path
from tests.privacy.tables import every_line
from tests.privacy.world import Thing, World, build

# So that processes share the knocking evenly.
PARTS = 4


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals, none of them news."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(
    copies: Copies, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """The small city, once for all tests here, which leave nothing behind in it."""
    with django_db_blocker.unblock(), copies.fresh():
        yield build()


def test_every_door_is_classified(world: World) -> None:
    assert set(sockets()) == set(SOCKETS), "Say in tests/privacy/table.py who may follow these."
    known = {line.pattern for line in every_line(world)}
    there = {door.pattern for door in doors()}
    assert there - known == set(), "Say in tests/privacy/table.py whose doors these are."
    assert known - there == set(), "There are no such doors any more."


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("api", [True, False], ids=["api", "pages"])
def test_only_what_the_tables_allow(
    world: World, pytestconfig: pytest.Config, *, api: bool, part: int
) -> None:
    same_kind = [line for line in every_line(world) if line.pattern.startswith("api/") is api]
    chosen = [line for line in same_kind if crc32(line.pattern.encode()) % PARTS == part]
    assert chosen
    unknown: dict[tuple[str, str, str], str] = {}
    whole = pytestconfig.getoption("--long")
    found = [fault for cell in cells(world, chosen, whole=whole) for fault in faults(cell, unknown)]
    assert not found, "\n".join(found)


# What nobody in the small city can do just now, or not with the table's body.
NO_EXAMPLE = {
    "api/v1/consignments/",
    "api/v1/consignments/<reference:reference>/close/",
    "api/v1/consignments/<reference:reference>/divide/",
    "api/v1/consignments/<reference:reference>/give/",
    "api/v1/consignments/<reference:reference>/lose/",
    "api/v1/consignments/<reference:reference>/reschedule/",
    "api/v1/consignments/<reference:reference>/running-late/",
    "api/v1/handouts/<int:pk>/answer/",
    "api/v1/handouts/<int:pk>/answer-payment/",
    "api/v1/handouts/<int:pk>/come-after-all/",
    "api/v1/handouts/<int:pk>/complain/",
    "api/v1/handouts/<int:pk>/settle/",
    "api/v1/lists/<reference:reference>/import/",
    "api/v1/matches/<reference:reference>/answer-payment/",
    "api/v1/matches/<reference:reference>/dispute/",
    "api/v1/matches/<reference:reference>/enter-code/",
    "api/v1/matches/<reference:reference>/name-collector/",
    "api/v1/matches/<reference:reference>/photos/",
    "api/v1/matches/<reference:reference>/photos/<uuid:number>/remove/",
    "api/v1/me/tokens/",
    "api/v1/me/tokens/<int:pk>/revoke/",
    "api/v1/posts/",
    "api/v1/requests/",
    "api/v1/requests/<reference:reference>/erase/",
    "api/v1/requests/<reference:reference>/still-need/",
    "api/v1/requests/<reference:reference>/take-back-messages/",
    "api/v1/requests/<reference:reference>/vouch/",
    "api/v1/rounds/<int:pk>/cancel/",
    "api/v1/rounds/<int:pk>/proposals/",
}
# What keeps no answer.
OF_SESSIONS = {"api/v1/follow/", "api/v1/me/giving-for/"}


def test_every_post_of_the_api_that_succeeds_is_done_once(world: World) -> None:
    """Sent again with its key it gets the very same answer, whoever sends it; verbs of a thing on
    what was seen of it."""
    api = [line for line in every_line(world) if line.pattern.startswith("api/v1/")]
    posts = {line.pattern: line for line in api if line.post is not no_method}
    done, found = set(), []
    for pattern in posts.keys() - OF_SESSIONS:
        for cell in cells(world, [posts[pattern]], whole=False):
            if cell.method != "POST" or cell.expected is not Outcome.IN:
                continue
            first, again = twice(cell)
            if first.status_code < 300:
                same = (first.status_code, first.content) == (again.status_code, again.content)
                if not same or again.headers.get("Idempotency-Replayed") != "true":
                    found.append(f"{cell}: {first.status_code}, then {again.status_code}")
                done.add(pattern)
                break
    assert not found, "\n".join(found)
    without = posts.keys() - OF_SESSIONS - done
    assert without == NO_EXAMPLE, "\n".join(sorted(without))


Rows = dict[str, tuple[str, QuerySet[Any]]]


def listed_rows() -> Rows:
    """All rows of what has a list in the API, by the field that names them there."""
    return {
        "request": ("reference", Request.private.with_facts()),
        "offer": ("reference", Offer.private.all()),
        "match": ("reference", Match.private.with_facts()),
        "complaint": ("id", Complaint.private.select_related("match__request__household")),
    }


@pytest.mark.parametrize("kind", ["request", "offer", "match", "complaint"])
def test_lists_hold_what_one_may_see_and_nothing_else(world: World, kind: str) -> None:
    """Against every row there is, asked one by one of the rules."""
    named, rows = listed_rows()[kind]
    every = [Thing(kind, "", str(getattr(row, named)), row) for row in rows]
    assert len(every) >= len(world.of(kind)) >= 3
    path = {"match": "/api/v1/matches/"}.get(kind, f"/api/v1/{kind}s/")
    for actor in world.actors:
        if actor.secret and ("GET", path.removeprefix(f"/{ROOT}")) not in SCOPE_OF:
            continue
        answer = actor.ask("GET", f"{path}?page_size=200").json()
        listed = {str(row[named]) for row in answer["results"]}
        assert answer["next"] is None
        assert listed == {each.key for each in every if sees(actor.person, each)}, actor.name


def sees(person: Person, thing: Thing) -> bool:
    return rule("see")(person, thing) is Outcome.IN


def test_donors_list_of_needs_leaves_out_what_one_may_not_pledge_to(world: World) -> None:
    for actor in world.actors:
        answer = actor.ask("GET", "/api/v1/need/requests/?page_size=200")
        if actor.person.user_id is None:
            assert answer.status_code == 401
            continue
        listed = {row["reference"] for row in answer.json()["results"]}
        for request in Request.private.with_facts():
            known = request_relations(actor.person, request)
            own = {rules.Who.RESIDENT, rules.Who.HELPER} & known
            if request.household_id is None or own or request.status != "verified":
                assert request.reference not in listed, actor.name


CLOSED = {4401: Outcome.SIGN_IN, 4403: Outcome.REFUSED, 4404: Outcome.HIDDEN}


async def test_sockets_follow_what_one_may_see(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    application = import_module("config.asgi").application
    found = []
    try:
        for route, actor, thing in sockets_to_try(world):
            wanted = SOCKETS[route][1](actor.person, thing)
            got = await followed(application, actor, socket_path(route, thing))
            if got is not wanted:
                found.append(f"{actor.name}: {route} {thing.name}: {wanted}, got {got}")
    finally:
        await hub().close()
        await asyncio.to_thread(connections.close_all)
    assert not found, "\n".join(found)


def sockets_to_try(world: World) -> Iterator[tuple[str, Actor, Thing]]:
    """Everybody at every socket, but one of all that are the same to the same thing."""
    for route, (kind, _) in SOCKETS.items():
        for thing in world.of(kind) if kind else [NOTHING]:
            people = [each for each in world.actors if not each.secret]
            alike = {relations_at(each.person, thing): each for each in people}
            for actor in alike.values():
                yield route, actor, thing


async def followed(application: Any, actor: Actor, path: str) -> Outcome:
    """What comes of following ``path``: a first message, or why the socket was closed."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={actor.session}".encode()
    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"cookie", cookie)]
    scope = {"type": "websocket", "path": path, "headers": headers, "query_string": b""}
    communicator: Any = ApplicationCommunicator
    socket = communicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    said = await socket.receive_output(timeout=5)
    if said["type"] == "websocket.accept":
        said = await socket.receive_output(timeout=5)
    if said["type"] == "websocket.close":
        return CLOSED[said["code"]]
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait(timeout=5)
    return Outcome.IN
