"""Following a request: who sees what, and which buttons."""

import pytest
from django.test import Client

from aid import rules
from aid.actions import disclosure, verification
from aid.models import Match, Request
from aid.relations import match_relations
from aid.rules import MatchStatus, RequestStatus
from frontend import following
from people.person import Person
from tests import factories
from tests.factories import bring, fresh, match_at, pledged, verified
from tests.frontend.browsers import browser_of, text, wrong_fields

pytestmark = pytest.mark.django_db

SHOWN = sorted(following.SHOWN)
HIDDEN = sorted(set(MatchStatus) - set(following.SHOWN))


def page_of(match: Match) -> str:
    return f"/requests/{match.request.reference}/"


# The link and its page code


def test_link_and_code_open_the_request(client: Client) -> None:
    receipt = factories.submitted()
    assert client.get(f"/r/{receipt.token}/").status_code == 200
    response = client.post(
        f"/r/{receipt.token}/", {"code": f" {receipt.code[:3]} {receipt.code[3:]}"}
    )
    assert response["Location"] == f"/requests/{receipt.request.reference}/"
    assert client.get(response["Location"]).status_code == 200


def test_link_without_its_code_opens_nothing(client: Client) -> None:
    receipt = factories.submitted()
    client.get(f"/r/{receipt.token}/")
    assert client.get(f"/requests/{receipt.request.reference}/").status_code == 404


def test_fifth_wrong_code_locks_the_link(client: Client) -> None:
    receipt = factories.submitted()
    url = f"/r/{receipt.token}/"
    wrong = f"{(int(receipt.code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        response = client.post(url, {"code": wrong})
        assert response.status_code == 422
        assert wrong_fields(response.content)["code"].endswith(f"Sisa percobaan: {left}.")
    assert "tautan ini terkunci" in text(client.post(url, {"code": wrong}).content)
    assert "tautan ini terkunci" in text(client.post(url, {"code": receipt.code}).content)


def test_unknown_link_is_not_found(client: Client) -> None:
    assert client.get("/r/abc/").status_code == 404
    assert client.post("/r/abc/", {"code": "123456"}).status_code == 404


def test_private_pages_are_kept_by_nobody(client: Client, anonymous_resident: Person) -> None:
    receipt = factories.submitted()
    opened = browser_of(anonymous_resident)
    own = Request.private.get(pk=next(iter(anonymous_resident.opened)))
    for response in (
        client.get(f"/r/{receipt.token}/"),
        opened.get(f"/requests/{own.reference}/"),
        opened.get("/my/requests/"),
    ):
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]


# Who sees what


def test_stranger_finds_no_request(client: Client, stranger: Person) -> None:
    request = verified()
    assert client.get(f"/requests/{request.reference}/").status_code == 404
    assert browser_of(stranger).get(f"/requests/{request.reference}/").status_code == 404


