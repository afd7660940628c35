"""Complaints on the board: who reads which, and answering them."""

import pytest

from aid.actions import complaints
from aid.models import Complaint
from aid.rules import MatchStatus
from people.person import Person
from tests import kampung
from tests.factories import HOME, household_of, match_at
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db

BOARD = f"/board/{HOME}/"


@pytest.mark.parametrize(("who", "seen"), [("coordinator", False), ("city_coordinator", True)])
def test_complaint_about_money_shows_above_the_kelurahan_only(
    who: str, seen: bool, request: pytest.FixtureRequest
) -> None:
    match = match_at(MatchStatus.DELIVERED)
    household = household_of(match.request)
    complaints.complain(household, match.reference, "asked_to_pay", "Diminta Rp20.000")
    page = browser_of(request.getfixturevalue(who)).get(f"{BOARD}complaints/").content.decode()
    assert ("Diminta Rp20.000" in page) == seen


def test_complaint_about_a_handout_tells_what_the_household_was_to_get(
    donor: Person, rw_head: Person, city_coordinator: Person
) -> None:
    kampung.portion([1, 1, 1])
    came = kampung.at_post(donor, rw_head, 3)
    first = kampung.handouts_of(came)[0]
    complaints.complain_about_handout(kampung.coupon_holder(first), first.pk, "asked_to_pay")
    page = in_english(browser_of(city_coordinator)).get(f"{BOARD}complaints/").content
    assert "1 package · RW 901" in text(page)


@pytest.mark.parametrize(("who", "seen"), [("coordinator", False), ("city_coordinator", True)])
def test_how_many_were_asked_to_pay_is_told_above_the_kelurahan_only(
    who: str, seen: bool, request: pytest.FixtureRequest
) -> None:
    for asked in ("no", "yes"):
        match = match_at(MatchStatus.CONFIRMED)
        complaints.answer_payment(household_of(match.request), match.reference, asked)
    browser = in_english(browser_of(request.getfixturevalue(who)))
    page = text(browser.get(f"{BOARD}complaints/").content)
    assert ("Households in the last 30 days: 1 no , 1 yes" in page) is seen


def test_answer_closes_a_complaint(coordinator: Person) -> None:
    match = match_at(MatchStatus.DELIVERED)
    complaint = complaints.complain(household_of(match.request), match.reference, "never_came")
    url = f"/board/complaint/{complaint.pk}/close/"
    browser = browser_of(coordinator)
    browser.post(url, {"answer": ""})
    assert Complaint.private.get().status == "open"
    browser.post(url, {"answer": "Diantar ulang besok", "next": f"{BOARD}complaints/"})
    assert Complaint.private.get().answer == "Diantar ulang besok"
    assert url not in actions(browser.get(f"{BOARD}complaints/").content)
