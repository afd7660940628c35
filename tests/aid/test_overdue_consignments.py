"""What time does to consignments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import consignments
from aid.actions.overdue_consignments import CLOSES_AFTER, tidy_consignments
from aid.jobs import housekeeping
from aid.models import Consignment, Event
from aid.rules import ConsignmentStatus
from people.person import Person
from tests import invariants, kampung
from tests.aid.jobs import waiting_rounds
from tests.factories import fresh

pytestmark = pytest.mark.django_db

NOTHING = {"cancelled": 0, "closed": 0}
K = ConsignmentStatus


def tidied(**counts: int) -> bool:
    return tidy_consignments(timezone.now()) == NOTHING | counts


def planned_for(row: Consignment, days_ago: int) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    Consignment.private.filter(pk=row.pk).update(day=day)


def handed_out(donor: Person, head: Person, *, left: int = 0) -> Consignment:
    """Two packages for two households, ``left`` of which still lie there."""
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, head, 2)
    due = kampung.handouts_of(came)
    given = due[: len(due) - left]
    kampung.handouts.give(head, came.reference, [each.pk for each in given])
    return consignments.finish(head, came.reference)


def handed_out_ago(row: Consignment, ago: timedelta) -> None:
    Consignment.private.filter(pk=row.pk).update(distributed_at=timezone.now() - ago)


def test_plan_that_nobody_set_out_with_ends_two_days_after_its_day(donor: Person) -> None:
    need = kampung.portion([1] * 4)
    sent = kampung.planned(donor, 3)
    planned_for(sent, 2)
    assert tidied()
    planned_for(sent, 3)
    rounds = waiting_rounds()
    assert tidied(cancelled=1)
    assert kampung.fresh(sent).status == K.CANCELLED
    assert (fresh(need).open, fresh(need).reserved) == (4, 0)
    assert waiting_rounds() > rounds  # the need is offered to others
    assert Event.log.get(kind="consignment_cancel").actor_id is None
    assert tidied()
    invariants.check_everything()


def test_what_is_on_the_way_or_at_the_post_never_ends_by_itself(
    donor: Person, rw_head: Person
) -> None:
    kampung.portion([1] * 4)
    for row in (kampung.on_the_way(donor, 1), kampung.at_post(donor, rw_head, 1)):
        planned_for(row, 90)
        assert tidied()
        assert kampung.fresh(row).status in (K.ON_THE_WAY, K.AT_POST)


def test_what_was_handed_out_is_closed_after_14_days(donor: Person, rw_head: Person) -> None:
    row = handed_out(donor, rw_head)
    handed_out_ago(row, CLOSES_AFTER - timedelta(minutes=1))
    assert tidied()
    handed_out_ago(row, CLOSES_AFTER)
    assert tidied(closed=1)
    assert kampung.fresh(row).status == K.CLOSED
    assert Event.log.get(kind="consignment_close").actor_id is None
    assert tidied()
    invariants.check_everything()


def test_what_still_lies_at_a_post_is_never_closed(donor: Person, rw_head: Person) -> None:
    row = handed_out(donor, rw_head, left=1)
    handed_out_ago(row, timedelta(days=365))
    assert tidied()
    assert kampung.fresh(row).status == K.DISTRIBUTED
    assert list(Consignment.private.left_at_posts()) == [row]


def test_job_tidies_consignments_up(donor: Person, rw_head: Person) -> None:
    row = handed_out(donor, rw_head)
    housekeeping(int(timezone.now().timestamp()))
    assert kampung.fresh(row).status == K.DISTRIBUTED
    housekeeping(int((timezone.now() + CLOSES_AFTER + timedelta(minutes=1)).timestamp()))
    assert kampung.fresh(row).status == K.CLOSED