def test_donor_of_a_match_has_no_household_page(donor: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    assert browser_of(donor).get(page_of(match)).status_code == 404


def test_office_is_led_to_its_board(coordinator: Person) -> None:
    request = verified()
    response = browser_of(coordinator).get(f"/requests/{request.reference}/")
    assert response["Location"] == f"/board/requests/{request.reference}/"


@pytest.mark.parametrize("status", SHOWN)
def test_only_the_household_sees_a_receipt_code_and_only_while_it_counts(
    status: MatchStatus,
) -> None:
    match = match_at(status)
    household = factories.household_of(match.request)
    page = text(browser_of(household).get(page_of(match)).content)
    relations = match_relations(household, match)
    counts = "see_code" in rules.allowed("match", status, relations)
    assert ("Kode terima" in page) is counts
    if counts:
        code = disclosure.receipt_code_of(household, match.reference)
        assert f"{code[:3]} {code[3:]}" in page
        assert "jangan lewat telepon atau WA" in page


@pytest.mark.parametrize("status", SHOWN)
def test_helper_sees_status_but_neither_code_nor_looks(status: MatchStatus) -> None:
    match = match_at(status)
    helper = factories.helper_by_link(match.request)
    page = text(browser_of(helper).get(page_of(match)).content)
    assert "Anda membantu orang lain meminta" in page
    assert "Kode terima" not in page
    assert "Siapa yang sudah melihat" not in page


def test_page_shows_no_address_and_records_no_look() -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    page = text(browser_of(factories.household_of(match.request)).get(page_of(match)).content)
    assert "Jalan Contoh 5" not in page
    assert [event.kind for event in following.history(match.request)].count("see_contact") == 0


@pytest.mark.parametrize("status", HIDDEN)
def test_what_was_never_promised_is_not_shown(status: MatchStatus) -> None:
    match = match_at(status)
    page = browser_of(factories.household_of(match.request)).get(page_of(match)).content.decode()
    assert match.reference not in page


# What the page tells


def test_household_sees_who_looked_at_its_address(coordinator: Person, donor: Person) -> None:
    match = pledged(verified(), 1, donor)
    household = factories.household_of(match.request)
    disclosure.agree_contact(household, match.reference)
    disclosure.contact_for_donor(donor, match.reference)
    disclosure.contact_for_office(coordinator, match.request.reference)
    page = text(browser_of(household).get(page_of(match)).content)
    looked = page[page.index("Siapa yang sudah melihat") :]
    assert looked.index("Petugas yang mengecek") < looked.index("Donatur Donatur Contoh")


def test_household_sees_that_an_office_made_a_link(resident: Person, coordinator: Person) -> None:
    request = verified(resident)
    verification.hand_over_link(coordinator, request.reference)
    page = browser_of(resident).get(f"/requests/{request.reference}/")
    assert "Petugas membuat tautan baru" in text(page.content)


@pytest.mark.parametrize(
    ("status", "done"),
    [
        # Sent and checked come before any match: two steps.
        (MatchStatus.ACCEPTED, 3),
        (MatchStatus.ON_THE_WAY, 4),
        (MatchStatus.DELIVERED, 4),
        (MatchStatus.CONFIRMED, 5),
        (MatchStatus.LOST, 2),
        (MatchStatus.CANCELLED, 2),
    ],
)
def test_steps_follow_what_happened(status: MatchStatus, done: int) -> None:
    match = match_at(status)
    steps = following.steps(fresh(match.request), following.matches_of(match.request))
    assert [step.state for step in steps].count("done") == done


def test_received_waits_for_all_of_it() -> None:
    # 4 are needed; 1 is confirmed.
    match = pledged(verified(), 1)
    bring(match, MatchStatus.CONFIRMED)
    page = browser_of(factories.household_of(match.request)).get(page_of(match)).content
    assert "Sudah diterima: 1 paket dari 4 paket." in text(page)
    assert page.decode().count("step-done") == 4


def test_checked_never_sounds_like_a_promise() -> None:
    request = verified()
    page = text(
        browser_of(factories.household_of(request)).get(f"/requests/{request.reference}/").content
    )
    assert "bantuan belum pasti" in page


def test_reason_of_a_refusal_is_told() -> None:
    request = factories.request_at(RequestStatus.REFUSED)
    page = browser_of(factories.household_of(request)).get(f"/requests/{request.reference}/")
    assert "Alasan: Contoh" in text(page.content)


# One's own list


def test_list_holds_ones_own_requests_only(resident: Person) -> None:
    own, other = verified(resident), verified()
    page = browser_of(resident).get("/my/requests/").content.decode()
    assert own.reference in page
    assert other.reference not in page


def test_closing_on_a_shared_phone_forgets_the_request(anonymous_resident: Person) -> None:
    browser = browser_of(anonymous_resident)
    reference = Request.private.get(pk=next(iter(anonymous_resident.opened))).reference
    assert browser.get(f"/requests/{reference}/").status_code == 200
    browser.post("/my/requests/close/")
    assert browser.get(f"/requests/{reference}/").status_code == 404
