"""What has waited too long, on the boards: how many, whose turn, and the way to settle it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from aid.models import Match, Request
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.factories import CITY, HOME, KECAMATAN, RW_901, match_at, submitted, verified
from tests.frontend.browsers import browser_of, in_english, text
from tests.frontend.test_board import statements

pytestmark = pytest.mark.django_db


def asked(hours: float, **fields: Any) -> Request:
    """A request that has waited so long to be checked; it is due after 24 hours."""
    factories.rw_901()
    request = submitted(**{"urgency": 2, **fields}).request
    at = timezone.now() - timedelta(hours=hours)
    Request.private.filter(pk=request.pk).update(submitted_at=at)
    return request


def shown(person: Person, code: str) -> str:
    return text(in_english(browser_of(person)).get(f"/board/{code}/attention/").content)


def test_nothing_overdue_is_said_so(coordinator: Person) -> None:
    asked(23)
    assert "Nothing has waited too long here." in shown(coordinator, HOME)


def test_own_office_is_warned_first(rw_head: Person, coordinator: Person) -> None:
    """Due for an hour: the RW's turn, which the kelurahan sees."""
    asked(25, region=RW_901)
    assert "1 has come to this office." in shown(rw_head, RW_901)
    above = shown(coordinator, HOME)
    assert "None of it has come to this office. 1 more is with other offices." in above
    assert "RW 1" in above


def test_it_rises_to_the_next_office_and_stays_with_its_own(
    rw_head: Person, coordinator: Person, city_coordinator: Person
) -> None:
    """After 49 hours it has risen once, to the kelurahan."""
    asked(49, region=RW_901)
    for person, code in ((rw_head, RW_901), (coordinator, HOME)):
        assert "1 has come to this office." in shown(person, code)
    for code in (KECAMATAN, CITY):
        assert "None of it has come to this office." in shown(city_coordinator, code)


def test_city_sees_which_kelurahan_is_stuck(city_coordinator: Person) -> None:
    asked(99, region=RW_901)
    page = shown(city_coordinator, CITY)
    assert "1 has come to this office." in page and "By kelurahan Area" in page
    assert page.index("By kelurahan") < page.index("Kapuk", page.index("By kelurahan"))


def test_kelurahan_sees_which_rw_is_stuck(coordinator: Person) -> None:
    asked(99, region=RW_901)
    asked(99, region=HOME)
    page = shown(coordinator, HOME)
    assert "By RW" in page and "RW 901" in page and "Without an RW" in page


def test_number_stands_in_the_navigation(coordinator: Person) -> None:
    asked(30)
    page = text(in_english(browser_of(coordinator)).get(f"/board/{HOME}/figures/").content)
    assert "Needs attention 1" in page


def test_link_leads_to_what_is_overdue_alone(coordinator: Person) -> None:
    late, fresh = asked(30), asked(1, name="Rini Contoh", phone="0812 1")
    browser = browser_of(coordinator)
    assert f'href="/board/{HOME}/?late=1"' in (
        browser.get(f"/board/{HOME}/attention/").content.decode()
    )
    page = browser.get(f"/board/{HOME}/?late=1").content.decode()
    assert f"verify-{late.reference}" in page and f"verify-{fresh.reference}" not in page


def test_matches_that_stand_too_long_are_shown_alone(coordinator: Person) -> None:
    made = [match_at(MatchStatus.DELIVERED, request=verified(urgency=2)) for _ in range(2)]
    late = timezone.now() - timedelta(days=3)
    Match.private.filter(pk=made[0].pk).update(delivered_at=late)
    address = f"/board/{HOME}/matches/?status=delivered&late=1"
    browser = browser_of(coordinator)
    overview = browser.get(f"/board/{HOME}/attention/").content.decode()
    assert address.replace("&", "&amp;") in overview
    page = browser.get(address).content.decode()
    assert made[0].reference in page and made[1].reference not in page


def test_page_takes_as_many_statements_for_many_as_for_one(city_coordinator: Person) -> None:
    browser = browser_of(city_coordinator)
    asked(99)
    few = statements(browser, f"/board/{CITY}/attention/")
    for number in range(6):
        asked(99, region=RW_901 if number % 2 else HOME)
    assert statements(browser, f"/board/{CITY}/attention/") == few


def test_thresholds_are_told(coordinator: Person) -> None:
    page = shown(coordinator, HOME)
    assert (
        "Requests not checked since it was asked for RW 1 day 1 day 4 hours, then 4 hours" in page
    )
