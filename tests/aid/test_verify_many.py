"""Checking many at once: each by itself, as one by one."""

import pytest

from aid.actions.correcting import Corrected, correct
from aid.actions.verify_many import MOST_AT_ONCE, Ticked, verify_many
from aid.actions.verify_seen import version_of
from aid.models import Request
from aid.rules import RequestStatus
from people.person import Person
from tests.factories import ELSEWHERE, RW_901, fresh, household_of, submitted

pytestmark = pytest.mark.django_db


def ticked(request: Request) -> Ticked:
    return Ticked(request.reference, version_of(fresh(request)))


def test_one_that_is_refused_keeps_none_of_the_others(rw_head: Person) -> None:
    good = submitted(region=RW_901).request
    lacks = submitted(region=RW_901, no_local_id=True).request
    elsewhere = submitted(region=ELSEWHERE).request
    also = submitted(region=RW_901).request
    came = verify_many(rw_head, [ticked(each) for each in (good, lacks, elsewhere, also)])
    assert [bool(each.why) for each in came] == [False, True, True, False]
    assert fresh(also).status == RequestStatus.VERIFIED
    assert fresh(lacks).status == fresh(elsewhere).status == RequestStatus.SUBMITTED


def test_what_changed_since_it_was_seen_stays(coordinator: Person) -> None:
    request = submitted().request
    seen = ticked(request)
    Request.private.filter(pk=request.pk).update(needed=request.needed + 1)
    assert verify_many(coordinator, [seen])[0].why
    assert fresh(request).status == RequestStatus.SUBMITTED


def test_what_its_household_corrected_since_it_was_seen_stays(coordinator: Person) -> None:
    request = submitted().request
    seen = ticked(request)
    correct(household_of(request), request.reference, Corrected(people=40))
    assert verify_many(coordinator, [seen])[0].why
    assert fresh(request).status == RequestStatus.SUBMITTED


def test_second_time_does_nothing(coordinator: Person) -> None:
    seen = ticked(submitted().request)
    first, second = verify_many(coordinator, [seen, seen])
    assert not first.why and second.why


def test_no_more_than_so_many_at_once(coordinator: Person) -> None:
    unknown = [Ticked("R-00000000", "")] * (MOST_AT_ONCE + 1)
    assert len(verify_many(coordinator, unknown)) == MOST_AT_ONCE
