"""What ended long ago is erased by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from aid.actions import lists as lists_actions
from aid.actions.retention import forget_old
from aid.lasting import kept_until
from aid.models import Event, Household, Line, NeighbourhoodList, Request
from aid.rules import MatchStatus, RequestStatus
from people.person import Person
from people.private import Details, read
from tests import factories, lists
from tests.factories import fresh

pytestmark = pytest.mark.django_db

ENDED = [
    RequestStatus.FULFILLED, RequestStatus.REFUSED, RequestStatus.WITHDRAWN,
    RequestStatus.EXPIRED, RequestStatus.ENOUGH,
]  # fmt: skip


def ended(status: RequestStatus, days: int) -> Request:
    request = factories.request_at(status)
    Request.private.filter(pk=request.pk).update(closed_at=timezone.now() - timedelta(days=days))
    return fresh(request)


def name_of(household_id: object) -> str:
    household = Household.private.get(pk=household_id)
    return read([household.details_id])[household.details_id].name


@pytest.mark.parametrize("status", ENDED)
def test_what_ended_half_a_year_ago_is_erased(status: RequestStatus) -> None:
    old, young = ended(status, 181), ended(status, 179)
    assert forget_old(timezone.now()) == {"requests": 1, "lines": 0}
    assert (name_of(old.household_id), name_of(young.household_id)) == ("", "Siti Contoh")
    assert fresh(old).status == status
    assert Event.log.of_request(old.pk).filter(kind="forget").count() == 1
    assert forget_old(timezone.now()) == {"requests": 0, "lines": 0}


@pytest.mark.parametrize("status", sorted(set(RequestStatus) - set(ENDED)))
def test_what_stands_is_kept(status: RequestStatus) -> None:
    request = ended(status, 1000)
    assert forget_old(timezone.now())["requests"] == 0
    assert kept_until(request) is None


def test_period_is_a_setting(settings: Any) -> None:
    settings.KEEP_DAYS = 30
    request = ended(RequestStatus.WITHDRAWN, 31)
    assert request.closed_at is not None
    assert kept_until(request) == request.closed_at + timedelta(days=30)
    assert forget_old(timezone.now())["requests"] == 1


def test_what_is_disputed_is_settled_first() -> None:
    """Three of four confirmed and one in dispute, of a request that said enough."""
    request = factories.verified()
    factories.match_at(MatchStatus.DISPUTED, None, request, 1)
    Request.private.filter(pk=request.pk).update(
        status=RequestStatus.ENOUGH, closed_at=timezone.now() - timedelta(days=400)
    )
    assert forget_old(timezone.now())["requests"] == 0
    assert name_of(request.household_id) == "Siti Contoh"


def test_lines_of_lists_that_closed_long_ago_are_erased(rw_head: Person) -> None:
    old = lists.verified(rw_head, [lists.household(1)], category="hygiene")
    standing = lists.verified(rw_head, [lists.household(2)], category="baby")
    lists_actions.close_list(factories.office(factories.HOME), old.reference)
    closed = timezone.now() - timedelta(days=181)
    NeighbourhoodList.private.filter(pk=old.pk).update(closed_at=closed)
    assert forget_old(timezone.now()) == {"requests": 0, "lines": 1}
    line, other = Line.private.get(list=old), Line.private.get(list=standing)
    household = Household.private.get(pk=line.household_id)
    assert read([household.details_id])[household.details_id] == Details()
    assert line.key == f"erased {line.pk}"
    assert not Line.private.filter(list=lists_actions.copy_list(rw_head, old.reference)).exists()
    assert name_of(other.household_id) != ""
