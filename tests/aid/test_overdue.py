"""What has waited too long is counted as the thresholds say, for those who may see it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid import ageing
from aid.actions import complaints
from aid.actions.running_late import match_is_late
from aid.ageing import THRESHOLDS, Kind, Office
from aid.models import Complaint, Consignment, Event, Handout, Match, NeighbourhoodList, Request
from aid.queries import overdue
from aid.rules import MatchStatus, RequestStatus
from geo.codes import KELURAHAN_LENGTH
from people.person import Person
from tests import factories, kampung, lists
from tests.factories import CITY, HOME, RW_901, household_of, match_at, submitted, verified

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def groups(person: Person, code: str = CITY) -> list[overdue.Group]:
    return overdue.groups(person, code, KELURAHAN_LENGTH, timezone.now())


def only(person: Person, code: str = CITY) -> overdue.Group:
    (group,) = groups(person, code)
    return group


def asked(hours: float, **fields: Any) -> Request:
    """A request that has waited so long to be checked."""
    request = submitted(**fields).request
    at = timezone.now() - hours * HOUR
    Request.private.filter(pk=request.pk).update(submitted_at=at)
    return factories.fresh(request)


def test_nothing_is_counted_before_it_is_due(city_coordinator: Person) -> None:
    asked(23)
    assert groups(city_coordinator) == []


def test_request_is_due_where_it_was_asked_and_rises_from_there(city_coordinator: Person) -> None:
    request = asked(49, urgency=2)
    group = only(city_coordinator)
    assert (group.kind, group.area, group.count) == (Kind.CHECK, HOME, 1)
    assert (group.office, group.now_with) == (Office.KELURAHAN, Office.KECAMATAN)
    assert group.due_since == request.submitted_at + timedelta(hours=24)


def test_who_eats_nothing_today_waits_less(city_coordinator: Person) -> None:
    factories.rw_901()
    asked(13, urgency=0, region=RW_901)
    group = only(city_coordinator)
    assert group.pressing
    assert (group.office, group.now_with) == (Office.RW, Office.KECAMATAN)


@pytest.mark.parametrize("pressing", [False, True])
@pytest.mark.parametrize("hours", [3, 5, 9, 13, 23, 25, 47, 49, 73, 97])
def test_statement_counts_as_the_functions_reckon(
    city_coordinator: Person, hours: int, pressing: bool
) -> None:
    factories.rw_901()
    request = asked(hours, urgency=0 if pressing else 2, region=RW_901)
    risen = ageing.rises(Kind.CHECK, request.submitted_at, timezone.now(), pressing=pressing)
    found = [group.now_with for group in groups(city_coordinator)]
    assert found == ([] if risen is None else [ageing.turn(Office.RW, risen)])


def late_match(status: MatchStatus) -> Match:
    """Late enough to be due, and not to have risen."""
    match = match_at(status, request=verified(urgency=2))
    ago = timezone.now() - THRESHOLDS[overdue.MATCHES[status][0]].usual.due - HOUR
    dates = ("made_at", "accepted_at", "started_at", "delivered_at")
    Match.private.filter(pk=match.pk).update(**dict.fromkeys(dates, ago))
    return factories.fresh_match(match.pk)


@pytest.mark.parametrize("status", overdue.MATCHES)
def test_match_is_due_at_each_status_by_its_own_threshold(
    city_coordinator: Person, status: MatchStatus
) -> None:
    late_match(status)
    group = only(city_coordinator)
    assert (group.kind, group.count) == (overdue.MATCHES[status][0], 1)
    assert group.now_with is group.office


def test_dispute_is_due_since_it_was_said_and_not_since_the_delivery(
    city_coordinator: Person,
) -> None:
    match = late_match(MatchStatus.DISPUTED)
    Match.private.filter(pk=match.pk).update(delivered_at=timezone.now() - timedelta(days=9))
    said = Event.log.get(kind="dispute", match_id=match.pk).at
    assert only(city_coordinator).due_since == said


def test_donor_who_is_running_late_is_late_from_then_on(city_coordinator: Person) -> None:
    match = late_match(MatchStatus.ON_THE_WAY)
    match_is_late(factories.donor_of(match), match.reference, "hour")
    assert groups(city_coordinator) == []


def test_what_travels_in_a_consignment_waits_with_it(
    donor: Person, rw_head: Person, city_coordinator: Person
) -> None:
    kampung.portion([1, 1, 1])
    came = kampung.at_post(donor, rw_head, 3)
    at = timezone.now() - timedelta(days=9)
    Match.private.filter(consignment=came).update(accepted_at=at, started_at=at, delivered_at=at)
    Consignment.private.filter(pk=came.pk).update(arrived_at=at)
    assert [(group.kind, group.count) for group in groups(city_coordinator)] == [
        (Kind.LEFT_AT_POST, 1)
    ]


def test_consignment_is_late_once_its_part_of_the_day_is_over(
    donor: Person, city_coordinator: Person
) -> None:
    kampung.portion([1, 1, 1])
    coming = kampung.on_the_way(donor, 3)
    assert groups(city_coordinator) == []
    kampung.slot_over(coming)
    Consignment.private.filter(pk=coming.pk).update(
        day=timezone.localdate() - timedelta(days=1), slot="morning"
    )
    group = only(city_coordinator)
    # 11.00 WIB of yesterday, and two hours.
    due = timezone.localtime(group.due_since)
    assert (group.kind, due.hour, due.date()) == (
        Kind.CONSIGNMENT, 13, timezone.localdate() - timedelta(days=1)
    )  # fmt: skip


def test_dispute_at_the_post_waits_for_the_kelurahan(
    donor: Person, rw_head: Person, city_coordinator: Person
) -> None:
    kampung.portion([1, 1, 1])
    came = kampung.at_post(donor, rw_head, 3)
    given = kampung.give_all(rw_head, came)[0]
    kampung.say(given, "nothing")
    Handout.private.filter(pk=given.pk).update(given_at=timezone.now() - 30 * HOUR)
    disputes = [group for group in groups(city_coordinator) if group.kind is Kind.DISPUTE_AT_POST]
    assert [(each.office, each.now_with) for each in disputes] == [
        (Office.KELURAHAN, Office.KECAMATAN)
    ]


def test_list_waits_for_the_kelurahan(city_coordinator: Person) -> None:
    handed_in = lists.compiled()
    NeighbourhoodList.private.filter(pk=handed_in.pk).update(compiled_at=timezone.now() - 50 * HOUR)
    group = only(city_coordinator)
    assert (group.kind, group.office, group.now_with) == (
        Kind.LIST, Office.KELURAHAN, Office.KELURAHAN
    )  # fmt: skip


@pytest.mark.parametrize(
    ("about", "kind", "seen"),
    [("never_came", Kind.COMPLAINT, True), ("asked_to_pay", Kind.SENSITIVE_COMPLAINT, False)],
)
def test_kelurahan_is_not_told_of_complaints_that_may_be_about_it(
    coordinator: Person, city_coordinator: Person, about: str, kind: Kind, seen: bool
) -> None:
    match = match_at(MatchStatus.CONFIRMED)
    complaints.complain(household_of(match.request), match.reference, about)
    Complaint.private.update(made_at=timezone.now() - 25 * HOUR)
    assert only(city_coordinator).kind is kind
    assert bool(groups(coordinator, HOME)) is seen


def test_rw_is_told_of_nothing_that_was_asked_past_it(rw_head: Person, coordinator: Person) -> None:
    asked(99, region=RW_901, not_through_rw=True)
    assert groups(rw_head, RW_901) == []
    assert only(coordinator, HOME).office is Office.KELURAHAN


def test_other_region_is_told_of_nothing(other_coordinator: Person) -> None:
    asked(99)
    assert groups(other_coordinator) == []


def test_all_is_counted_in_one_statement(city_coordinator: Person) -> None:
    for status in overdue.MATCHES:
        late_match(status)
    factories.request_at(RequestStatus.SUBMITTED)
    with CaptureQueriesContext(connection) as captured:
        assert len(groups(city_coordinator)) == len(overdue.MATCHES)
    assert len(captured) == 1
