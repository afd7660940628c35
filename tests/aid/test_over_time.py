"""What was asked, promised and confirmed, day by day: the last day is what figures tell."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from aid.models import Request
from aid.queries.figures import figures_of
from aid.queries.over_time import PUBLIC_DAYS, STANDS_FOR, Day, days_of, kept, public_days
from aid.rules import MatchStatus
from tests import factories, kampung
from tests.factories import CITY, HOME, KECAMATAN, RW_901, match_at, verified

pytestmark = pytest.mark.django_db


def days(code: str = HOME, count: int = 5, category: str = "sembako") -> list[Day]:
    return days_of(code, count, category, timezone.now())


def numbers(found: list[Day], name: str) -> list[int]:
    return [getattr(each, name) for each in found]


def asked_ago(quantity: int, ago: timedelta, **asked: object) -> Request:
    request = verified(quantity=quantity, **asked)
    Request.private.filter(pk=request.pk).update(verified_at=timezone.now() - ago)
    return request


def test_each_day_holds_what_came_by_then() -> None:
    """3 asked two days ago, 4 today: 0, 0, 3, 3, 7."""
    asked_ago(3, timedelta(days=2))
    verified(quantity=4)
    assert numbers(days(), "asked") == [0, 0, 3, 3, 7]


def test_what_was_before_the_first_day_stands_on_all_of_them() -> None:
    asked_ago(3, timedelta(days=40))
    assert numbers(days(), "asked") == [3] * 5


def test_promised_stays_promised_once_it_arrived() -> None:
    """2 promised three days ago and confirmed yesterday."""
    match = match_at(MatchStatus.CONFIRMED, None, verified(quantity=6), 2)
    factories.make_old(match, accepted_at=timedelta(days=3), confirmed_at=timedelta(days=1))
    assert numbers(days(), "promised") == [0, 2, 2, 2, 2]
    assert numbers(days(), "confirmed") == [0, 0, 0, 2, 2]


@pytest.mark.parametrize("status", list(MatchStatus))
def test_last_day_is_what_figures_tell(status: MatchStatus) -> None:
    match_at(status, None, verified(quantity=6), 2)
    verified(quantity=5, category="meal")
    for category, figure in figures_of(HOME).items():
        last = days(category=category)[-1]
        promised = figure.promised + figure.on_the_way + figure.arrived
        told = (figure.asked, promised, figure.confirmed)
        assert (last.asked, last.promised, last.confirmed) == told


def test_all_categories_together_are_in_rupiah() -> None:
    """2 packages of Rp200.000 and 3 meals of Rp45.000: Rp535.000."""
    verified(quantity=2)
    verified(quantity=3, category="meal")
    assert days(category="")[-1].asked == 535_000


def test_portion_of_a_later_week_is_not_asked_yet() -> None:
    kampung.portion([2, 3], serve_from=timedelta(days=20))
    assert numbers(days(), "asked") == [0] * 5
    kampung.portion([4], number=1)
    assert days()[-1].asked == figures_of(HOME)["sembako"].asked == 4


def test_days_are_those_of_jakarta() -> None:
    """23.30 of the day before yesterday there is still that day, though in UTC as well."""
    night = timezone.localtime() - timedelta(days=2)
    late = night.replace(hour=23, minute=30)
    request = verified(quantity=3)
    Request.private.filter(pk=request.pk).update(verified_at=late)
    assert numbers(days(), "asked") == [0, 0, 3, 3, 3]
    Request.private.filter(pk=request.pk).update(verified_at=late + timedelta(hours=1))
    assert numbers(days(), "asked") == [0, 0, 0, 3, 3]


def test_rw_has_days_of_its_own() -> None:
    verified(region=RW_901, quantity=3)
    verified(region=HOME, quantity=4)
    assert (days(RW_901)[-1].asked, days(HOME)[-1].asked) == (3, 7)


@pytest.mark.parametrize("code", [HOME, RW_901])
def test_public_reads_no_days_below_the_kecamatan(code: str) -> None:
    verified(quantity=30)
    assert public_days(code, timezone.now()) is None


@pytest.mark.parametrize("code", [KECAMATAN, CITY, "31"])
def test_public_reads_exact_days_from_the_kecamatan_up(code: str) -> None:
    asked_ago(3, timedelta(days=2))
    found = public_days(code, timezone.now())
    assert found is not None and len(found[1]) == PUBLIC_DAYS
    assert numbers(found[1], "asked")[-4:] == [0, 600_000, 600_000, 600_000]


def test_public_days_are_counted_once_for_all_regions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    with django_assert_num_queries(3):
        for code in ("31", CITY, KECAMATAN):
            public_days(code, now)
    with django_assert_num_queries(3):
        public_days(CITY, now + timedelta(minutes=5))


def test_nobody_waits_while_another_counts(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    before = public_days(CITY, now)
    later = now + STANDS_FOR
    with kept.lock, django_assert_num_queries(0):
        assert public_days(CITY, later) == before
    after = public_days(CITY, later)
    assert after is not None and after[0] == later
