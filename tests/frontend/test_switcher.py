"""From board to board, at the same part of it, wherever somebody may look."""

import re

import pytest

from people.person import Person
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901
from tests.frontend.browsers import browser_of

pytestmark = pytest.mark.django_db


def offered(person: Person, board: str) -> list[str]:
    page = browser_of(person).get(f"/board/{board}/").content.decode()
    chosen = re.search(r'<select class="input" id="switch-to".*?</select>', page)
    return re.findall(r'value="([\d.]+)"', chosen[0]) if chosen else []


def test_regions_are_offered_that_the_person_may_see(
    city_coordinator: Person, coordinator: Person
) -> None:
    factories.neighbourhood(901)
    assert KECAMATAN in offered(city_coordinator, CITY)
    assert CITY in offered(city_coordinator, KECAMATAN)
    assert HOME in offered(city_coordinator, KECAMATAN)
    home = offered(coordinator, HOME)
    assert RW_901 in home and KECAMATAN not in home and ELSEWHERE not in home


@pytest.mark.parametrize("tab", ["matches", "figures", "complaints", "lists", "rounds"])
def test_tab_stays(city_coordinator: Person, tab: str) -> None:
    answer = browser_of(city_coordinator).get(f"/board/{CITY}/go/?to={HOME}&tab={tab}")
    assert answer["Location"] == f"/board/{HOME}/{tab}/"


@pytest.mark.parametrize("tab", ["queue", "nonsense", "rounds", ""])
def test_tab_that_the_other_board_lacks_is_its_queue(coordinator: Person, tab: str) -> None:
    factories.neighbourhood(901)
    answer = browser_of(coordinator).get(f"/board/{HOME}/go/?to={RW_901}&tab={tab}")
    assert answer["Location"] == f"/board/{RW_901}/"


@pytest.mark.parametrize(("to", "status"), [(ELSEWHERE, 403), (CITY, 403), ("99", 404), ("", 404)])
def test_nobody_goes_where_they_may_not_look(coordinator: Person, to: str, status: int) -> None:
    assert browser_of(coordinator).get(f"/board/{HOME}/go/?to={to}").status_code == status
    assert browser_of(coordinator).get(f"/board/{ELSEWHERE}/go/?to={HOME}").status_code == 403
