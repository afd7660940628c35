"""The coordinator's board: who opens it, what waits there, and which buttons it shows."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid import rules
from aid.actions import blocks, complaints, handouts, links
from aid.models import Event, Match, Request
from aid.relations import request_relations
from aid.rules import MatchStatus, RequestStatus
from aid.standing import match_verbs
from frontend.verbs import MATCH_BUTTONS
from geo.models import Region
from people.person import Person
from tests import factories, kampung
from tests.factories import (
    CITY,
    ELSEWHERE,
    HOME,
    RW_901,
    declared_unverified,
    fresh,
    fresh_match,
    household_of,
    match_at,
    published,
    request_at,
    submitted,
    verified,
)
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db

BOARD = f"/board/{HOME}/"
TABS = ["", "matches/", "figures/", "complaints/", "neighbourhoods/"]
REQUEST_BUTTONS = {"verify", "refuse", "see_contact", "issue_link", "match"}
# Whoever may pair by hand may ask why the engine didn't.
VERB_OF = {"contact": "see_contact", "link": "issue_link", "why-not": "match"}


def page_of(request: Request) -> str:
    return f"/board/requests/{request.reference}/"


def request_buttons(content: bytes, request: Request) -> set[str]:
    """The verbs that a page offers on ``request``."""
    start = page_of(request)
    found = {url.removeprefix(start) for url in actions(content) if url.startswith(start)}
    return {VERB_OF.get(url.strip("/"), url.strip("/")) for url in found}


def match_buttons(content: bytes, match: Match) -> set[str]:
    start = f"/board/match/{match.reference}/"
    return {url.removeprefix(start).strip("/") for url in actions(content) if url.startswith(start)}


def in_order(content: bytes) -> list[str]:
    return re.findall(r'data-live-item="(R-\w+)"', content.decode())


# Who opens it


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("city_coordinator", 200),
        ("auditor", 200),
        ("other_coordinator", 403),
        ("rw_head", 403),
        ("donor", 403),
    ],
)
def test_board_is_for_offices_that_reach_its_region(
    who: str, status: int, tab: str, request: pytest.FixtureRequest
) -> None:
    response = browser_of(request.getfixturevalue(who)).get(f"{BOARD}{tab}")
    assert response.status_code == status
    if status == 200:
        assert response["Cache-Control"] == "no-store, private"


def test_board_asks_to_sign_in(client: Client) -> None:
    assert client.get(BOARD)["Location"] == f"/sign-in/?next={BOARD}"


def test_single_region_opens_at_once(coordinator: Person) -> None:
    assert browser_of(coordinator).get("/board/")["Location"] == BOARD


def test_somebody_without_office_is_told_so(stranger: Person) -> None:
    page = in_english(browser_of(stranger)).get("/board/")
    assert "You hold no role in any region now." in text(page.content)


def test_board_listens_to_its_region(coordinator: Person) -> None:
    page = browser_of(coordinator).get(BOARD).content.decode()
    assert f'data-live="/ws/board/{HOME}/"' in page
    assert f'data-live-source="{BOARD}?&amp;part=head"' in page
    assert 'data-live-part="queue-head"' in page


# The queue


def test_queue_shows_the_most_urgent_first_then_the_oldest(coordinator: Person) -> None:
    later = submitted(urgency=2).request
    urgent = submitted(urgency=0).request
    latest = submitted(urgency=2).request
    submitted(region=ELSEWHERE, urgency=0)
    page = browser_of(coordinator).get(BOARD).content
    assert in_order(page) == [urgent.reference, later.reference, latest.reference]


def test_queue_tells_neither_name_nor_phone(coordinator: Person) -> None:
    submitted()
    page = browser_of(coordinator).get(BOARD).content.decode()
    assert "Siti" not in page
    assert "812" not in page


def test_verify_returns_to_the_queue(coordinator: Person) -> None:
    request = submitted().request
    response = browser_of(coordinator).post(f"{page_of(request)}verify/", {"next": BOARD})
    assert response["Location"] == BOARD
    assert fresh(request).status == RequestStatus.VERIFIED


def test_way_back_never_leads_to_another_site(coordinator: Person) -> None:
    request = submitted().request
    url = f"{page_of(request)}verify/"
    response = browser_of(coordinator).post(url, {"next": "https://jahat.test/"})
    assert response["Location"] == page_of(request)
    # What is no page of ours is no fault either.
    assert browser_of(coordinator).post(url, {"next": "board"})["Location"] == "board"


def test_refusal_needs_a_reason(coordinator: Person) -> None:
    request = submitted().request
    browser = in_english(browser_of(coordinator))
    response = browser.post(f"{page_of(request)}refuse/", {"reason": " "}, follow=True)
    assert "This is needed." in text(response.content)
    assert fresh(request).status == RequestStatus.SUBMITTED
    browser.post(f"{page_of(request)}refuse/", {"reason": "Sudah pindah"})
    assert fresh(request).refusal == "Sudah pindah"


def test_coordinator_of_elsewhere_verifies_nothing_here(other_coordinator: Person) -> None:
    request = submitted().request
    assert browser_of(other_coordinator).post(f"{page_of(request)}verify/").status_code == 404
    assert browser_of(other_coordinator).get(page_of(request)).status_code == 404
    assert fresh(request).status == RequestStatus.SUBMITTED


def test_contact_shows_once_and_the_look_is_recorded(coordinator: Person) -> None:
    request = submitted().request
    browser = browser_of(coordinator)
    assert "Jalan Contoh 5" not in browser.get(page_of(request)).content.decode()
    response = browser.post(f"{page_of(request)}contact/")
    assert "Jalan Contoh 5" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert "data-live=" not in response.content.decode()
    assert Event.log.of_request(request.pk).filter(kind="see_contact").count() == 1
    assert "Jalan Contoh 5" not in browser.get(page_of(request)).content.decode()


def test_auditor_opens_no_contact(auditor: Person) -> None:
    request = submitted().request
    response = browser_of(auditor).post(f"{page_of(request)}contact/")
    assert response.status_code == 403
    assert not Event.log.of_request(request.pk).filter(kind="see_contact").exists()


# Buttons


@pytest.fixture
def offices(
    coordinator: Person, city_coordinator: Person, auditor: Person, rw_head: Person
) -> list[Person]:
    """Everybody whose office reaches RW 901."""
    return [coordinator, city_coordinator, auditor, rw_head]


@pytest.mark.parametrize("status", RequestStatus)
def test_request_page_shows_the_buttons_that_the_rules_allow(
    offices: list[Person], status: RequestStatus
) -> None:
    request = request_at(status, region=RW_901)
    published()  # something to match by hand
    for person in offices:
        allowed = rules.allowed("request", status, request_relations(person, request))
        page = browser_of(person).get(page_of(request)).content
        assert request_buttons(page, request) == set(allowed) & REQUEST_BUTTONS


@pytest.mark.parametrize("status", MatchStatus)
def test_match_shows_the_buttons_that_the_rules_allow(
    offices: list[Person], status: MatchStatus
) -> None:
    match = match_at(status, request=verified(region=RW_901))
    for person in offices:
        allowed = match_verbs(person, fresh_match(match.pk), timezone.now())
        expected = set(allowed) & set(MATCH_BUTTONS)
        browser = browser_of(person)
        # Where they meet is named on the request's own page.
        besides = set(allowed) & {"agree_place"}
        shown = match_buttons(browser.get(page_of(match.request)).content, match)
        assert shown == expected | besides
        listed = browser.get(f"/board/{RW_901}/matches/").content
        assert match_buttons(listed, match) == expected


def test_whoever_filed_a_request_cannot_verify_it(rw_head: Person) -> None:
    declared = declared_unverified(by=rw_head)
    page = browser_of(rw_head).get(f"/board/{RW_901}/").content
    assert declared.reference in page.decode()
    assert request_buttons(page, declared) == set()


@pytest.mark.parametrize(
    ("verb", "came_from", "leads_to"),
    [
        ("receive", MatchStatus.ON_THE_WAY, MatchStatus.DELIVERED),
        ("settle_arrived", MatchStatus.DISPUTED, MatchStatus.CONFIRMED),
        ("settle_lost", MatchStatus.DISPUTED, MatchStatus.LOST),
        ("cancel", MatchStatus.ACCEPTED, MatchStatus.CANCELLED),
        ("lose", MatchStatus.ON_THE_WAY, MatchStatus.LOST),
    ],
)
def test_coordinators_button_moves_the_match(
    coordinator: Person, verb: str, came_from: MatchStatus, leads_to: MatchStatus
) -> None:
    match = match_at(came_from)
    browser_of(coordinator).post(f"/board/match/{match.reference}/{verb}/")
    assert fresh_match(match.pk).status == leads_to


def test_matches_of_one_state_show_by_themselves(coordinator: Person) -> None:
    accepted, way = match_at(MatchStatus.ACCEPTED), match_at(MatchStatus.ON_THE_WAY)
    page = browser_of(coordinator).get(f"{BOARD}matches/?status=on_the_way").content.decode()
    assert way.reference in page
    assert accepted.reference not in page


# Matching by hand


def test_reviewer_matches_by_hand(coordinator: Person) -> None:
    request, offer = verified(), published()
    entered = {"offer": offer.reference, "quantity": "4"}
    browser_of(coordinator).post(f"{page_of(request)}match/", entered)
    match = Match.private.get()
    assert (match.status, match.origin) == (MatchStatus.PROPOSED, "coordinator")


def test_match_by_hand_without_a_number_changes_nothing(coordinator: Person) -> None:
    request, offer = verified(), published()
    entered = {"offer": offer.reference, "quantity": "banyak"}
    response = browser_of(coordinator).post(f"{page_of(request)}match/", entered)
    assert response.status_code == 422
    assert not Match.private.exists()


def test_own_offer_cannot_be_matched_by_hand(coordinator: Person) -> None:
    request, offer = verified(), published(coordinator)
    assert offer.reference not in browser_of(coordinator).get(page_of(request)).content.decode()
    entered = {"offer": offer.reference, "quantity": "4"}
    browser_of(coordinator).post(f"{page_of(request)}match/", entered)
    assert not Match.private.exists()


# Links, complaints, neighbourhoods, figures


def test_slip_opens_the_request(coordinator: Person) -> None:
    request = submitted().request
    page = browser_of(coordinator).post(f"{page_of(request)}link/").content.decode()
    token = re.findall(r"/r/([\w-]+)/", page)[0]
    code = re.findall(r'<span class="code">(\d{6})</span>', page)[0]
    assert links.open_link(token, code).request_id == request.pk


def test_rw_is_added_and_verified_by_the_kelurahan(coordinator: Person) -> None:
    browser = browser_of(coordinator)
    entered = {"kelurahan": HOME, "rw_number": "12", "name": "Kampung Contoh", "households": "90"}
    browser.post(f"{BOARD}neighbourhoods/add/", entered)
    added = Region.objects.get(code=f"{HOME}.012")
    assert (added.name, added.households) == ("RW 012 Kampung Contoh", 90)
    browser.post(f"/board/{added.pk}/neighbourhoods/verify/", {"board": HOME})
    assert Region.objects.get(pk=added.pk).is_verified


@pytest.mark.parametrize("number", ["0", "1000", "dua belas", "-3"])
def test_rw_number_that_is_none_is_refused_and_stays_typed(
    coordinator: Person, number: str
) -> None:
    entered = {"kelurahan": HOME, "rw_number": number, "name": "Kampung Contoh"}
    response = browser_of(coordinator).post(f"{BOARD}neighbourhoods/add/", entered)
    assert response.status_code == 422
    assert f'value="{number}"' in response.content.decode()
    assert not Region.objects.filter(parent_id=HOME).exists()


@pytest.mark.parametrize("board", ["", "a/b", "https://contoh.test/", "\x00"])
def test_vouching_leads_to_a_board_of_ours(coordinator: Person, board: str) -> None:
    added = factories.rw_901()
    answer = browser_of(coordinator).post(
        f"/board/{added.pk}/neighbourhoods/verify/", {"board": board}
    )
    assert answer["Location"] == f"/board/{added.pk}/neighbourhoods/"


def test_rw_head_vouches_for_nothing(rw_head: Person) -> None:
    browser = browser_of(rw_head)
    assert not any("verify" in url for url in actions(browser.get(f"/board/{RW_901}/").content))
    assert browser.post(f"/board/{RW_901}/neighbourhoods/verify/").status_code == 403
    assert not Region.objects.get(pk=RW_901).is_verified


def test_rw_head_declares_what_the_kampung_needs(rw_head: Person) -> None:
    url = f"/board/{RW_901}/neighbourhoods/ask/"
    browser = browser_of(rw_head)
    entered = {"region": RW_901, "category": "sembako", "quantity": "x", "urgency": "1"}
    response = browser.post(url, entered)
    assert set(wrong_fields(response.content)) == {"quantity"}
    browser.post(url, {**entered, "quantity": "40"})
    asked = Request.private.get()
    assert (asked.needed, asked.household_id, asked.filed_by_id) == (40, None, rw_head.user_id)


def test_figures_are_exact_for_coordinators(coordinator: Person) -> None:
    factories.rw_901()
    verified(quantity=3, region=RW_901)
    page = browser_of(coordinator).get(f"{BOARD}figures/?category=sembako").content.decode()
    assert 'data-label="Diminta">3</td>' in page


def test_history_names_no_household(coordinator: Person, resident: Person) -> None:
    request = verified(resident)
    page = in_english(browser_of(coordinator)).get(page_of(request)).content
    assert "Request sent" in text(page)
    assert "Siti" not in page.decode()


def test_donor_in_office_reads_nothing_of_being_blocked(coordinator: Person) -> None:
    head = factories.office(HOME)
    request = verified()
    match = factories.proposed(request, published(head), 1)
    factories.bring(match, MatchStatus.ACCEPTED)
    blocks.block_donor(household_of(request), match.reference)
    pages = [in_english(browser_of(who)).get(page_of(request)) for who in (coordinator, head)]
    said = ["blocked a donor" in text(page.content) for page in pages]
    assert said == [True, False]


def test_history_says_that_the_post_handed_out_not_the_donor(
    coordinator: Person, donor: Person, rw_head: Person
) -> None:
    need = kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 2)
    handouts.give(rw_head, came.reference, [row.pk for row in kampung.handouts_of(came)])
    page = text(in_english(browser_of(coordinator)).get(page_of(need)).content)
    assert "Handed out, says the post: 2" in page
    assert "says the donor" not in page and "The donor set out" not in page


# Statements


def test_board_takes_as_many_statements_for_thirty_requests_as_for_three(
    city_coordinator: Person,
) -> None:
    browser = browser_of(city_coordinator)
    factories.rw_901()
    counts = []
    for more in (3, 27):
        for number in range(more):
            submitted(region=RW_901 if number % 2 else HOME)
        made = match_at(MatchStatus.DELIVERED, request=verified(region=RW_901))
        complaints.complain(household_of(made.request), made.reference, "asked_to_pay")
        counts.append([statements(browser, f"/board/{CITY}/{tab}") for tab in TABS])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 21


def statements(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return sum("SAVEPOINT" not in each["sql"] for each in captured)
