"""Lists that are served to the end are closed by the daily job."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from aid.actions import pledges
from aid.actions.housekeeping import tidy_up
from aid.actions.overdue_lists import close_finished_lists
from aid.jobs import tidy_lists
from aid.models import Event, NeighbourhoodList, Request
from aid.rules import ListStatus, RequestStatus
from people.person import Person
from tests import factories, invariants, kampung, lists
from tests.factories import RW_901

pytestmark = pytest.mark.django_db


def a_list(**terms: object) -> NeighbourhoodList:
    return lists.verified(None, [lists.household(1), lists.household(2)], **terms)


def make_past(found: NeighbourhoodList, days: int) -> None:
    """Let the list and its portions have been so many days earlier."""
    by = timedelta(days=days)
    rows = NeighbourhoodList.private.filter(pk=found.pk)
    rows.update(first_day=found.first_day - by)
    portions = Request.private.filter(list=found)
    portions.update(serve_from=F("serve_from") - by, until=F("until") - by)


def status(found: NeighbourhoodList) -> str:
    return NeighbourhoodList.private.get(pk=found.pk).status


def test_list_whose_portions_have_ended_is_closed_by_gandeng() -> None:
    """Two portions, a week apart, each for a week."""
    found = a_list(portions=2)
    make_past(found, 13)
    tidy_up(timezone.now())
    assert close_finished_lists(timezone.now()) == 0
    make_past(NeighbourhoodList.private.get(pk=found.pk), 1)
    assert close_finished_lists(timezone.now()) == 0  # its last portion did not end yet
    tidy_up(timezone.now())
    assert close_finished_lists(timezone.now()) == 1
    assert status(found) == ListStatus.CLOSED
    assert Event.log.get(kind="list_close").actor_id is None
    assert close_finished_lists(timezone.now()) == 0
    invariants.check_everything()


def test_list_that_is_given_out_stands_until_its_days_are_over(
    donor: Person, rw_head: Person
) -> None:
    """Else its households could ask again, or stand on another list, for the same days."""
    found = a_list()
    kampung.give_all(rw_head, kampung.at_post(donor, rw_head, 2))
    (portion,) = lists.portions_of(found)
    assert portion.status == RequestStatus.FULFILLED
    assert close_finished_lists(timezone.now()) == 0
    make_past(found, 7)
    assert close_finished_lists(timezone.now()) == 1


def test_list_is_closed_14_days_after_its_last_portion(donor: Person) -> None:
    """A portion for a month, of which nobody promised anything, does not keep it open."""
    found = a_list(every=30)
    make_past(found, 14)
    assert close_finished_lists(timezone.now()) == 0
    make_past(NeighbourhoodList.private.get(pk=found.pk), 1)
    assert close_finished_lists(timezone.now()) == 1
    (portion,) = lists.portions_of(found)
    assert portion.status == RequestStatus.EXPIRED
    invariants.check_everything()


@pytest.mark.parametrize("came", [False, True], ids=["promised", "at the post"])
def test_list_of_which_something_is_still_to_come_stands(
    donor: Person, rw_head: Person, came: bool
) -> None:
    found = a_list(every=30)
    if came:
        kampung.at_post(donor, rw_head, 1)
    else:
        pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 1)
    make_past(found, 60)
    assert close_finished_lists(timezone.now()) == 0
    assert status(found) == ListStatus.VERIFIED


@pytest.mark.parametrize("at", [ListStatus.DRAFT, ListStatus.COMPILED])
def test_list_that_nobody_verified_is_left_alone(at: ListStatus) -> None:
    found = lists.list_at(at)
    make_past(found, 90)
    assert close_finished_lists(timezone.now()) == 0
    assert status(found) == at


def test_who_asked_alone_and_got_nothing_asks_again() -> None:
    own = factories.verified(id_number="3173010101800001", quantity=1, region=RW_901)
    entered = [lists.household(1, id_number="3173010101800001")]
    found = lists.verified(None, entered, every=30)
    assert factories.fresh(own).status == RequestStatus.LISTED
    make_past(found, 15)
    assert close_finished_lists(timezone.now()) == 1
    assert factories.fresh(own).status == RequestStatus.VERIFIED


def test_daily_job_closes_them() -> None:
    found = a_list(every=30)
    tidy_lists(int(timezone.now().timestamp()))
    assert status(found) == ListStatus.VERIFIED
    tidy_lists(int((timezone.now() + timedelta(days=15)).timestamp()))
    assert status(found) == ListStatus.CLOSED
