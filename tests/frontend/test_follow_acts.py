"""What a household and its helper may do on the request's page."""

import pytest
from django.utils import timezone

from aid import rules
from aid.actions import complaints, disclosure
from aid.models import Complaint, Match
from aid.relations import request_relations
from aid.rules import MatchStatus, RequestStatus
from aid.standing import match_verbs
from people.person import Person
from tests import factories
from tests.factories import bring, fresh, fresh_match, match_at, pledged, verified
from tests.frontend.browsers import actions, browser_of, in_english, text
from tests.frontend.test_follow import SHOWN, page_of

pytestmark = pytest.mark.django_db

# The verbs for which the household's page has a button.
BUTTONS = frozenset(
    {
        "confirm", "settle_arrived", "agree_contact", "take_back_contact", "agree_place",
        "block_donor", "unblock_donor", "complain", "did_not_come", "answer_payment",
    }
)  # fmt: skip


def buttons(content: bytes, match: Match) -> set[str]:
    """The verbs that the page offers on ``match``."""
    start = f"{page_of(match)}{match.reference}/"
    return {url.removeprefix(start).strip("/") for url in actions(content) if url.startswith(start)}


@pytest.mark.parametrize("status", SHOWN)
@pytest.mark.parametrize("who", [factories.household_of, factories.helper_by_link])
def test_page_offers_what_the_rules_allow_and_nothing_else(
    status: MatchStatus, who: object
) -> None:
    match = match_at(status)
    person = who(match.request)  # type: ignore[operator]
    allowed = set(match_verbs(person, fresh_match(match.pk), timezone.now()))
    response = browser_of(person).get(page_of(match))
    assert buttons(response.content, match) == allowed & BUTTONS


@pytest.mark.parametrize("status", sorted(RequestStatus))
def test_page_offers_to_end_the_request_as_the_rules_allow(status: RequestStatus) -> None:
    request = factories.request_at(status)
    household = factories.household_of(request)
    url = f"/requests/{request.reference}/"
    content = browser_of(household).get(url).content
    allowed = rules.allowed("request", status, request_relations(household, request))
    assert (f"{url}withdraw/" in actions(content)) is ("withdraw" in allowed)
    # "It is enough" is asked only once something came.
    came = "say_enough" in allowed and request.delivered > 0
    assert (f"{url}say_enough/" in actions(content)) is came


def test_household_confirms_with_one_button() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    browser = browser_of(factories.household_of(match.request))
    response = browser.post(f"{page_of(match)}{match.reference}/confirm/", follow=True)
    assert fresh_match(match.pk).status == MatchStatus.CONFIRMED
    assert "Sekarang tercatat sudah diterima" in text(response.content)


def test_helper_cannot_confirm() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    browser = browser_of(factories.helper_by_link(match.request))
    response = browser.post(f"{page_of(match)}{match.reference}/confirm/")
    assert response["Location"].startswith("/sign-in/")
    assert fresh_match(match.pk).status == MatchStatus.ON_THE_WAY


