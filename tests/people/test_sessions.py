"""What the database tells of sessions."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from people.sessions import SessionStore

pytestmark = pytest.mark.django_db


def made(**values: Any) -> SessionStore:
    session = SessionStore()
    session.update(values)
    session.save()
    return session


def row() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select s::text from django_session s")
        return str(cursor.fetchone()[0])


def test_row_holds_neither_key_nor_content_in_plain() -> None:
    session = made(phone="+6281234567890")
    assert session.session_key is not None
    assert session.session_key not in row()
    assert "phone" not in row() and "+62" not in row()
    assert InDatabase().decode(Session.objects.get().session_data) == {}


def test_session_is_found_by_its_key_and_changed() -> None:
    session = made(a=1)
    again = SessionStore(session.session_key)
    assert again["a"] == 1
    again["a"] = 2
    again.save()
    assert SessionStore(session.session_key)["a"] == 2
    assert Session.objects.count() == 1


def test_what_the_row_shows_as_key_opens_nothing() -> None:
    made(a=1)
    shown = Session.objects.get().session_key
    assert SessionStore(shown).get("a") is None


def test_content_of_another_session_does_not_open() -> None:
    first, second = made(a=1), made(a=2)
    rows = list(Session.objects.order_by("pk"))
    rows[0].session_data, rows[1].session_data = rows[1].session_data, rows[0].session_data
    for each in rows:
        each.save()
    assert SessionStore(first.session_key).get("a") is None
    assert SessionStore(second.session_key).get("a") is None


def test_session_gets_a_new_key_and_ends() -> None:
    session = made(a=1)
    before = session.session_key
    session.cycle_key()
    assert session.session_key != before and session["a"] == 1
    assert before is not None and not session.exists(before)
    session.flush()
    assert not Session.objects.exists()


def test_ended_session_opens_nothing() -> None:
    session = made(a=1)
    session.set_expiry(-1)
    session.save()
    assert SessionStore(session.session_key).get("a") is None
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_asynchronous_calls_do_the_same() -> None:
    async def walk() -> None:
        session = SessionStore()
        await session.aset("a", 1)
        await session.asave()
        key = session.session_key
        assert key is not None and await session.aexists(key)
        assert await SessionStore(key).aget("a") == 1
        await session.adelete()
        assert not await session.aexists(key)

    async_to_sync(walk)()


def test_browsers_get_such_sessions(client: Client) -> None:
    client.post("/language/", {"language": "en"})
    assert type(client.session) is SessionStore
