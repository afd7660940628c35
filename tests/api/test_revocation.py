"""Sockets whose right to follow ends are closed within seconds; those of others stay open."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from websockets.asyncio.client import ClientConnection

from aid.actions import verification
from api import guard, standing
from geo.models import Region
from people import revocation
from people.accounts import create_organisation
from people.models import Membership, User
from people.person import Person, Role
from people.roles import add_staff, grant_role, remove_staff, revoke_role
from people.session import give_for
from people.sessions import hidden
from tests import factories
from tests.api.serving import Live, close_code, cut_listeners, do, heard, session_of
from tests.database import Copy
from tests.factories import CITY, ELSEWHERE, HOME, account_of, household_of, submitted

BOARD = f"/ws/board/{HOME}/"
# The promise is 5 seconds.
IN_TIME = 5.0


async def is_open(socket: ClientConnection, within: float = 0.6) -> bool:
    """Whether nobody closes it for a while; what it is told is let pass."""
    try:
        await close_code(socket, within)
    except TimeoutError:
        return True
    return False


def sign_out(session: str) -> None:
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session
    assert browser.post("/sign-out/").status_code == 302


async def test_logging_out_closes_what_the_session_followed(live: Live, resident: Person) -> None:
    session, other = [await do(session_of, resident) for _ in range(2)]
    async with (
        live.follow("/ws/mine/", session) as mine,
        live.follow("/ws/mine/", other) as elsewhere,
    ):
        await heard(mine)
        await heard(elsewhere)
        await do(sign_out, session)
        assert await close_code(mine, IN_TIME) == 4401
        # Another browser of the same person.
        assert await is_open(elsewhere)


async def test_public_sockets_hang_on_nobody_s_session(live: Live, resident: Person) -> None:
    session = await do(session_of, resident)
    async with live.follow(f"/ws/public/{CITY}/", session) as socket:
        await heard(socket)
        assert live.hub.guard.held == {}
        await do(sign_out, session)
        assert await is_open(socket)


async def test_losing_a_role_closes_the_board_and_no_other_s(live: Live) -> None:
    one, other = [await do(factories.office, HOME) for _ in range(2)]
    sessions = [await do(session_of, person) for person in (one, other)]
    async with (
        live.follow(BOARD, sessions[0]) as socket,
        live.follow("/ws/mine/", sessions[0]) as mine,
        live.follow(BOARD, sessions[1]) as colleague,
    ):
        for each in (socket, mine, colleague):
            await heard(each)
        await do(revoke, one, HOME)
        assert await close_code(socket, IN_TIME) == 4403
        assert await is_open(mine)
        assert await is_open(colleague)


def revoke(person: Person, code: str) -> None:
    assert revoke_role(account_of(person), Role.COORDINATOR, Region.objects.get(code=code))


async def test_board_stays_open_while_another_role_allows_it(live: Live) -> None:
    person = await do(factories.office, HOME)
    await do(lambda: grant_role(account_of(person), Role.AUDITOR, Region.objects.get(code=CITY)))
    session = await do(session_of, person)
    async with live.follow(BOARD, session) as socket:
        await heard(socket)
        await do(revoke, person, HOME)
        assert await is_open(socket, 1.0)
        await do(lambda: Membership.objects.filter(user_id=person.user_id).delete())
        assert await close_code(socket, IN_TIME) == 4403


async def test_role_moved_to_another_region_closes_the_board(live: Live) -> None:
    person = await do(factories.office, HOME)
    async with live.follow(BOARD, await do(session_of, person)) as socket:
        await heard(socket)
        held = Membership.objects.filter(user_id=person.user_id)
        await do(held.update, region_id=ELSEWHERE)
        assert await close_code(socket, IN_TIME) == 4403


async def test_losing_the_second_factor_closes_the_board(live: Live) -> None:
    person = await do(factories.office, HOME)
    async with live.follow(BOARD, await do(session_of, person)) as socket:
        await heard(socket)
        await do(Authenticator.objects.filter(user_id=person.user_id).delete)
        assert await close_code(socket, IN_TIME) == 4403


async def test_replaced_link_closes_the_household_s_page(live: Live, coordinator: Person) -> None:
    request, other = [(await do(submitted)).request for _ in range(2)]
    sessions = [await do(session_of, await do(household_of, each)) for each in (request, other)]
    async with (
        live.follow(f"/ws/requests/{request.reference}/", sessions[0]) as socket,
        live.follow(f"/ws/requests/{other.reference}/", sessions[1]) as neighbour,
    ):
        await heard(socket)
        await heard(neighbour)
        await do(verification.hand_over_link, coordinator, request.reference)
        assert await close_code(socket, IN_TIME) == 4403
        assert await is_open(neighbour)


async def test_leaving_an_organisation_closes_what_it_followed(
    live: Live, stranger: Person
) -> None:
    organisation = await do(create_organisation, "Yayasan Contoh")
    await do(lambda: add_staff(account_of(stranger), organisation))
    session = await do(session_giving_for, stranger, organisation)
    async with live.follow("/ws/mine/", session) as socket:
        assert (await heard(socket))["topic"] == f"person:{organisation.pk}"
        await do(lambda: remove_staff(account_of(stranger), organisation))
        assert await close_code(socket, IN_TIME) == 4403


async def test_closed_organisation_closes_what_its_staff_followed(
    live: Live, stranger: Person
) -> None:
    organisation = await do(create_organisation, "Yayasan Contoh")
    await do(lambda: add_staff(account_of(stranger), organisation))
    session = await do(session_giving_for, stranger, organisation)
    async with live.follow("/ws/mine/", session) as socket:
        await heard(socket)
        await do(User.objects.filter(pk=organisation.pk).update, is_active=False)
        assert await close_code(socket, IN_TIME) == 4403


def session_giving_for(person: Person, organisation: User) -> str:
    key = session_of(person)
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    give_for(store, organisation.pk)
    store.save()
    return key


async def test_account_that_is_closed_loses_its_sockets(live: Live, resident: Person) -> None:
    async with live.follow("/ws/mine/", await do(session_of, resident)) as socket:
        await heard(socket)
        await do(User.objects.filter(pk=resident.user_id).update, is_active=False)
        assert await close_code(socket, IN_TIME) == 4401


async def test_new_password_closes_all_sessions_sockets_and_ends_none(
    live: Live, resident: Person
) -> None:
    """Whoever changed it tells the session of it a moment later, which must still be there."""
    session = await do(session_of, resident)
    async with live.follow("/ws/mine/", session) as socket:
        await heard(socket)
        await do(User.objects.filter(pk=resident.user_id).update, password="another")
        assert await close_code(socket, IN_TIME) == 4401
    held = Session.objects.filter(session_key=hidden(session))
    assert await do(held.exists)


async def test_what_rolls_back_closes_nothing(live: Live) -> None:
    person = await do(factories.office, HOME)

    def think_again() -> None:
        with transaction.atomic():
            Membership.objects.filter(user_id=person.user_id).delete()
            transaction.set_rollback(True)

    async with live.follow(BOARD, await do(session_of, person)) as socket:
        await heard(socket)
        await do(think_again)
        assert await is_open(socket)


async def test_expired_session_closes_its_sockets_at_the_next_sweep(
    live: Live, resident: Person
) -> None:
    sessions = [await do(session_of, resident) for _ in range(2)]
    async with (
        live.follow("/ws/mine/", sessions[0]) as socket,
        live.follow("/ws/mine/", sessions[1]) as other,
    ):
        await heard(socket)
        await heard(other)
        row = Session.objects.filter(session_key=hidden(sessions[0]))
        await do(row.update, expire_date=timezone.now() - timedelta(seconds=1))
        await live.hub.guard.sweep()
        assert await close_code(socket, IN_TIME) == 4401
        assert await is_open(other)


async def test_what_ended_while_nobody_listened_is_found_afterwards(
    live: Live, committed_db: Copy
) -> None:
    one, other = [await do(factories.office, HOME) for _ in range(2)]
    sessions = [await do(session_of, person) for person in (one, other)]
    async with (
        live.follow(BOARD, sessions[0]) as socket,
        live.follow(BOARD, sessions[1]) as colleague,
    ):
        await heard(socket)
        await heard(colleague)
        await do(without_telling, committed_db.owner_url, one)
        await do(cut_listeners, committed_db.owner_url)
        assert await close_code(socket, IN_TIME) == 4403
        assert await is_open(colleague)


def without_telling(owner_url: str, person: Person) -> None:
    """Take the person's offices away, with the triggers asleep."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(owner_url) as owner:
        owner.execute("alter table people_membership disable trigger tell_revoked")
        owner.execute("delete from people_membership where user_id = %s", [person.user_id])


