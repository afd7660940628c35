"""Delivered, says the donor; not here, says the household."""

import pytest

from aid.actions import confirmation, requests
from aid.actions.complaints import complain
from aid.errors import NotAllowed, NotFound, WrongState
from aid.rules import MatchStatus, RequestStatus
from people.person import Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import RW_901, fresh, fresh_match, fresh_offer, verified

pytestmark = pytest.mark.django_db


def test_disputed_delivery_does_not_fulfil(resident: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, None, verified(resident))
    assert fresh(match.request).status == RequestStatus.FULFILLED
    confirmation.dispute(resident, match.reference)
    request = fresh(match.request)
    assert (request.status, request.delivered, request.closed_at) == (
        RequestStatus.VERIFIED, 4, None,
    )  # fmt: skip
    invariants.check_everything()


def test_nobody_else_disputes(donor: Person, coordinator: Person, stranger: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, donor)
    for person in (donor, coordinator):
        with pytest.raises(NotAllowed):
            confirmation.dispute(person, match.reference)
    with pytest.raises(NotFound):
        confirmation.dispute(stranger, match.reference)


def test_confirmed_is_not_disputed_any_more(resident: Person) -> None:
    match = factories.match_at(MatchStatus.CONFIRMED, None, verified(resident))
    with pytest.raises(WrongState):
        confirmation.dispute(resident, match.reference)


def test_settled_as_arrived_is_confirmed(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.DISPUTED)
    confirmation.settle(coordinator, match.reference, arrived=True)
    assert fresh(match.request).status == RequestStatus.FULFILLED
    assert fresh(match.request).confirmed == 4
    invariants.check_everything()


def test_household_may_find_it_after_all(resident: Person) -> None:
    match = factories.match_at(MatchStatus.DISPUTED, None, verified(resident))
    confirmation.settle(resident, match.reference, arrived=True)
    assert fresh_match(match.pk).status == MatchStatus.CONFIRMED


def test_settled_as_lost_reopens_the_need(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.DISPUTED)
    before = waiting_rounds()
    confirmation.settle(coordinator, match.reference, arrived=False)
    assert (fresh(match.request).status, fresh(match.request).open) == (RequestStatus.VERIFIED, 4)
    assert (fresh_offer(match.offer).lost, fresh_offer(match.offer).available) == (4, 6)
    assert waiting_rounds() == before + 1
    invariants.check_everything()


def test_rw_head_donor_and_household_do_not_settle_as_lost(
    rw_head: Person, donor: Person, resident: Person
) -> None:
    request = verified(resident, region=RW_901)
    match = factories.match_at(MatchStatus.DISPUTED, donor, request)
    for person in (rw_head, donor, resident):
        with pytest.raises(NotAllowed):
            confirmation.settle(person, match.reference, arrived=False)


@pytest.mark.parametrize("arrived", [True, False])
def test_dispute_is_possible_after_the_household_asked_again(
    arrived: bool, resident: Person, coordinator: Person
) -> None:
    """The old request opens again beside the new one, and closes with the settlement."""
    old = verified(resident)
    match = factories.match_at(MatchStatus.DELIVERED, None, old)
    new = factories.verify(factories.submitted(resident).request)
    complain(resident, match.reference, "never_came")
    assert {fresh(old).status, fresh(new).status} == {RequestStatus.VERIFIED}
    confirmation.settle(coordinator, match.reference, arrived=arrived)
    expected = RequestStatus.FULFILLED if arrived else RequestStatus.VERIFIED
    assert fresh(old).status == expected
    invariants.check_everything()


def test_lost_part_of_an_ended_request_stays_ended(resident: Person, coordinator: Person) -> None:
    request = verified(resident)
    match = factories.match_at(MatchStatus.DISPUTED, None, request, 2)
    requests.say_enough(resident, request.reference)
    confirmation.settle(coordinator, match.reference, arrived=False)
    assert fresh(request).status == RequestStatus.ENOUGH
    invariants.check_everything()
