"""The board over time: charts that are tables first, waiting, and how much of need is covered."""

import itertools
import re
from datetime import timedelta

import pytest

from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.factories import CITY, HOME, KECAMATAN, RW_901, match_at, submitted, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

TAB = f"/board/{HOME}/trends/"
ROW = re.compile(r'<tr data-at="(\d+)">(.*?)</tr>', re.S)


def drawn(content: bytes) -> list[list[int]]:
    """The values of each day as a script reads them, the newest first."""
    rows = [re.findall(r'data-value="([\d.]+)"', row) for _, row in ROW.findall(content.decode())]
    return [[int(float(value)) for value in row] for row in rows]


def test_table_holds_every_day_and_the_newest_first(coordinator: Person) -> None:
    """3 asked, 2 promised that were confirmed, of 14 days."""
    match_at(MatchStatus.CONFIRMED, None, verified(quantity=3), 2)
    page = browser_of(coordinator).get(f"{TAB}?days=14&category=sembako").content
    growth = drawn(page)[:14]
    assert (growth[0], growth[1]) == ([2, 2, 3], [0, 0, 0])
    moments = [int(at) for at, _ in ROW.findall(page.decode())[:14]]
    assert [one - other for one, other in itertools.pairwise(moments)] == [86_400] * 13


def test_all_kinds_of_aid_are_told_in_rupiah(coordinator: Person) -> None:
    verified(quantity=3)
    verified(quantity=2, category="meal")
    page = browser_of(coordinator).get(TAB).content
    assert drawn(page)[0][2] == 690_000
    assert "Rp690.000" in text(page)


def test_where_nothing_was_asked_there_is_no_chart(coordinator: Person) -> None:
    page = browser_of(coordinator).get(TAB).content.decode()
    assert "data-chart " not in page


def test_those_who_wait_are_counted_as_in_the_queue(coordinator: Person) -> None:
    submitted()
    submitted()
    page = text(in_english(browser_of(coordinator)).get(TAB).content)
    assert "To check 2 – – – less than an hour less than an hour" in page


def test_least_covered_part_stands_first() -> None:
    """Nothing of 2 received in one kecamatan, 2 of 4 in the other."""
    match_at(MatchStatus.CONFIRMED, None, verified(quantity=4), 2)
    other = verified(region="31.73.02.1001", quantity=2)
    page = browser_of(factories.office(CITY)).get(f"/board/{CITY}/trends/").content
    covered = page.decode().partition('id="covered"')[2]
    first, second = re.findall(r"/board/(31\.73\.\d\d)/trends/", covered)
    assert (first, second) == (other.region_code[:8], KECAMATAN)
    assert "50%" in covered and "0%" in covered


def test_week_tells_how_long_it_took(coordinator: Person) -> None:
    match = match_at(MatchStatus.CONFIRMED, None, verified(quantity=3), 2)
    factories.make_old(match, confirmed_at=timedelta(0))
    page = browser_of(coordinator).get(TAB).content
    assert "Separuh menunggu paling lama" in text(page)
    assert page.decode().count("data-chart ") == 2


def test_rw_reads_its_own(rw_head: Person) -> None:
    verified(region=RW_901, quantity=3)
    browser = browser_of(rw_head)
    assert "Rp600.000" in text(browser.get(f"/board/{RW_901}/trends/").content)
    assert browser.get(TAB).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_statements_do_not_grow_with_the_requests(
    count: int, coordinator: Person, django_assert_max_num_queries: object
) -> None:
    for _ in range(count):
        match_at(MatchStatus.CONFIRMED, None, verified(quantity=3), 2)
    browser = browser_of(coordinator)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        browser.get(TAB)
