"""What a household reads and does about its own data, on its page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aid.models import Request
from aid.rules import MatchStatus, RequestStatus
from people.person import Person
from tests import factories
from tests.factories import fresh, household_of, match_at, verified
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db


def browser(request: Request) -> Client:
    return in_english(browser_of(household_of(request)))


def page_of(request: Request) -> str:
    return f"/requests/{request.reference}/"


def test_household_reads_what_is_known() -> None:
    request = verified(messages_consent=True, note="Ada bayi")
    page = browser(request).post(f"{page_of(request)}known/")
    said = text(page.content)
    for part in ("Siti Contoh", "+6281234567890", "Jalan Contoh 5", "dekat pos RW", "Ada bayi"):
        assert part in said
    assert "not kept" in said and "Gandeng may send messages" in said
    assert page["Cache-Control"] == "no-store, private"


def test_reading_needs_a_press_since_it_is_recorded() -> None:
    request = verified()
    assert browser(request).get(f"{page_of(request)}known/")["Location"] == "../"


@pytest.mark.parametrize("status", sorted(RequestStatus))
def test_what_is_known_is_offered_to_the_household_at_any_time(status: RequestStatus) -> None:
    request = factories.request_at(status)
    url = f"{page_of(request)}known/"
    assert url in actions(browser(request).get(page_of(request)).content)
    helper = browser_of(factories.helper_by_link(request))
    assert url not in actions(helper.get(page_of(request)).content)
    assert helper.post(url)["Location"].startswith("/sign-in/")


def test_messages_are_taken_back_where_they_were_agreed_to() -> None:
    request = verified(messages_consent=True)
    url = f"{page_of(request)}take_back_messages/"
    mine = browser(request)
    assert url in actions(mine.post(f"{page_of(request)}known/").content)
    mine.post(url)
    assert url not in actions(mine.post(f"{page_of(request)}known/").content)


def test_stranger_finds_nothing(stranger: Person) -> None:
    request = verified()
    for door in ("known", "again"):
        assert browser_of(stranger).post(f"{page_of(request)}{door}/").status_code == 404


def test_it_is_asked_near_the_end_whether_it_is_needed_still() -> None:
    request = verified()
    url = f"{page_of(request)}still_need/"
    mine = browser(request)
    assert url not in actions(mine.get(page_of(request)).content)
    Request.private.filter(pk=request.pk).update(until=timezone.now() + timedelta(days=1))
    assert url in actions(mine.get(page_of(request)).content)
    said = text(mine.post(url, follow=True).content)
    assert "Noted: you still need it." in said and "Do you still need it?" not in said


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_form_comes_filled_with_ones_own_ended_request() -> None:
    request = factories.request_at(
        RequestStatus.EXPIRED, address="RT 004/RW 012", quantity=3, vulnerable=True
    )
    mine = browser(request)
    assert f"{page_of(request)}again/" in actions(mine.get(page_of(request)).content)
    page = mine.post(f"{page_of(request)}again/").content.decode()
    wanted = {
        "people": "4", "packages": "3", "kelurahan": "Kapuk, Cengkareng, Jakarta Barat",
        "rt": "004", "rw": "012", "landmark": "dekat pos RW", "name": "Siti Contoh",
        "phone": "+6281234567890",
    }  # fmt: skip
    assert {name: value_of(page, name) for name in wanted} == wanted
    assert re.search(r'name="category" value="sembako"[^>]*checked', page)
    # What changes from week to week, and the consent, are asked anew.
    assert not re.search(r'name="(urgency|consent|messages_consent)"[^>]*checked', page)
    assert 'action="/ask/"' in page


def test_request_that_stands_is_not_asked_again() -> None:
    request = verified()
    assert f"{page_of(request)}again/" not in actions(
        browser(request).get(page_of(request)).content
    )


def test_page_says_what_to_do_instead_while_a_donor_is_on_the_road() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    page = browser(match.request).get(page_of(match.request)).content
    assert f"{page_of(match.request)}withdraw/" not in actions(page)
    assert "the request can't be taken back" in text(page)
    assert fresh(match.request).status == RequestStatus.VERIFIED


FILLED = {
    "sent": "1", "people": "4", "quantity": "4", "urgency": "2", "landmark": "pagar biru",
    "phone": "0812 3456 7890",
}  # fmt: skip


def test_household_corrects_its_request() -> None:
    request = verified()
    mine, url = browser(request), f"{page_of(request)}correct/"
    assert url in actions(mine.get(page_of(request)).content)
    page = mine.post(url).content.decode()
    assert value_of(page, "phone") == "+6281234567890" and value_of(page, "quantity") == "4"
    said = text(mine.post(url, FILLED, follow=True).content)
    assert "Corrected." in said and "The office checks it" not in said
    assert "pagar biru" in text(mine.post(f"{page_of(request)}known/").content)


def test_page_says_what_makes_the_office_look_again() -> None:
    request = verified()
    mine, url = browser(request), f"{page_of(request)}correct/"
    assert "the office checks it again" in text(mine.post(url).content)
    said = text(mine.post(url, {**FILLED, "people": "7"}, follow=True).content)
    assert "The office checks it before we look for a donor." in said
    assert fresh(request).status == RequestStatus.SUBMITTED


def test_wrong_corrections_are_told_and_nothing_is_lost() -> None:
    match = match_at(MatchStatus.ACCEPTED, None, verified(), 3)
    mine, url = browser(match.request), f"{page_of(match.request)}correct/"
    page = mine.post(url, {**FILLED, "quantity": "2"})
    assert page.status_code == 422
    assert "So much is promised already: 3" in text(page.content)
    assert value_of(page.content.decode(), "landmark") == "pagar biru"
    said = text(mine.post(url, {**FILLED, "quantity": "9"}, follow=True).content)
    assert "more can't be asked for here now" in said


def test_office_sees_that_it_was_corrected(coordinator: Person) -> None:
    request = factories.submitted().request
    browser(request).post(f"{page_of(request)}correct/", FILLED)
    board = in_english(browser_of(coordinator))
    page = text(board.get(f"/board/requests/{request.reference}/").content)
    assert "Corrected by the household" in page
    assert "corrected" in text(board.get(f"/board/{factories.HOME}/").content)


def test_one_button_withdraws_and_erases() -> None:
    request = verified()
    mine, url = browser(request), f"{page_of(request)}erase/"
    assert url in actions(mine.get(page_of(request)).content)
    page = mine.post(url)
    assert fresh(request).erased_at is None
    assert "Take it back and erase everything" in text(page.content)
    said = text(mine.post(url, {"sent": "1"}, follow=True).content)
    assert "Erased: nothing of your name" in said
    assert fresh(request).status == RequestStatus.WITHDRAWN
    assert mine.get(page_of(request)).status_code == 404


def test_page_says_what_to_do_before_erasing() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    mine, url = browser(match.request), f"{page_of(match.request)}erase/"
    page = mine.post(url)
    assert "Something is not over yet" in text(page.content)
    assert url not in actions(page.content)
    assert "Something is not over yet" in text(mine.post(url, {"sent": "1"}, follow=True).content)
    assert fresh(match.request).erased_at is None


def test_it_is_told_for_how_long_data_is_kept() -> None:
    request = verified()
    said = text(browser(request).post(f"{page_of(request)}known/").content)
    assert "180 days after the request has ended" in said
    over = factories.request_at(RequestStatus.WITHDRAWN)
    said = text(browser(over).post(f"{page_of(over)}known/").content)
    assert "then it is erased by itself" in said
