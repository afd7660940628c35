"""Following a request: who sees what, and which buttons."""

import pytest
from django.test import Client

from aid import rules
from aid.actions import complaints, disclosure
from aid.models import Complaint, Match
from aid.rules import MatchStatus, RequestStatus
from frontend import following
from people.person import Person
from tests import factories
from tests.factories import bring, fresh, fresh_match, match_at, pledged, verified
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db

# The verbs for which the household's page has a button.
BUTTONS = frozenset({"confirm", "settle_arrived", "agree_contact", "complain"})
SHOWN = sorted(following.SHOWN)
HIDDEN = sorted(set(MatchStatus) - set(following.SHOWN))


def page_of(match: Match) -> str:
    return f"/requests/{match.request.reference}/"


def buttons(content: bytes, match: Match) -> set[str]:
    """The verbs that the page offers on ``match``."""
    start = f"{page_of(match)}{match.reference}/"
    return {url.removeprefix(start).strip("/") for url in actions(content) if url.startswith(start)}


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
    assert "Terlalu banyak kode salah" in text(client.post(url, {"code": wrong}).content)
    assert "Terlalu banyak kode salah" in text(client.post(url, {"code": receipt.code}).content)


def test_unknown_link_is_not_found(client: Client) -> None:
    assert client.get("/r/abc/").status_code == 404
    assert client.post("/r/abc/", {"code": "123456"}).status_code == 404


def test_private_pages_are_kept_by_nobody(client: Client, anonymous_resident: Person) -> None:
    receipt = factories.submitted()
    opened = browser_of(anonymous_resident)
    own = factories.Request.private.get(pk=next(iter(anonymous_resident.opened)))
    for response in (
        client.get(f"/r/{receipt.token}/"),
        opened.get(f"/requests/{own.reference}/"),
        opened.get("/my/requests/"),
    ):
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"


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
    relations = rules.match_relations(household, match)
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


# Buttons follow the rules


@pytest.mark.parametrize("status", SHOWN)
@pytest.mark.parametrize("who", [factories.household_of, factories.helper_by_link])
def test_page_offers_what_the_rules_allow_and_nothing_else(
    status: MatchStatus, who: object
) -> None:
    match = match_at(status)
    person = who(match.request)  # type: ignore[operator]
    allowed = set(rules.allowed("match", status, rules.match_relations(person, match)))
    response = browser_of(person).get(page_of(match))
    assert buttons(response.content, match) == allowed & BUTTONS


@pytest.mark.parametrize("status", sorted(RequestStatus))
def test_page_offers_to_end_the_request_as_the_rules_allow(status: RequestStatus) -> None:
    request = factories.request_at(status)
    household = factories.household_of(request)
    url = f"/requests/{request.reference}/"
    content = browser_of(household).get(url).content
    allowed = rules.allowed("request", status, rules.request_relations(household, request))
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
    reference = factories.Request.private.get(pk=next(iter(anonymous_resident.opened))).reference
    assert browser.get(f"/requests/{reference}/").status_code == 200
    browser.post("/my/requests/close/")
    assert browser.get(f"/requests/{reference}/").status_code == 404
