"""Coming back with a cursor: who missed something is told, who missed nothing refetches nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import transaction

from aid.actions import requests
from api import hub as hubs
from api import topics
from api.cursors import cursor_at, transaction_at
from api.newest import Newest
from messaging.live import mark, settled
from people.person import Person
from tests import factories
from tests.api.serving import Live, do, heard, hears_nothing, session_of
from tests.database import Copy
from tests.factories import CITY, ELSEWHERE, HOME, household_of, submitted, verified

BOARD = f"/ws/board/{HOME}/"


@pytest.fixture
def office(coordinator: Person) -> str:
    """The session of HOME's coordinator."""
    return session_of(coordinator)


async def forget(live: Live) -> None:
    """As if the process had just begun."""
    live.hub.newest.begin(await do(topics.recent))


async def test_who_missed_nothing_is_told_so_with_the_same_cursor(live: Live, office: str) -> None:
    cursor = (await live.first(BOARD, office))["cursor"]
    await do(factories.office, ELSEWHERE)
    told = await live.first(BOARD, office, after=cursor)
    assert told == {"topic": f"board:{HOME}", "cursor": cursor, "changed": False}


async def test_who_missed_something_is_told_at_once(live: Live, office: str) -> None:
    cursor = (await live.first(BOARD, office))["cursor"]
    await do(submitted)
    told = await live.first(BOARD, office, after=cursor)
    assert told["changed"] and told["cursor"] != cursor


async def test_who_missed_something_is_told_by_a_process_that_just_began(
    live: Live, office: str
) -> None:
    cursor = (await live.first(BOARD, office))["cursor"]
    await forget(live)
    assert not (await live.first(BOARD, office, after=cursor))["changed"]
    await do(submitted)
    await forget(live)
    assert (await live.first(BOARD, office, after=cursor))["changed"]


async def test_change_elsewhere_is_no_change_here(live: Live, other_coordinator: Person) -> None:
    office = await do(session_of, other_coordinator)
    path = f"/ws/board/{ELSEWHERE}/"
    cursor = (await live.first(path, office))["cursor"]
    await do(submitted)
    assert not (await live.first(path, office, after=cursor))["changed"]
    await forget(live)
    assert not (await live.first(path, office, after=cursor))["changed"]


@contextmanager
def held_open(url: str) -> Iterator[psycopg.Connection]:  # type: ignore[type-arg]
    """A transaction that has a number, and doesn't end yet."""
    with psycopg.connect(url) as connection:
        connection.execute("select txid_current()")
        yield connection


async def test_late_commit_is_told_to_whoever_comes_back(
    live: Live, office: str, committed_db: Copy
) -> None:
    """A begins and writes, B writes and commits, a client reads its cursor, A commits."""
    late, other = (await do(submitted)).request, (await do(submitted)).request
    begun, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def commit_late() -> None:
        with transaction.atomic():
            requests.withdraw(household_of(late), late.reference)
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)

    writing = asyncio.create_task(do(commit_late))
    await begun.wait()
    async with live.follow(BOARD, office) as socket:
        await heard(socket)
        await do(requests.withdraw, household_of(other), other.reference)
        cursor = (await heard(socket))["cursor"]
    go_on.set()
    await writing
    for _ in range(2):
        assert (await live.first(BOARD, office, after=cursor))["changed"]
        await forget(live)


async def test_late_commit_reaches_whoever_is_connected_and_comes_back_after_it(
    live: Live, office: str, committed_db: Copy
) -> None:
    request = (await do(submitted)).request
    with held_open(committed_db.url) as open_transaction:
        async with live.follow(BOARD, office) as socket:
            await heard(socket)
            await do(requests.withdraw, household_of(request), request.reference)
            first = await heard(socket)
            held = transaction_at(first["cursor"])
            assert held is not None and held <= await do(settled)
            hint = "select pg_notify('gandeng_live', json_build_object('transaction',"
            hint += f" txid_current(), 'topics', json_build_array('board:{HOME}'))::text)"
            open_transaction.execute(hint)
            open_transaction.commit()
            second = await heard(socket)
            assert second["changed"]
    # Of what it was told last, nothing can have been overtaken.
    assert (await live.first(BOARD, office, after=first["cursor"]))["changed"]


@pytest.mark.parametrize(
    "cursor", ["", "0", "x" * 54, "%00", "é", "a" * 5_000, "' or 1=1", "AAAA" * 13]
)
async def test_cursor_that_nobody_gave_means_look_again(
    live: Live, office: str, cursor: str
) -> None:
    await do(submitted)
    assert (await live.first(BOARD, office, after=cursor))["changed"]
    assert "figures" in await live.first(f"/ws/public/{HOME}/", after=cursor)
    assert "figures" in await live.first(f"/ws/public/{CITY}/", after=cursor)


