"""A donor is running late: who hears of it, and what is no longer of use by then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid import delays
from aid.actions import planning, running_late
from aid.errors import Invalid, MovedByConsignment, NotAllowed, NotFound, WrongState
from aid.models import Consignment, Event, Match
from aid.rules import MatchStatus
from people.person import Person
from tests import factories, kampung
from tests.api.client import client_of
from tests.clock import Clock
from tests.factories import RW_901, bring, fresh_match, household_of, match_at, pledged, verified
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(monkeypatch)
    clock.at(10, 7)
    return clock


def refused(act: object, *args: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        act(*args)  # type: ignore[operator]
    return {name: problem.code for name, problem in caught.value.problems.items()}


def events(match: Match) -> int:
    return Event.log.of_match(match.pk).filter(kind="running_late").count()


def test_expected_is_a_quarter_of_an_hour_that_tells_no_minute(clock: Clock) -> None:
    assert delays.expected("half_hour", clock.now) == clock.at(10, 45)
    assert delays.expected("hour", clock.at(10)) == clock.at(11)


@pytest.mark.parametrize("status", [MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY])
def test_household_sees_about_when(donor: Person, clock: Clock, status: MatchStatus) -> None:
    match = match_at(status, donor)
    running_late.match_is_late(donor, match.reference, "hour")
    assert fresh_match(match.pk).late_until == clock.at(11, 15)
    page = in_english(browser_of(household_of(match.request)))
    told = text(page.get(f"/requests/{match.request.reference}/").content)
    assert "Running late; expected today, at 11:15 WIB" in told


def test_office_reads_it_on_its_board_and_in_the_history(
    donor: Person, coordinator: Person, clock: Clock
) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    running_late.match_is_late(donor, match.reference, "hour")
    browser = in_english(browser_of(coordinator))
    for page in (
        f"/board/{factories.HOME}/matches/",
        f"/board/requests/{match.request.reference}/",
    ):
        assert "11:15 WIB" in text(browser.get(page).content)
    assert "The donor is running late, expected today, at 11:15 WIB: 4 packages" in text(
        browser.get(f"/board/requests/{match.request.reference}/").content
    )


def test_same_answer_twice_is_told_once(donor: Person, clock: Clock) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    for about in ("hour", "hour", "two_hours"):
        running_late.match_is_late(donor, match.reference, about)
    assert events(match) == 2
    assert fresh_match(match.pk).late_until == clock.at(12, 15)


def test_what_came_is_not_late_any_more(donor: Person) -> None:
    match = match_at(MatchStatus.ON_THE_WAY, donor)
    running_late.match_is_late(donor, match.reference, "hour")
    assert bring(match, MatchStatus.DELIVERED).late_until is None
    with pytest.raises(WrongState):
        running_late.match_is_late(donor, match.reference, "hour")


def test_nobody_else_says_so(stranger: Person, coordinator: Person) -> None:
    match = match_at(MatchStatus.ACCEPTED)
    with pytest.raises(NotFound):
        running_late.match_is_late(stranger, match.reference, "hour")
    with pytest.raises(NotAllowed):
        running_late.match_is_late(coordinator, match.reference, "hour")
    assert events(match) == 0


@pytest.mark.parametrize("about", ["", None, "soon", 60, ["hour"], "x" * 10_000])
def test_only_the_answers_of_the_list_are_taken(donor: Person, about: object) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    found = refused(running_late.match_is_late, donor, match.reference, about)
    assert found == {"about": "delay_unknown"}


def test_meal_that_would_come_after_its_slot_is_better_taken_back(
    donor: Person, clock: Clock
) -> None:
    """Noon ends at 12.30: from 10.07 two hours are in time, five are not."""
    meal = verified(category="meal", quantity=2, slot="noon", until=clock.day)
    match = pledged(meal, 2, donor)
    assert delays.in_time(clock.now, match.request.until) == ["half_hour", "hour", "two_hours"]
    found = refused(running_late.match_is_late, donor, match.reference, "half_day")
    assert found == {"about": "delay_too_long"}
    address = f"/deliveries/{match.reference}/"
    page = browser_of(donor).get(address).content.decode()
    assert 'value="two_hours"' in page and 'value="half_day"' not in page
    clock.at(12, 10)
    assert f"{address}running_late/" not in actions(browser_of(donor).get(address).content)


def test_donor_says_so_on_its_page(donor: Person, clock: Clock) -> None:
    match = match_at(MatchStatus.ACCEPTED, donor)
    address = f"/deliveries/{match.reference}/"
    browser = in_english(browser_of(donor))
    wrong = browser.post(f"{address}running_late/", {"about": "later"})
    assert wrong.status_code == 422 and set(wrong_fields(wrong.content)) == {"about"}
    answer = browser.post(f"{address}running_late/", {"about": "hour"})
    assert answer["Location"] == address
    assert "Running late; expected today, at 11:15 WIB" in text(browser.get(address).content)


# Consignments


def test_all_of_a_consignment_is_late_together(
    donor: Person, rw_head: Person, clock: Clock
) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    (held,) = Match.private.filter(consignment=sent)
    with pytest.raises(MovedByConsignment):
        running_late.match_is_late(donor, held.reference, "hour")
    clock.day = sent.day
    clock.at(13, 7)
    address = f"/consignments/{sent.reference}/"
    answer = browser_of(donor).post(f"{address}running_late/", {"about": "two_hours"})
    assert answer["Location"] == address
    told = Consignment.private.get(pk=sent.pk)
    assert told.late_until == fresh_match(held.pk).late_until == clock.at(15, 15)
    assert events(held) == 1
    post = in_english(browser_of(rw_head))
    for page in (address, f"/board/{RW_901}/consignments/"):
        assert "Running late; expected today, at 15:15 WIB" in text(post.get(page).content)
    with pytest.raises(NotAllowed):
        running_late.consignment_is_late(rw_head, sent.reference, "hour")


def test_who_is_awaited_tomorrow_is_not_late_today(donor: Person, clock: Clock) -> None:
    """Planned for 14.00 on: at 10.07 of the day before no hour is late, at 13.07 of that day one
    hour is."""
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    address, browser = f"/consignments/{sent.reference}/", browser_of(donor)
    assert 'value="hour"' not in browser.get(address).content.decode()
    clock.day = sent.day
    clock.at(13, 7)
    page = browser.get(address).content.decode()
    assert 'value="hour"' in page and 'value="half_hour"' not in page


def test_late_is_later_than_planned(donor: Person, clock: Clock) -> None:
    """Awaited from 14.00 on: at 13.07 half an hour is no delay, an hour is."""
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    found = refused(running_late.consignment_is_late, donor, sent.reference, "two_hours")
    assert found == {"about": "delay_too_short"}
    clock.day = sent.day
    clock.at(13, 7)
    found = refused(running_late.consignment_is_late, donor, sent.reference, "half_hour")
    assert found == {"about": "delay_too_short"}
    path = f"/consignments/{sent.reference}/running_late/"
    page = browser_of(donor).post(path, {"about": "half_hour"})
    assert page.status_code == 422 and set(wrong_fields(page.content)) == {"about"}
    answer = client_of(donor).post(
        f"/consignments/{sent.reference}/running-late/", {"about": "half_hour"}, language="id"
    )
    assert answer.field("about") == "delay_too_short"
    assert "tidak lebih lambat" in answer.body["errors"]["about"]["detail"]
    running_late.consignment_is_late(donor, sent.reference, "hour")


def test_another_day_is_not_late(donor: Person, clock: Clock) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    clock.day = sent.day
    clock.at(13, 7)
    running_late.consignment_is_late(donor, sent.reference, "hour")
    planning.reschedule(donor, sent.reference, kampung.schedule(slot="morning"))
    assert Consignment.private.get(pk=sent.pk).expected_at is None
    assert not Match.private.filter(consignment=sent, expected_at__isnull=False).exists()


def test_answers_end_with_what_is_asked_for() -> None:
    now = timezone.now()
    assert delays.in_time(now, now + timedelta(minutes=20)) == []
    assert delays.in_time(now, now + timedelta(days=3)) == list(delays.DELAYS)
