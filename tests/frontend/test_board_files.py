"""Files that an office takes away from its board: those that the API gives it, filtered alike."""

import re
from html import unescape

import pytest
from django.test import Client

from frontend import take_away
from people.person import Person
from tests import factories
from tests.factories import HOME, RW_901, submitted, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

TAB = f"/board/{HOME}/files/"


def addresses(content: bytes) -> list[str]:
    return [unescape(url) for url in re.findall(r'href="([^"]+)" download', content.decode())]


def fetched(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer).decode("utf-8", "replace")


@pytest.mark.parametrize("code", [HOME, RW_901, "31.73.01"])
def test_every_file_of_the_page_is_given(code: str) -> None:
    verified(region=RW_901, quantity=3)
    browser = browser_of(factories.office(code))
    found = addresses(browser.get(f"/board/{code}/files/").content)
    assert len(found) == 2 * 2 + 3 * 3
    for url in found:
        fetched(browser, url)


def test_files_hold_what_is_chosen(coordinator: Person) -> None:
    submitted(urgency=0)
    submitted(category="meal")
    kept = verified(quantity=2)
    browser = browser_of(coordinator)
    page = browser.get(f"{TAB}?request_status=verified&category=sembako").content
    csv = next(url for url in addresses(page) if "requests/export.csv" in url)
    rows = fetched(browser, csv).splitlines()
    assert len(rows) == 2 and kept.reference in rows[1]
    assert "1 baris" in text(page)


def test_what_is_too_long_for_a_spreadsheet_is_csv_alone(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_away, "MOST_IN_XLSX", 1)
    verified()
    verified()
    page = in_english(browser_of(coordinator)).get(TAB).content
    assert not [url for url in addresses(page) if "requests/export.xlsx" in url]
    assert "Excel up to" in text(page)


def test_cash_alone_has_the_cash_file(coordinator: Person) -> None:
    browser = browser_of(coordinator)
    assert "open-data/cash.csv" in str(addresses(browser.get(f"{TAB}?category=thr").content))
    assert "open-data/cash" not in str(addresses(browser.get(f"{TAB}?category=meal").content))


def test_boards_lead_to_their_files_with_what_is_chosen(coordinator: Person) -> None:
    browser = browser_of(coordinator)
    pages = {
        f"/board/{HOME}/?urgency=0": f"{TAB}?request_status=submitted&amp;urgency=0",
        f"/board/{HOME}/?stage=without_donor": f"{TAB}?request_status=verified",
        f"/board/{HOME}/matches/?status=accepted": f"{TAB}?match_status=accepted",
        f"/board/{HOME}/figures/?category=meal": f"{TAB}?category=meal",
        f"/board/{HOME}/balance/": TAB,
        f"/board/{HOME}/trends/": TAB,
    }
    for page, files in pages.items():
        assert f'href="{files}"' in browser.get(page).content.decode(), page


def test_nonsense_in_the_address_is_as_if_it_were_not_said(coordinator: Person) -> None:
    page = browser_of(coordinator).get(f"{TAB}?category=gold&urgency=9&request_status=x")
    assert page.status_code == 200
    assert not [url for url in addresses(page.content) if "gold" in url or "status" in url]


def test_others_are_refused(donor: Person) -> None:
    assert browser_of(donor).get(TAB).status_code == 403
