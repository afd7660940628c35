"""The board's needs beside offers: the hardest gap first, sorted by links, in units and rupiah."""

import re
from html import unescape

import pytest

from aid.rules import MatchStatus
from frontend.balances import ORDERS
from people.person import Person, Role
from tests import factories
from tests.factories import CITY, HOME, KECAMATAN, RW_901, published, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

TAB = f"/board/{KECAMATAN}/balance/"


@pytest.fixture
def kecamatan() -> Person:
    return factories.office(KECAMATAN)


def lines(content: bytes) -> list[str]:
    """The kinds of aid in the order of the table."""
    return re.findall(rf'data-live-item="{HOME}-(\w+)"', content.decode())


def test_hardest_gap_stands_on_top(kecamatan: Person) -> None:
    """Open: meals for Rp450.000, packages for Rp400.000, and kits for Rp1.500.000 that are
    offered."""
    verified(quantity=10, category="meal")
    verified(quantity=2)
    verified(quantity=10, category="baby")
    published(region=HOME, quantity=10, category="baby")
    assert lines(browser_of(kecamatan).get(TAB).content) == ["meal", "sembako", "baby"]


@pytest.mark.parametrize("order", list(ORDERS))
def test_each_column_sorts_by_a_link(kecamatan: Person, order: str) -> None:
    verified(quantity=2)
    published(region=HOME, quantity=3, category="baby")
    first = browser_of(kecamatan).get(TAB).content.decode()
    assert f'href="?sort={order}"' in first or order == "gap"
    page = browser_of(kecamatan).get(f"{TAB}?sort={order}").content
    assert page.decode().count("aria-sort=") == 1
    assert set(lines(page)) == {"sembako", "baby"}


def test_surplus_comes_first_where_somebody_looks_for_it(kecamatan: Person) -> None:
    verified(quantity=2)
    published(region=HOME, quantity=3, category="baby")
    assert lines(browser_of(kecamatan).get(f"{TAB}?sort=surplus").content)[0] == "baby"


def test_numbers_stand_in_units_and_in_rupiah(kecamatan: Person) -> None:
    """2 packages of Rp200.000, and Rp300.000 that is told once."""
    verified(quantity=2)
    verified(quantity=300_000, category="cash")
    page = unescape(browser_of(kecamatan).get(TAB).content.decode())
    assert '2<small class="worth">Rp400 rb</small>' in page
    assert page.count("Rp300.000") >= 2 and "Rp300 rb" not in page


def test_category_is_chosen_by_a_link(kecamatan: Person) -> None:
    verified(quantity=2)
    verified(quantity=3, category="meal")
    assert lines(browser_of(kecamatan).get(f"{TAB}?category=meal").content) == ["meal"]


def test_nonsense_in_the_address_is_as_if_it_were_not_said(kecamatan: Person) -> None:
    verified(quantity=2)
    page = browser_of(kecamatan).get(f"{TAB}?category=gold&sort=colour")
    assert (page.status_code, lines(page.content)) == (200, ["sembako"])


def test_nothing_asked_and_nothing_offered_is_said_in_words(kecamatan: Person) -> None:
    page = text(in_english(browser_of(kecamatan)).get(TAB).content)
    assert "Nobody has asked for anything here yet, and nothing is offered." in page
    page = text(in_english(browser_of(kecamatan)).get(f"{TAB}?category=meal").content)
    assert "Nobody has asked for this here yet, and nobody offers it." in page


def test_no_gap_is_said_in_words(kecamatan: Person) -> None:
    request = verified(quantity=2)
    published(region=HOME, quantity=3)
    page = text(in_english(browser_of(kecamatan)).get(TAB).content)
    assert "Everything that is open here is within reach of an offer." in page
    factories.match_at(MatchStatus.ACCEPTED, None, request, 2)
    page = text(in_english(browser_of(kecamatan)).get(TAB).content)
    assert "Nothing is open here: all that was asked is promised or has arrived." in page


def test_rw_s_board_has_no_such_part(coordinator: Person) -> None:
    factories.rw_901()
    browser = browser_of(factories.office(RW_901))
    assert browser.get(f"/board/{RW_901}/balance/").status_code == 404
    board = browser.get(f"/board/{RW_901}/").content.decode()
    assert "/balance/" not in board and "/trends/" in board
    assert browser_of(coordinator).get(f"/board/{RW_901}/balance/").status_code == 404


def test_auditor_reads_it_and_others_do_not(coordinator: Person) -> None:
    auditor = factories.office(CITY, Role.AUDITOR)
    assert browser_of(auditor).get(TAB).status_code == 200
    assert browser_of(coordinator).get(TAB).status_code == 403