async def test_cursor_older_than_what_is_known_means_look_again(
    live: Live, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "MOST_EVENTS", 2)
    cursor = (await live.first(BOARD, office))["cursor"]
    await do(lambda: [factories.published() for _ in range(3)])
    await forget(live)
    assert live.hub.newest.since > (transaction_at(cursor) or 0)
    assert (await live.first(BOARD, office, after=cursor))["changed"]


async def test_cursor_of_another_history_means_look_again(live: Live, office: str) -> None:
    """As when the database came back from an older copy."""
    ahead = cursor_at(await do(settled) + 1_000_000)
    assert (await live.first(BOARD, office, after=ahead))["changed"]


async def test_public_figures_come_again_only_where_something_happened(live: Live) -> None:
    path = f"/ws/public/{CITY}/"
    cursor = (await live.first(path))["cursor"]
    assert await live.first(path, after=cursor) == {
        "topic": f"public:{CITY}", "cursor": cursor, "changed": False,
    }  # fmt: skip
    await do(verified, quantity=4)
    told = await live.first(path, after=cursor)
    assert told["changed"] and told["figures"]["sembako"]["asked"] == 4


async def test_cursor_of_a_kelurahan_moves_with_its_rounded_figures_alone(live: Live) -> None:
    """7 packages are told as 5; whatever happens that leaves 5 leaves the cursor as it is."""
    path = f"/ws/public/{HOME}/"
    request = await do(verified, quantity=7)
    first = await live.first(path)
    await do(factories.pledged, request, 1)
    assert await live.first(path) == first
    unchanged = {"topic": f"public:{HOME}", "cursor": first["cursor"], "changed": False}
    assert await live.first(path, after=first["cursor"]) == unchanged
    await forget(live)
    assert await live.first(path, after=first["cursor"]) == unchanged
    await do(verified, quantity=10)  # 17, told as 15
    told = await live.first(path, after=first["cursor"])
    assert told["changed"] and told["cursor"] != first["cursor"]


async def test_cursor_tells_nothing_of_what_happens_elsewhere(live: Live) -> None:
    """Two of the same moment differ, so that none can be compared with another."""
    assert cursor_at(7) != cursor_at(7)
    path = f"/ws/public/{CITY}/"
    one, other = [(await live.first(path))["cursor"] for _ in range(2)]
    assert one != other and len(one) == len(other)


async def test_a_storm_of_those_who_missed_nothing_reads_no_figures(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/ws/public/{CITY}/"
    cursor = (await live.first(path))["cursor"]
    read: list[str] = []
    monkeypatch.setattr(topics, "public_figures", read.append)
    told = await asyncio.gather(*(live.first(path, after=cursor) for _ in range(50)))
    assert [each["changed"] for each in told] == [False] * 50
    assert not read


async def test_a_storm_of_newcomers_reads_figures_a_few_times(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/ws/public/{CITY}/"
    await do(verified, quantity=4)
    read: list[str] = []
    figures = topics.public_figures
    monkeypatch.setattr(
        topics, "public_figures", lambda code: (read.append(code), figures(code))[1]
    )
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(live.follow(path)) for _ in range(50)]
        for socket in sockets:
            assert (await heard(socket))["figures"]["sembako"]["asked"] == 4
        assert len(read) < 25
        await do(verified, quantity=3)
        for socket in sockets:
            assert (await heard(socket))["figures"]["sembako"]["asked"] == 7


async def test_who_heard_nothing_for_long_gets_a_newer_cursor(
    live: Live, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SILENCE", 0.0)
    async with (
        live.follow(BOARD, office) as socket,
        live.follow(f"/ws/public/{HOME}/") as kelurahan,
    ):
        first = await heard(socket)
        await heard(kelurahan)
        await do(submitted, region=ELSEWHERE)
        await do(mark)
        told = await heard(socket)
        assert told.pop("cursor") != first["cursor"]
        assert told == {"topic": f"board:{HOME}", "changed": False}
        # Rounded figures have a cursor that doesn't age; a reminder would be one more signal.
        assert await hears_nothing(kelurahan, 0.5)


def test_so_many_topics_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.newest.MOST_TOPICS", 2)
    newest = Newest()
    for transaction_, topic in ((10, "board:1"), (11, "board:2"), (9, "board:1"), (12, "board:3")):
        newest.note(topic, transaction_)
    # board:2 was heard of longest ago.
    assert dict(newest.of) == {"board:1": 10, "board:3": 12}
    up_to_date: Any = lambda topic, at: newest.is_up_to_date(topic, cursor_at(at), 100)  # noqa: E731
    assert not up_to_date("board:2", 11)
    assert up_to_date("board:2", 12) and up_to_date("board:1", 12)
    assert not up_to_date("board:3", 12) and up_to_date("board:3", 13)
