"""Who makes a household's link, on the board's page of its request."""

import pytest

from people.person import Person
from tests.factories import RW_901, submitted
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db


def test_kelurahan_makes_the_household_s_link_and_the_rw_is_told_so(
    rw_head: Person, coordinator: Person
) -> None:
    page = f"/board/requests/{submitted(region=RW_901).request.reference}/"
    offices = (rw_head, coordinator)
    shown = [in_english(browser_of(who)).get(page).content for who in offices]
    assert [f"{page}link/" in actions(content) for content in shown] == [False, True]
    told = ["The kelurahan makes a new one" in text(content) for content in shown]
    assert told == [True, False]
