"""Sockets through the real application, with real commits and PostgreSQL's own notifications."""

import asyncio
import time
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import transaction
from websockets.exceptions import InvalidStatus

from aid.actions import requests, verification
from api import consumers, topics
from api.frames import message_of
from api.standing import Standing
from messaging.live import publish
from people import limits
from people.limits import HOUR, Limit
from people.person import Person
from tests import factories
from tests.api.serving import Live, cut_listeners, do, heard, hears_nothing, session_of
from tests.database import Copy
from tests.factories import CITY, HOME, household_of, submitted, verified


async def test_committed_change_reaches_the_public_with_its_figures(live: Live) -> None:
    async with live.follow(f"/ws/public/{CITY}/") as socket:
        first = await heard(socket)
        cursor = first.pop("cursor")
        assert first == {"topic": f"public:{CITY}", "changed": True, "figures": {}}
        await do(verified, quantity=4)
        told = await heard(socket)
        assert told["cursor"] != cursor
        assert told["figures"]["sembako"]["asked"] == 4


async def test_public_hears_rounded_figures_of_a_kelurahan(live: Live) -> None:
    async with live.follow(f"/ws/public/{HOME}/") as socket:
        await heard(socket)
        await do(verified, quantity=7)
        assert (await heard(socket))["figures"]["sembako"]["asked"] == 5


async def test_kelurahan_hears_only_of_figures_that_changed(live: Live) -> None:
    """7 packages are told as 5; a change that leaves 5 would tell that something happened."""
    request = await do(verified, quantity=7)
    async with live.follow(f"/ws/public/{HOME}/") as socket:
        await heard(socket)
        await do(verified, quantity=10)  # 17, told as 15
        assert (await heard(socket))["figures"]["sembako"]["asked"] == 15
        await do(factories.pledged, request, 1)
        assert await hears_nothing(socket, 1.0)


async def test_what_is_rolled_back_is_told_to_nobody(live: Live, coordinator: Person) -> None:
    request = (await do(submitted)).request

    def verify_and_think_again() -> None:
        with transaction.atomic():
            verification.verify(coordinator, request.reference)
            transaction.set_rollback(True)

    async with live.follow(f"/ws/public/{CITY}/") as socket:
        await heard(socket)
        await do(verify_and_think_again)
        assert await hears_nothing(socket, 1.0)
        await do(verification.verify, coordinator, request.reference)
        assert (await heard(socket))["figures"]["sembako"]["requests"] == 1


async def test_board_hears_of_a_new_request_at_once(live: Live, coordinator: Person) -> None:
    session = await do(session_of, coordinator)
    async with live.follow(f"/ws/board/{HOME}/", session) as socket:
        await heard(socket)
        await do(submitted)
        told = await heard(socket, 0.5)
        assert told.pop("cursor")
        assert told == {"topic": f"board:{HOME}", "changed": True}


async def test_household_hears_of_its_request_by_its_link(live: Live) -> None:
    request = await do(verified)
    other = await do(verified)
    session = await do(session_of, household_of(request))
    async with live.follow(f"/ws/requests/{request.reference}/", session) as socket:
        first = await heard(socket)
        assert first["topic"] == f"request:{request.reference}"
        await do(requests.say_enough, household_of(other), other.reference)
        assert await hears_nothing(socket, 0.6)
        await do(requests.say_enough, household_of(request), request.reference)
        assert (await heard(socket))["changed"]


async def test_account_hears_of_what_concerns_it(live: Live, resident: Person) -> None:
    session = await do(session_of, resident)
    async with live.follow("/ws/mine/", session) as socket:
        await heard(socket)
        await do(submitted, resident)
        assert (await heard(socket))["topic"] == f"person:{resident.user_id}"


async def test_who_may_not_follow_is_told_why(
    live: Live, stranger: Person, coordinator: Person
) -> None:
    request = await do(verified)
    session = await do(session_of, stranger)
    assert await live.closed_with(f"/ws/board/{HOME}/") == 4401
    assert await live.closed_with(f"/ws/board/{HOME}/", session) == 4403
    assert await live.closed_with("/ws/mine/") == 4401
    assert await live.closed_with(f"/ws/requests/{request.reference}/", session) == 4404
    # A coordinator of one kelurahan does not follow the city.
    office = await do(session_of, coordinator)
    assert await live.closed_with(f"/ws/board/{CITY}/", office) == 4403