async def test_role_that_ends_while_its_holder_connects_is_not_overlooked(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await do(factories.office, HOME)
    session = await do(session_of, person)
    authorise = standing.standing_of

    def authorised_just_before(*values: Any) -> standing.Standing:
        found = authorise(*values)
        revoke(person, HOME)
        return found

    monkeypatch.setattr("api.consumers.standing_of", authorised_just_before)
    async with live.follow(BOARD, session) as socket:
        assert await close_code(socket, IN_TIME) == 4403


async def test_many_sockets_of_one_session_are_asked_for_once(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await do(factories.office, HOME)
    session = await do(session_of, person)
    looks: list[str | None] = []
    look = standing.somebody

    def counted(key: str | None) -> Any:
        looks.append(key)
        return look(key)

    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(live.follow(BOARD, session)) for _ in range(30)]
        for socket in sockets:
            await heard(socket)
        monkeypatch.setattr(standing, "somebody", counted)
        await do(revoke, person, HOME)
        codes = await asyncio.gather(*(close_code(socket, IN_TIME) for socket in sockets))
    assert codes == [4403] * 30
    assert len(looks) == 1


async def test_socket_that_left_is_watched_over_no_more(live: Live, resident: Person) -> None:
    async with live.follow("/ws/mine/", await do(session_of, resident)) as socket:
        await heard(socket)
        assert len(live.hub.guard.held) == 2
    await asyncio.sleep(0.1)
    assert live.hub.guard.held == {}


async def test_asking_goes_on_after_it_failed(
    live: Live, resident: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "RETRY", 0.05)
    session = await do(session_of, resident)
    ask, failures = guard.close_codes, [RuntimeError("no database"), RuntimeError("still none")]

    def fails_at_first(standings: Any) -> Any:
        if failures:
            raise failures.pop()
        return ask(standings)

    monkeypatch.setattr(guard, "close_codes", fails_at_first)
    async with live.follow("/ws/mine/", session) as socket:
        await heard(socket)
        await do(sign_out, session)
        assert await close_code(socket, IN_TIME) == 4401
    assert not failures


@pytest.mark.django_db
def test_triggers_tell_on_the_channel_that_is_listened_to() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'tell_revoked'")
        (source,) = cursor.fetchone()
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname ~ '^tell_'")
        tables = {table for (table,) in cursor.fetchall()}
    assert f"'{revocation.CHANNEL}'" in source
    assert tables == {
        "aid_household", "aid_pagelink", "aid_request", "django_session", "mfa_authenticator",
        "people_membership", "people_staff", "people_user",
    }  # fmt: skip
