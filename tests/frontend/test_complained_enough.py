"""Whoever complained as often as they may in a day reads when they may again and whom to ask, and
sees no form."""

from datetime import timedelta

import pytest

from aid.actions import complaints
from aid.rules import MOST_COMPLAINTS_A_DAY, MatchStatus
from people.person import Person
from tests import factories
from tests.clock import Clock
from tests.factories import household_of, match_at
from tests.frontend.browsers import actions, browser_of, in_english, text

pytestmark = pytest.mark.django_db
TOLD = "You told us five things about this within a day. You can tell more"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(monkeypatch)
    clock.at(10, 7)
    return clock


def complain(person: Person, reference: str, times: int) -> None:
    for _ in range(times):
        complaints.complain(person, reference, "harassment")


@pytest.mark.parametrize("side", ["household", "donor"])
def test_page_of_either_side(clock: Clock, side: str) -> None:
    match = match_at(MatchStatus.ON_THE_WAY)
    request = match.request.reference
    person = household_of(match.request) if side == "household" else factories.donor_of(match)
    page, form = {
        "household": (f"/requests/{request}/", f"/requests/{request}/{match.reference}/complain/"),
        "donor": (f"/deliveries/{match.reference}/", f"/deliveries/{match.reference}/complain/"),
    }[side]
    browser = in_english(browser_of(person))
    complain(person, match.reference, MOST_COMPLAINTS_A_DAY - 1)
    before = browser.get(page).content
    assert form in actions(before) and TOLD not in text(before)
    complain(person, match.reference, 1)
    clock.at(18)
    after = browser.get(page).content
    assert form not in actions(after)
    assert (
        TOLD in text(after) and "10:07 WIB" in text(after) and "In danger call 112" in text(after)
    )
    clock.now = clock.at(10, 8) + timedelta(days=1)
    assert form in actions(browser.get(page).content)
