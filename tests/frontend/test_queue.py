"""The queue of a board: all of it can be reached, narrowed down and searched, by those whose
office reaches it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid.actions.verify_seen import version_of
from aid.models import Request, Vouch
from aid.rules import MatchStatus
from frontend import queue
from people.person import Person
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, RW_901, submitted, verified
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db

BOARD = f"/board/{HOME}/"


def shown(person: Person, rest: str = "", board: str = BOARD) -> list[str]:
    page = browser_of(person).get(f"{board}{rest}")
    assert page.status_code == 200
    return in_order(page.content)


def in_order(content: bytes) -> list[str]:
    return re.findall(r'data-live-item="(R-\w+)"', content.decode())


def link(content: bytes, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', content.decode())
    return found[1].replace("&amp;", "&") if found else ""


def waited(request: Request, days: float) -> Request:
    at = timezone.now() - timedelta(days=days)
    Request.private.filter(pk=request.pk).update(submitted_at=at)
    return request


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "ON_A_PAGE", 2)


# All of it


def test_every_waiting_request_is_reached_by_links_alone(
    coordinator: Person, short_pages: None
) -> None:
    made = [submitted(urgency=urgency).request for urgency in (2, 0, 1, 0, 2)]
    expected = [each.reference for each in sorted(made, key=lambda each: (each.urgency, each.pk))]
    browser, rest, found = browser_of(coordinator), "?", []
    while rest:
        page = browser.get(f"{BOARD}{rest}").content
        found += in_order(page)
        rest = link(page, "next")
    assert found == expected
    back = link(page, "prev")
    assert in_order(browser.get(f"{BOARD}{back}").content) == expected[2:4]
    assert not link(browser.get(BOARD).content, "prev")


def test_page_goes_on_where_it_was_although_its_last_was_checked(
    coordinator: Person, short_pages: None
) -> None:
    made = [submitted().request for _ in range(4)]
    rest = link(browser_of(coordinator).get(BOARD).content, "next")
    browser_of(coordinator).post(f"/board/requests/{made[1].reference}/verify/")
    assert shown(coordinator, rest) == [made[2].reference, made[3].reference]


def test_cards_tell_their_reference(coordinator: Person) -> None:
    request = submitted().request
    assert f'<span class="ref">{request.reference}</span>' in (
        browser_of(coordinator).get(BOARD).content.decode()
    )


def test_page_takes_as_many_statements_for_many_as_for_few(coordinator: Person) -> None:
    browser = browser_of(coordinator)

    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            browser.get(BOARD)
        return len(taken)

    submitted(no_local_id=True)
    few = statements()
    for _ in range(6):
        submitted(no_local_id=True)
    assert statements() == few


# Narrowed down


def test_queue_is_narrowed_to_urgency_area_and_age(coordinator: Person) -> None:
    urgent = submitted(urgency=0).request
    in_rw = waited(submitted(region=RW_901).request, 2)
    old = waited(submitted().request, 9)
    assert shown(coordinator, "?urgency=0") == [urgent.reference]
    assert shown(coordinator, f"?area={RW_901}") == [in_rw.reference]
    assert shown(coordinator, "?age=days") == [in_rw.reference]
    assert shown(coordinator, "?age=longer") == [old.reference]
    assert shown(coordinator, f"?age=longer&area={RW_901}") == []


def test_ages_are_counted(coordinator: Person) -> None:
    submitted()
    waited(submitted().request, 2)
    waited(submitted().request, 3.9)
    waited(submitted().request, 5)
    page = text(in_english(browser_of(coordinator)).get(BOARD).content)
    assert "less than a day 1 1–3 days 2 4–7 days 1 more than a week 0" in page


def test_queue_is_narrowed_to_where_vouches_are_missing(coordinator: Person) -> None:
    lacks = submitted(no_local_id=True).request
    enough = submitted(no_local_id=True).request
    by_cadre = submitted(no_local_id=True).request
    submitted()
    now = timezone.now()
    for request, count, as_cadre in ((lacks, 1, False), (enough, 2, False), (by_cadre, 1, True)):
        for _ in range(count):
            user = factories.account()
            Vouch(request=request, user=user, as_cadre=as_cadre, made_at=now).save()
    assert shown(coordinator, "?vouches=missing") == [lacks.reference]


@pytest.mark.parametrize(
    "rest", ["?urgency=7", "?age=old", "?area=31.74", "?letters=A", "?stage=x"]
)
def test_filter_that_makes_no_sense_is_as_if_it_were_not_there(
    coordinator: Person, rest: str
) -> None:
    request = submitted().request
    assert shown(coordinator, rest) == [request.reference]


def test_no_filter_leads_out_of_the_board(coordinator: Person) -> None:
    other = submitted(region=ELSEWHERE).request
    assert shown(coordinator, f"?area={ELSEWHERE}") == []
    assert shown(coordinator, f"?letters={other.reference[2:7]}") == []
    assert shown(coordinator, f"?after={other.reference}") == []
    page = browser_of(coordinator).get(f"{BOARD}?letters={other.reference}")
    assert page.status_code == 200 and in_order(page.content) == []


# Searched


def test_request_is_found_by_part_of_its_reference(coordinator: Person) -> None:
    made = [submitted().request for _ in range(3)]
    wanted = made[1].reference
    assert wanted in shown(coordinator, f"?letters={wanted[2:8].lower()}")
    assert shown(coordinator, "?letters=ZZZZZZZZ") == []


def test_whole_reference_opens_the_request_whatever_became_of_it(coordinator: Person) -> None:
    request = verified()
    answer = browser_of(coordinator).get(f"{BOARD}?letters={request.reference}")
    assert answer["Location"] == f"/board/requests/{request.reference}/"


# Checked, and nobody gives yet


def test_checked_requests_without_a_donor_are_listed(coordinator: Person) -> None:
    waits = verified()
    promised = factories.match_at(MatchStatus.ACCEPTED).request
    submitted()
    found = shown(coordinator, "?stage=without_donor")
    assert waits.reference in found and promised.reference not in found
    assert waits.reference not in shown(coordinator)


# Parts, for the script


def test_rows_alone_are_a_run_between_two_requests(coordinator: Person) -> None:
    made = [submitted().request.reference for _ in range(5)]
    page = browser_of(coordinator).get(f"{BOARD}?part=rows&from={made[1]}&to={made[3]}")
    assert in_order(page.content) == made[1:4]
    assert b"<html" not in page.content
    assert page["Cache-Control"] == "no-store, private"
    assert shown(coordinator, f"?part=rows&from=&to={made[1]}") == made[:2]
    assert shown(coordinator, f"?part=rows&from={made[3]}&to=") == made[3:]


def test_run_begins_where_a_request_stood_that_was_checked_meanwhile(coordinator: Person) -> None:
    made = [submitted().request for _ in range(3)]
    browser_of(coordinator).post(f"/board/requests/{made[0].reference}/verify/")
    run = f"?part=rows&from={made[0].reference}&to={made[1].reference}"
    assert shown(coordinator, run) == [made[1].reference]


def test_run_from_a_request_that_is_not_ones_own_is_not_there(coordinator: Person) -> None:
    other = submitted(region=ELSEWHERE).request
    page = browser_of(coordinator).get(f"{BOARD}?part=rows&from={other.reference}&to=")
    assert page.status_code == 404


def test_head_alone_holds_no_cards(coordinator: Person) -> None:
    submitted()
    page = browser_of(coordinator).get(f"{BOARD}?part=head").content
    assert in_order(page) == [] and b'data-live-part="queue-head"' in page
    assert b'data-live-part="tabs"' in page


def test_parts_are_for_offices_alone(donor: Person, rw_head: Person) -> None:
    for part in ("rows", "head"):
        for person in (donor, rw_head):
            assert browser_of(person).get(f"{BOARD}?part={part}").status_code == 403


def test_script_is_told_what_came_of_a_button(coordinator: Person) -> None:
    request = submitted().request
    browser = in_english(browser_of(coordinator))
    url = f"/board/requests/{request.reference}/verify/"
    answer = browser.post(url, {"part": "1"})
    assert answer.status_code == 200 and answer.json()["done"] is True
    assert answer.json()["said"] == [
        "Checked. Matching looks for aid now; nothing is promised yet."
    ]
    again = browser.post(url, {"part": "1"})
    assert again.status_code == 409 and again.json()["done"] is False and again.json()["said"]


@pytest.mark.parametrize("verb", ["verify", "refuse"])
def test_what_changed_since_it_was_shown_is_looked_at_again(coordinator: Person, verb: str) -> None:
    request = submitted().request
    browser = browser_of(coordinator)
    form = {"seen": version_of(request), "reason": "Pindah", "part": "1"}
    Request.private.filter(pk=request.pk).update(urgency=0)
    url = f"/board/requests/{request.reference}/{verb}/"
    assert browser.post(url, form).status_code == 409
    request.refresh_from_db()
    assert request.status == "submitted"
    assert browser.post(url, {**form, "seen": version_of(request)}).status_code == 200


def test_script_is_told_why_a_refusal_was_not_taken(coordinator: Person) -> None:
    request = submitted().request
    url = f"/board/requests/{request.reference}/refuse/"
    answer = in_english(browser_of(coordinator)).post(url, {"part": "1", "reason": " "})
    assert answer.status_code == 409 and answer.json()["said"] == ["This is needed."]


def test_contact_alone_is_shown_and_the_look_recorded(coordinator: Person) -> None:
    request = submitted().request
    url = f"/board/requests/{request.reference}/contact/"
    answer = browser_of(coordinator).post(url, {"part": "1"})
    assert "Jalan Contoh 5" in answer.content.decode() and b"<html" not in answer.content
    assert answer["Cache-Control"] == "no-store, private"


# What can't be checked


def check_button(person: Person, request: Request, board: str) -> bool:
    page = browser_of(person).get(board).content
    assert request.reference in page.decode()
    return f"/board/requests/{request.reference}/verify/" in actions(page)


def test_rw_sees_no_button_to_check_where_vouches_are_missing(
    rw_head: Person, coordinator: Person
) -> None:
    request = submitted(region=RW_901, no_local_id=True).request
    board = f"/board/{RW_901}/"
    assert not check_button(rw_head, request, board)
    page = text(in_english(browser_of(rw_head)).get(board).content)
    assert "2 neighbours must still vouch, or one cadre." in page
    assert check_button(coordinator, request, BOARD)
    for _ in range(2):
        Vouch(request=request, user=factories.account(), made_at=timezone.now()).save()
    assert check_button(rw_head, request, board)


def test_own_vouch_of_the_rw_does_not_give_it_the_button(rw_head: Person) -> None:
    request = submitted(region=RW_901, no_local_id=True).request
    for user in (factories.account_of(rw_head), factories.account()):
        Vouch(request=request, user=user, made_at=timezone.now()).save()
    assert not check_button(rw_head, request, f"/board/{RW_901}/")


def test_request_whose_time_is_over_shows_no_button_to_check(coordinator: Person) -> None:
    request = submitted().request
    Request.private.filter(pk=request.pk).update(until=timezone.now() - timedelta(minutes=1))
    assert not check_button(coordinator, request, BOARD)
    page = f"/board/requests/{request.reference}/"
    assert not check_button(coordinator, request, page)
    assert "Its time is over" in text(in_english(browser_of(coordinator)).get(page).content)


def test_city_sees_all_of_its_queue(city_coordinator: Person) -> None:
    made = [submitted().request.reference, submitted(region=RW_901).request.reference]
    assert shown(city_coordinator, board=f"/board/{CITY}/") == made
