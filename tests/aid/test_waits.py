"""How long people wait now, and how long it took those who got theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.models import Match, Request
from aid.queries.waits import Waiting, Week, waiting_now, weeks_until_confirmed
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.factories import ELSEWHERE, HOME, RW_901, match_at, submitted, verified

pytestmark = pytest.mark.django_db


def wait(request: Request, **ago: float) -> Request:
    Request.private.filter(pk=request.pk).update(submitted_at=timezone.now() - timedelta(**ago))
    return request


def waits(person: Person, code: str = HOME, category: str = "") -> tuple[Waiting, Waiting]:
    to_check, without_donor = waiting_now(person, code, category, timezone.now())
    return to_check, without_donor


def weeks(person: Person, category: str = "") -> list[Week]:
    return weeks_until_confirmed(person, HOME, category, 3, timezone.now())


def confirmed_after(days: int, *, weeks_ago: int = 0) -> Match:
    match = match_at(MatchStatus.CONFIRMED)
    at = timezone.now() - timedelta(weeks=weeks_ago)
    Match.private.filter(pk=match.pk).update(confirmed_at=at)
    Request.private.filter(pk=match.request_id).update(submitted_at=at - timedelta(days=days))
    return match


def test_those_who_wait_are_told_by_stage_and_band(coordinator: Person) -> None:
    for days in (0, 2, 3, 9):
        wait(submitted().request, days=days)
    wait(verified(), days=5)
    to_check, without_donor = waits(coordinator)
    assert to_check.by_band == {"today": 1, "days": 2, "week": 0, "longer": 1}
    assert without_donor.by_band == {"today": 0, "days": 0, "week": 1, "longer": 0}
    assert (to_check.count, without_donor.count) == (4, 1)


def test_half_and_nine_of_ten_are_told(coordinator: Person) -> None:
    """Of 1 to 11 days half wait at most 6, nine of ten at most 10."""
    for days in range(1, 12):
        wait(submitted().request, days=days)
    to_check, _ = waits(coordinator)
    assert to_check.half and to_check.most
    assert (to_check.half.days, to_check.most.days) == (6, 10)


def test_where_nobody_waits_nothing_is_told(coordinator: Person) -> None:
    for each in waits(coordinator):
        assert (each.count, each.half, each.most) == (0, None, None)


def test_one_category_is_told_alone(coordinator: Person) -> None:
    submitted()
    submitted(category="meal")
    assert waits(coordinator, category="meal")[0].count == 1


def test_nobody_is_told_of_other_regions(coordinator: Person) -> None:
    submitted(region=ELSEWHERE)
    assert waits(coordinator, ELSEWHERE)[0].count == 0


def test_weeks_tell_how_long_it_took(coordinator: Person) -> None:
    """2, 4 and 6 days in this week, 9 in the one before: half within 4, and within 9."""
    for days in (2, 4, 6):
        confirmed_after(days)
    confirmed_after(9, weeks_ago=1)
    nothing, before, this = weeks(coordinator)
    assert (nothing.confirmed, nothing.half) == (0, None)
    assert before.half == timedelta(days=9) and before.confirmed == 1
    assert this.half == timedelta(days=4) and this.confirmed == 3
    assert [each.monday.weekday() for each in (nothing, before, this)] == [0, 0, 0]


def test_portion_is_waited_for_from_when_it_is_served(coordinator: Person) -> None:
    match = confirmed_after(20)
    served = timezone.now() - timedelta(days=3)
    Request.private.filter(pk=match.request_id).update(serve_from=served)
    half = weeks(coordinator)[-1].half
    assert half is not None and half.days in (2, 3)


def test_delivery_without_a_word_of_its_household_took_no_time_yet(coordinator: Person) -> None:
    match_at(MatchStatus.DELIVERED)
    assert weeks(coordinator)[-1].confirmed == 0


def test_rw_waits_alone() -> None:
    submitted(region=RW_901)
    submitted(region=HOME)
    assert waits(factories.office(RW_901), RW_901)[0].count == 1
