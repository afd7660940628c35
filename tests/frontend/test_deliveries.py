"""A donor's deliveries: the buttons of each state, the address, and the receipt code."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aid import rules
from aid.actions import confirmation, disclosure, matches
from aid.errors import AidError
from aid.models import Complaint, Event, Match
from aid.relations import match_relations
from aid.rules import MatchStatus
from frontend.views.deliveries import ACTS
from people.person import SYSTEM, Person
from tests import factories
from tests.factories import fresh_match, household_of, match_at, pledged, verified
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db


def page_of(match: Match) -> str:
    return f"/deliveries/{match.reference}/"


def buttons(content: bytes, match: Match) -> set[str]:
    """The verbs that the page offers on ``match``."""
    start = page_of(match)
    return {url.removeprefix(start).strip("/") for url in actions(content) if url.startswith(start)}


def press(person: Person, match: Match, verb: str, **fields: str) -> int:
    return browser_of(person).post(f"{page_of(match)}{verb}/", fields).status_code


def right_code(match: Match) -> str:
    return disclosure.receipt_code_of(household_of(match.request), match.reference)


def wrong_code(match: Match) -> str:
    return f"{(int(right_code(match)) + 1) % 1_000_000:06d}"


# Buttons


@pytest.mark.parametrize("status", MatchStatus)
def test_page_shows_the_buttons_that_the_rules_allow(donor: Person, status: MatchStatus) -> None:
    match = match_at(status, donor)
    relations = match_relations(donor, match)
    allowed = set(rules.allowed("match", status, relations))
    page = browser_of(donor).get(page_of(match)).content
    assert buttons(page, match) == allowed & set(ACTS)


@pytest.mark.parametrize("status", MatchStatus)
def test_list_answers_proposals_only_and_refuses_where_a_reason_can_be_said(
    donor: Person, status: MatchStatus
) -> None:
    match = match_at(status, donor)
    page = browser_of(donor).get("/deliveries/").content
    assert match.reference in page.decode()
    proposed = status is MatchStatus.PROPOSED
    assert buttons(page, match) == ({"accept"} if proposed else set())
    assert (f'href="{page_of(match)}#decline"' in page.decode()) is proposed


@pytest.mark.parametrize(
    ("verb", "came_from", "leads_to"),
    [
        ("accept", MatchStatus.PROPOSED, MatchStatus.ACCEPTED),
        ("decline", MatchStatus.PROPOSED, MatchStatus.DECLINED),
        ("start", MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY),
        ("cancel", MatchStatus.ACCEPTED, MatchStatus.CANCELLED),
        ("deliver", MatchStatus.ON_THE_WAY, MatchStatus.DELIVERED),
        ("lose", MatchStatus.ON_THE_WAY, MatchStatus.LOST),
    ],
)
def test_button_moves_the_match(
    donor: Person, verb: str, came_from: MatchStatus, leads_to: MatchStatus
) -> None:
    match = match_at(came_from, donor)
    assert press(donor, match, verb) == 302
    assert fresh_match(match.pk).status == leads_to


def test_button_pressed_too_late_says_so(donor: Person) -> None:
    match = match_at(MatchStatus.PROPOSED, donor)
    browser = in_english(browser_of(donor))
    browser.post(f"{page_of(match)}decline/")
    response = browser.post(f"{page_of(match)}accept/", follow=True)
    assert response.status_code == 200
    assert "This can't be done now." in text(response.content)
    assert fresh_match(match.pk).status == MatchStatus.DECLINED


def test_verb_without_a_button_is_not_found(donor: Person) -> None:
    match = match_at(MatchStatus.DELIVERED, donor)
    assert press(donor, match, "confirm") == 404
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED


def test_button_address_opened_by_itself_leads_to_the_page(donor: Person) -> None:
    match = match_at(MatchStatus.PROPOSED, donor)
    response = browser_of(donor).get(f"{page_of(match)}accept/", follow=True)
    assert response.request["PATH_INFO"] == page_of(match)
    assert fresh_match(match.pk).status == MatchStatus.PROPOSED


@pytest.mark.parametrize("who", ["stranger", "coordinator", "city_coordinator"])
def test_delivery_is_for_its_donor_alone(
    donor: Person, who: str, request: pytest.FixtureRequest
) -> None:
    match = match_at(MatchStatus.PROPOSED, donor)
    somebody: Person = request.getfixturevalue(who)
    assert browser_of(somebody).get(page_of(match)).status_code == 404
    assert press(somebody, match, "accept") in (403, 404)
    assert fresh_match(match.pk).status == MatchStatus.PROPOSED


def test_list_holds_ones_own_deliveries_only(donor: Person, stranger: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    assert match.reference not in browser_of(stranger).get("/deliveries/").content.decode()


def test_deliveries_ask_to_sign_in(client: Client) -> None:
    assert client.get("/deliveries/")["Location"] == "/sign-in/?next=/deliveries/"


# Handing over


def test_right_code_confirms(donor: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    assert press(donor, match, "enter_code", code=right_code(match)) == 302
    assert fresh_match(match.pk).status == MatchStatus.CONFIRMED


def test_wrong_code_says_how_many_attempts_are_left(donor: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    browser = in_english(browser_of(donor))
    response = browser.post(
        f"{page_of(match)}enter_code/", {"code": wrong_code(match)}, follow=True
    )
    assert "Attempts left: 4." in text(response.content)


def test_locked_code_is_not_asked_for(donor: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    for _ in range(rules.MOST_CODE_ATTEMPTS):
        with pytest.raises(AidError):
            confirmation.enter_code(donor, match.reference, wrong_code(match))
    page = in_english(browser_of(donor)).get(page_of(match)).content
    assert "enter_code" not in buttons(page, match)
    assert "deliver" in buttons(page, match)
    assert "Too many wrong codes." in text(page)


def test_short_delivery_reopens_the_rest(donor: Person) -> None:
    request = verified()  # 4 packages
    match = factories.bring(pledged(request, 4, donor), MatchStatus.ON_THE_WAY)
    press(donor, match, "deliver", quantity="3")
    assert fresh_match(match.pk).quantity == 3
    assert factories.fresh(request).open == 1


def test_quantity_that_is_no_number_is_refused_at_its_field(donor: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    response = browser_of(donor).post(f"{page_of(match)}deliver/", {"quantity": "tiga"})
    assert response.status_code == 422
    assert set(wrong_fields(response.content)) == {"quantity"}
    assert 'value="tiga"' in response.content.decode()
    assert fresh_match(match.pk).status == MatchStatus.ON_THE_WAY


def test_complaint_needs_its_kind(donor: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    response = browser_of(donor).post(f"{page_of(match)}complain/", {"text": "Diminta uang"})
    assert response.status_code == 422
    assert set(wrong_fields(response.content)) == {"kind"}
    assert "Diminta uang" in response.content.decode()
    assert press(donor, match, "complain", kind="asked_to_pay") == 302
    assert Complaint.private.get().kind == "asked_to_pay"


# The address


def looks(match: Match) -> int:
    return Event.log.of_match(match.pk).filter(kind="see_contact").count()


def test_address_stays_hidden_until_the_household_agrees(donor: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    page = browser_of(donor).get(page_of(match)).content
    assert "address" not in buttons(page, match)
    response = browser_of(donor).post(f"{page_of(match)}address/", follow=True)
    assert "Jalan Contoh 5" not in response.content.decode()
    assert looks(match) == 0


def test_agreed_address_shows_when_asked_for_and_each_look_is_recorded(donor: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    disclosure.agree_contact(household_of(match.request), match.reference)
    browser = browser_of(donor)
    page = browser.get(page_of(match))
    assert "address" in buttons(page.content, match)
    assert "Jalan Contoh 5" not in page.content.decode()
    assert looks(match) == 0
    response = browser.post(f"{page_of(match)}address/")
    assert "Jalan Contoh 5" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert looks(match) == 1


def test_page_with_the_address_is_not_fetched_again_by_itself(donor: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    disclosure.agree_contact(household_of(match.request), match.reference)
    browser = browser_of(donor)
    assert 'data-live="/ws/mine/"' in browser.get(page_of(match)).content.decode()
    assert "data-live=" not in browser.post(f"{page_of(match)}address/").content.decode()


def test_rw_post_or_kelurahan_office_is_the_place_by_default(donor: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    page = in_english(browser_of(donor)).get(page_of(match)).content
    assert "The kelurahan office of Kapuk" in text(page)


# Words and statements


def test_reason_is_told_in_the_readers_language(donor: Person) -> None:
    request, offer = verified(), factories.published(donor)
    reason = {
        "code": "match", "category": "sembako", "quantity": 4, "asked": 4, "km": 1.5,
        "nearest": True, "reserved": False, "urgency": 2, "waiting_days": 3,
    }  # fmt: skip
    matches.propose(SYSTEM, [matches.Proposal(request.pk, offer.pk, 4, 1500, reason)], 1)
    browser = browser_of(donor)
    assert "Terdekat yang cukup: ± 1,5 km" in text(browser.get("/deliveries/").content)
    english = in_english(browser).get("/deliveries/").content
    assert "Nearest that suffices: about 1.5 km" in text(english)


def test_list_takes_as_many_statements_for_few_as_for_many(donor: Person) -> None:
    browser = browser_of(donor)
    counts = []
    for _ in range(2):
        for status in (MatchStatus.PROPOSED, MatchStatus.ACCEPTED, MatchStatus.CONFIRMED):
            match_at(status, donor)
        with CaptureQueriesContext(connection) as captured:
            browser.get("/deliveries/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
