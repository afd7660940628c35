"""Asking now and then whether anything changed, without a socket."""

import pytest
from django.db import connection

from aid.actions import requests
from api import topics
from people.person import Person
from tests import factories
from tests.api.client import Client, client_of
from tests.database import Copy
from tests.factories import CITY, ELSEWHERE, HOME, household_of, submitted, verified

pytestmark = pytest.mark.usefixtures("committed_db")

BOARD = f"/changes/board/{HOME}/"
# The first transaction that hasn't begun.
NEXT = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where nobody else is at work: what other tests do in databases of their own holds the
    server's oldest transaction back, and more would count as news."""
    monkeypatch.setattr(topics, "settled", next_transaction)


def next_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        return int(cursor.fetchone()[0])


def changed(client: Client, path: str, after: str) -> bool:
    answer = client.get(path, after=after)
    assert answer.status == 200
    return bool(answer.body["changed"])


def cursor_of(client: Client, path: str) -> str:
    """Without a cursor everything is news."""
    answer = client.get(path)
    assert answer.body["changed"]
    return str(answer.body["cursor"])


def test_board_changed_when_something_happened_there(coordinator: Person) -> None:
    office = client_of(coordinator)
    cursor = cursor_of(office, BOARD)
    submitted(region=ELSEWHERE)
    assert not changed(office, BOARD, cursor)
    submitted()
    assert changed(office, BOARD, cursor)


def test_account_and_household_ask_about_their_own(resident: Person) -> None:
    other = submitted()
    request = verified(resident)
    own, household = client_of(resident), client_of(household_of(other.request))
    mine, one = "/changes/mine/", f"/changes/requests/{other.request.reference}/"
    cursors = cursor_of(own, mine), cursor_of(household, one)
    submitted()
    assert not changed(own, mine, cursors[0]) and not changed(household, one, cursors[1])
    requests.say_enough(resident, request.reference)
    assert changed(own, mine, cursors[0]) and not changed(household, one, cursors[1])
    requests.withdraw(household_of(other.request), other.request.reference)
    assert changed(household, one, cursors[1])


def test_asking_is_for_whom_the_socket_would_open(
    stranger: Person, coordinator: Person, public: Client
) -> None:
    request = submitted().request
    one = f"/changes/requests/{request.reference}/"
    assert public.get(BOARD).refused == (401, "sign_in_needed")
    assert public.get("/changes/mine/").refused == (401, "sign_in_needed")
    assert client_of(stranger).get(BOARD).refused == (403, "not_allowed")
    assert client_of(stranger).get(one).refused == (404, "not_found")
    assert client_of(coordinator).get(f"/changes/board/{CITY}/").refused == (403, "not_allowed")
    assert public.get(f"/changes/public/{HOME}.901/").refused == (404, "not_found")
    assert public.get("/changes/public/31.99/").refused == (404, "not_found")


def test_rounded_figures_change_when_they_do(public: Client) -> None:
    """7 packages are told as 5, with one of them promised as well."""
    path = f"/changes/public/{HOME}/"
    request = verified(quantity=7)
    cursor = cursor_of(public, path)
    factories.pledged(request, 1)
    again = public.get(path, after=cursor).body
    assert again == {"cursor": cursor, "changed": False}
    verified(quantity=10)  # 17, told as 15
    assert changed(public, path, cursor)


def test_what_changes_no_public_figure_is_told_to_nobody(public: Client) -> None:
    path = f"/changes/public/{CITY}/"
    cursor = cursor_of(public, path)
    submitted()
    assert not changed(public, path, cursor)
    verified()
    assert changed(public, path, cursor)


@pytest.mark.parametrize("cursor", ["0", "x" * 54, "%00", "é", "a" * 5_000, "AAAA" * 13])
def test_cursor_that_nobody_gave_means_look_again(public: Client, cursor: str) -> None:
    assert changed(public, f"/changes/public/{CITY}/", cursor)
    assert changed(public, f"/changes/public/{HOME}/", cursor)


def test_so_many_events_are_looked_at_and_no_more(
    public: Client, monkeypatch: pytest.MonkeyPatch, committed_db: Copy
) -> None:
    monkeypatch.setattr(topics, "MOST_ASKED", 2)
    path = f"/changes/public/{CITY}/"
    cursor = cursor_of(public, path)
    submitted()
    assert not changed(public, path, cursor)
    submitted()
    assert changed(public, path, cursor)
