"""A request stands longer because its household still needs it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from aid.actions.standing_need import still_need
from aid.categories import CATEGORIES
from aid.errors import NotAllowed, NotFound, SignInNeeded, WrongState
from aid.holidays import cut_off
from aid.lasting import NEAR_END, longer_until
from aid.models import Event, Request
from aid.rights_errors import NotYet
from aid.rules import RequestStatus
from people.person import ANYONE, Person
from tests import factories
from tests.factories import fresh, household_of, verified

pytestmark = pytest.mark.django_db


def ending(request: Request, left: timedelta = timedelta(days=2)) -> Request:
    Request.private.filter(pk=request.pk).update(until=timezone.now() + left)
    return fresh(request)


@pytest.mark.parametrize("status", [RequestStatus.SUBMITTED, RequestStatus.VERIFIED])
def test_it_stands_as_long_again(status: RequestStatus) -> None:
    """Two days are left; sembako stands for 14: 16 from now."""
    request = ending(factories.request_at(status))
    still_need(household_of(request), request.reference)
    assert fresh(request).until == request.until + timedelta(days=14)
    assert fresh(request).status == status
    assert Event.log.of_request(request.pk).filter(kind="still_need").count() == 1


def test_what_has_run_out_and_was_not_ended_yet_counts_from_now() -> None:
    request = ending(verified(), -timedelta(days=30))
    still_need(household_of(request), request.reference)
    assert fresh(request).until > timezone.now() + timedelta(days=13)


def test_helper_says_so_too(helper: Person) -> None:
    request = ending(verified(helper, for_someone_else=True))
    still_need(helper, request.reference)
    assert fresh(request).until > request.until


def test_it_is_said_near_the_end_only() -> None:
    request = ending(verified(), NEAR_END + timedelta(minutes=1))
    with pytest.raises(NotYet):
        still_need(household_of(request), request.reference)
    request = ending(request, NEAR_END)
    still_need(household_of(request), request.reference)
    with pytest.raises(NotYet):
        still_need(household_of(request), request.reference)


@pytest.mark.parametrize("status", [
    RequestStatus.EXPIRED, RequestStatus.WITHDRAWN, RequestStatus.FULFILLED, RequestStatus.LISTED
])  # fmt: skip
def test_what_ended_is_asked_again_instead(status: RequestStatus) -> None:
    request = ending(factories.request_at(status))
    with pytest.raises(WrongState):
        still_need(household_of(request), request.reference)


def test_others_cannot(stranger: Person, coordinator: Person, donor: Person) -> None:
    request = ending(verified())
    for person in (stranger, coordinator, donor, ANYONE):
        with pytest.raises((NotFound, NotAllowed, SignInNeeded)):
            still_need(person, request.reference)
    assert fresh(request).until == request.until


def row(category: str, until: datetime, **fields: object) -> Request:
    return Request(category=category, until=until, **fields)


@pytest.mark.parametrize("category", CATEGORIES)
def test_nothing_is_moved_at_once_again(category: str) -> None:
    now = timezone.now()
    new = longer_until(row(category, now), now)
    assert new is None or longer_until(row(category, new), now) is None


def test_a_meal_at_its_time_is_not_moved() -> None:
    now = timezone.now()
    assert longer_until(row("meal", now, slot="sahur"), now) is None
    assert longer_until(row("meal", now), now) == now + timedelta(days=3)


def test_what_is_for_a_holiday_ends_before_it() -> None:
    last = cut_off("lebaran")
    assert last is not None
    near = last - timedelta(days=2)
    assert longer_until(row("lebaran", near), near) == last
    assert longer_until(row("lebaran", last), near) is None