async def test_unknown_addresses_are_closed(live: Live) -> None:
    for path in ("/ws/public/31.99/", f"/ws/public/{HOME}.901/", "/ws/nothing/", "/ws/"):
        assert await live.closed_with(path) == 4404


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "http://127.0.0.1:1", "null"])
async def test_pages_of_other_sites_and_ports_are_refused(live: Live, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with live.follow(f"/ws/public/{CITY}/", origin=origin):
            pass
    assert refusal.value.response.status_code == 403


async def test_a_storm_is_told_twice_a_second_and_ends_with_the_newest(live: Live) -> None:
    async with live.follow(f"/ws/public/{CITY}/") as socket:
        await heard(socket)
        started = time.monotonic()
        await do(storm, 100)
        told = []
        with suppress(TimeoutError):
            while True:
                told.append((await heard(socket, 0.8))["figures"])
        # One at once, then one every half second; 0.8 s pass before silence is believed.
        seconds = time.monotonic() - started - 0.8
        assert 2 <= len(told) <= 2 + 2 * seconds
        assert told[-1]["sembako"]["asked"] == 4


def storm(changes: int) -> None:
    for _ in range(changes):
        publish([f"public:{CITY}"])
    verified(quantity=4)


async def test_first_change_after_silence_is_told_at_once(live: Live) -> None:
    async with live.follow("/ws/public/31/") as socket:
        await heard(socket)
        for _ in range(2):
            started = time.monotonic()
            await do(publish, ["public:31"])
            await heard(socket)
            assert time.monotonic() - started < 0.4
            await asyncio.sleep(0.5)


async def test_all_look_again_after_a_lost_connection(
    live: Live, committed_db: Copy, coordinator: Person
) -> None:
    session = await do(session_of, coordinator)
    async with (
        live.follow(f"/ws/board/{HOME}/", session) as board,
        live.follow(f"/ws/public/{CITY}/") as public,
    ):
        await heard(board)
        await heard(public)
        await do(cut_listeners, committed_db.owner_url)
        await do(submitted)
        # Told while nobody listened, or when the new connection did already.
        assert (await heard(board, 5))["changed"]
        assert (await heard(public, 5))["changed"]
        await do(verified, quantity=2)
        while (await heard(public))["figures"].get("sembako", {}).get("asked") != 2:
            pass


async def test_one_connection_listens_for_all_sockets(live: Live, committed_db: Copy) -> None:
    async with (
        live.follow(f"/ws/public/{CITY}/") as one,
        live.follow(f"/ws/public/{HOME}/") as other,
    ):
        await heard(one)
        await heard(other)
        assert await do(listeners, committed_db.owner_url) == 1


def listeners(owner_url: str) -> int:
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and query ilike 'listen %'"
        ).fetchone()
    assert row is not None
    return int(row[0])


async def test_a_socket_that_left_is_forgotten(live: Live) -> None:
    async with live.follow(f"/ws/public/{CITY}/") as socket:
        await heard(socket)
        assert set(live.hub.topics) == {f"public:{CITY}"}
    await asyncio.sleep(0.1)
    assert live.hub.topics == {}


class SlowReader(consumers.Follower):
    """Its first message never leaves."""

    def __init__(self) -> None:
        super().__init__(topic_of=topics.public_topic)
        self.standing = Standing(None, topics.public_topic, "31", "public:31", ())
        self.tried: list[str] = []
        self.closed_with = 0

    async def send(self, message: Any) -> None:
        self.tried.append(message)
        await asyncio.Event().wait()

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        self.closed_with = code or 0


async def test_slow_reader_has_one_message_waiting_and_is_dropped_in_the_end(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SlowReader()
    live.hub.hold(reader)
    for number in range(1_000):
        reader.tell(message_of(f"message {number}"))
        await asyncio.sleep(0)
    assert reader.tried == ["message 0"]
    assert reader.waiting == message_of("message 999")
    reader.remind(message_of("nothing new"))
    assert reader.waiting == message_of("message 999")
    monkeypatch.setattr(consumers, "PATIENCE", 0.0)
    reader.tell(message_of("one too many"))
    await asyncio.sleep(0)
    assert reader.closed_with == 4408
    assert live.hub.topics == {}


async def test_network_opens_so_many_sockets_and_no_more(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LIMITS", {"socket": (Limit(2, HOUR, "network"),)})
    for _ in range(2):
        async with live.follow(f"/ws/public/{CITY}/") as socket:
            await heard(socket)
    assert await live.closed_with(f"/ws/public/{CITY}/") == 4429