def test_stranger_cannot_confirm(stranger: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    response = browser_of(stranger).post(f"{page_of(match)}{match.reference}/confirm/")
    assert response.status_code == 404
    assert fresh_match(match.pk).status == MatchStatus.ON_THE_WAY


def test_confirming_too_early_is_told_and_changes_nothing() -> None:
    match = match_at(MatchStatus.ACCEPTED)
    browser = in_english(browser_of(factories.household_of(match.request)))
    response = browser.post(f"{page_of(match)}{match.reference}/confirm/", follow=True)
    assert "This can't be done now" in text(response.content)
    assert fresh_match(match.pk).status == MatchStatus.ACCEPTED


def test_address_opens_to_the_donor_whom_the_household_agrees_to(donor: Person) -> None:
    match = pledged(verified(), 1, donor)
    browser = browser_of(factories.household_of(match.request))
    response = browser.post(f"{page_of(match)}{match.reference}/agree_contact/", follow=True)
    assert disclosure.contact_for_donor(donor, match.reference).address == "Jalan Contoh 5"
    assert "agree_contact" not in buttons(response.content, match)


def test_complaint_about_money_is_kept_and_disputes_nothing() -> None:
    match = match_at(MatchStatus.DELIVERED)
    browser = browser_of(factories.household_of(match.request))
    url = f"{page_of(match)}{match.reference}/complain/"
    response = browser.post(url, {"kind": "asked_to_pay", "text": "Rp20.000"}, follow=True)
    assert Complaint.private.get().text == "Rp20.000"
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED
    # Told once and then nowhere: a helper or the RW may look at the same page.
    assert "Sudah dicatat" in text(response.content)
    assert "Pengaduan Anda tercatat" not in text(response.content)


@pytest.mark.parametrize(("asked", "complaints_made"), [("no", 0), ("yes", 1)])
def test_household_says_with_one_tap_whether_it_was_asked_to_pay(
    asked: str, complaints_made: int
) -> None:
    match = match_at(MatchStatus.CONFIRMED)
    browser = in_english(browser_of(factories.household_of(match.request)))
    assert "Were you asked to pay for it?" in text(browser.get(page_of(match)).content)
    url = f"{page_of(match)}{match.reference}/answer_payment/"
    page = browser.post(url, {"asked": asked}, follow=True).content
    assert Complaint.private.filter(kind="asked_to_pay").count() == complaints_made
    assert fresh_match(match.pk).asked_to_pay is (asked == "yes")
    assert "Were you asked to pay for it?" not in text(page)


def test_complaint_that_nothing_came_disputes_the_delivery() -> None:
    match = match_at(MatchStatus.DELIVERED)
    browser = browser_of(factories.household_of(match.request))
    url = f"{page_of(match)}{match.reference}/complain/"
    response = browser.post(url, {"kind": "never_came"}, follow=True)
    assert fresh_match(match.pk).status == MatchStatus.DISPUTED
    assert "Pengaduan Anda tercatat" in text(response.content)


def test_complaint_without_a_kind_is_told() -> None:
    match = match_at(MatchStatus.DELIVERED)
    browser = browser_of(factories.household_of(match.request))
    response = browser.post(f"{page_of(match)}{match.reference}/complain/", {}, follow=True)
    assert "Pilih apa yang tidak beres" in text(response.content)
    assert Complaint.private.count() == 0


def test_donors_complaint_is_not_shown_as_the_households(donor: Person) -> None:
    match = match_at(MatchStatus.DELIVERED, donor)
    complaints.complain(donor, match.reference, "not_as_described")
    page = browser_of(factories.household_of(match.request)).get(page_of(match)).content
    assert "Pengaduan Anda tercatat" not in text(page)


def test_household_takes_its_request_back() -> None:
    request = verified()
    browser = browser_of(factories.household_of(request))
    browser.post(f"/requests/{request.reference}/withdraw/")
    assert fresh(request).status == RequestStatus.WITHDRAWN


def test_request_is_not_taken_back_while_somebody_is_on_the_road() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    browser = browser_of(factories.household_of(match.request))
    response = browser.post(f"{page_of(match)}withdraw/", follow=True)
    assert "Bantuan sedang diantar" in text(response.content)
    assert fresh(match.request).status == RequestStatus.VERIFIED


def test_household_says_that_it_is_enough() -> None:
    match = pledged(verified(), 1)
    bring(match, MatchStatus.DELIVERED)
    browser = browser_of(factories.household_of(match.request))
    browser.post(f"{page_of(match)}say_enough/")
    assert fresh(match.request).status == RequestStatus.ENOUGH


def test_unknown_verbs_do_not_exist() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    browser = browser_of(factories.household_of(match.request))
    assert browser.post(f"{page_of(match)}fulfil/").status_code == 404
    assert browser.post(f"{page_of(match)}{match.reference}/lose/").status_code == 404


def test_reading_a_page_does_nothing() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    browser = browser_of(factories.household_of(match.request))
    assert browser.get(f"{page_of(match)}{match.reference}/confirm/").status_code == 405
    assert browser.get(f"{page_of(match)}withdraw/").status_code == 405
