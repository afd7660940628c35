"""What may be tried so often and no more, on the pages."""

from math import ceil

import pytest
from django.test import Client

from aid.rules import MatchStatus
from people import limits
from people.limits import HOUR, LIMITS, Limit
from people.person import Person
from tests.factories import ELSEWHERE, HOME, household_of, match_at, rw_901, submitted
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db


def lower(monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    """One attempt an hour at ``action``."""
    lowered = tuple(Limit(1, HOUR, limit.by) for limit in LIMITS[action])
    monkeypatch.setattr(limits, "LIMITS", {**LIMITS, action: lowered})


def refused_the_second_time(browser: Client, url: str, form: dict[str, str]) -> str:
    """The page that the second posting of ``form`` leads to."""
    in_english(browser)
    assert browser.post(url, form).status_code != 429
    response = browser.post(url, form)
    assert response.status_code == 429
    # The hour began with the first posting.
    minutes = ceil(int(response["Retry-After"]) / 60)
    assert 55 <= minutes <= 60
    page = text(response.content)
    assert f"Too many attempts. Please try again in {minutes} min." in page
    return response.content.decode()


def test_form_for_asking_keeps_what_was_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "ask")
    page = refused_the_second_time(client, "/ask/", {"name": "Siti Contoh", "category": "sembako"})
    assert 'value="Siti Contoh"' in page


def test_page_codes_are_tried_so_often(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "open_link")
    refused_the_second_time(client, f"/r/{submitted().token}/", {"code": "000000"})


@pytest.mark.parametrize(
    ("action", "url"),
    [("publish_offer", "/give/offer/"), ("pledge", f"/give/need/{ELSEWHERE}/")],
)
def test_donors_try_so_often(
    donor: Person, monkeypatch: pytest.MonkeyPatch, action: str, url: str
) -> None:
    lower(monkeypatch, action)
    refused_the_second_time(browser_of(donor), url, {})


def test_photos_are_decoded_so_often(donor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "add_photo")
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    refused_the_second_time(browser_of(donor), f"/matches/{match.reference}/photos/", {})


@pytest.mark.parametrize(("action", "verb"), [("add_neighbourhood", "add"), ("ask", "ask")])
def test_offices_try_so_often(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch, action: str, verb: str
) -> None:
    rw_901()
    lower(monkeypatch, action)
    url = f"/board/{HOME}/neighbourhoods/{verb}/"
    refused_the_second_time(browser_of(coordinator), url, {})


@pytest.mark.parametrize(
    ("action", "url"),
    [
        ("remove_line", "/board/lists/L-7K3M9QXA/lines/1/remove/"),
        ("act_on_list", "/board/lists/L-7K3M9QXA/close/"),
        ("act_on_consignment", "/consignments/K-7K3M9QXA/finish/"),
        ("hand_out", "/consignments/K-7K3M9QXA/handouts/"),
        ("hand_out", "/handouts/999999999/not_come/"),
    ],
)
def test_who_writes_lists_and_hands_out_tries_so_often(
    rw_head: Person, monkeypatch: pytest.MonkeyPatch, action: str, url: str
) -> None:
    lower(monkeypatch, action)
    refused_the_second_time(browser_of(rw_head), url, {})


@pytest.mark.parametrize("url", ["/my/requests/close/", "/give/as/", "/sign-in/"])
def test_whatever_is_posted_counts(
    client: Client, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    lower(monkeypatch, "act")
    refused_the_second_time(client, url, {})


def test_household_presses_so_often_and_others_of_its_network_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LIMITS", {**LIMITS, "act": (Limit(1, HOUR, "link"),)})
    first, other = (household_of(submitted().request) for _ in range(2))
    url = "/give/as/"
    refused_the_second_time(browser_of(first), url, {})
    assert browser_of(other).post(url).status_code != 429


def test_reading_pages_is_not_counted_as_posting(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "act")
    assert [client.get("/give/").status_code for _ in range(3)] == [200, 200, 200]
