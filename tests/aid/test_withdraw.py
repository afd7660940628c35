"""A household takes its request back, or says that it has enough."""

import pytest

from aid.actions import requests
from aid.errors import NotFound, SomethingOnTheWay, WrongState
from aid.rules import MatchStatus, RequestStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import fresh, fresh_match, fresh_offer, verified

pytestmark = pytest.mark.django_db


def test_household_withdraws_and_everything_waiting_is_free_again(donor: Person) -> None:
    """2 proposed and 2 promised of an offer of 10 go back to it."""
    request = verified()
    offer = factories.published(donor)
    promise = factories.bring(factories.proposed(request, offer, 2), MatchStatus.ACCEPTED)
    proposal = factories.proposed(request, offer, 2)
    rounds = waiting_rounds()
    requests.withdraw(factories.household_of(request), request.reference)
    assert fresh(request).status == RequestStatus.WITHDRAWN
    assert fresh(request).closed_at is not None
    assert fresh_match(promise.pk).status == MatchStatus.CANCELLED
    assert fresh_match(proposal.pk).status == MatchStatus.LAPSED
    assert fresh_offer(offer).available == 10
    assert waiting_rounds() > rounds
    invariants.check_everything()


def test_helper_withdraws_what_they_filed(helper: Person) -> None:
    request = verified(helper, for_someone_else=True)
    requests.withdraw(helper, request.reference)
    assert fresh(request).status == RequestStatus.WITHDRAWN


def test_what_is_on_its_way_is_waited_for(resident: Person) -> None:
    request = verified(resident)
    factories.match_at(MatchStatus.ON_THE_WAY, None, request, 2)
    with pytest.raises(SomethingOnTheWay):
        requests.withdraw(resident, request.reference)
    assert (fresh(request).status, fresh(request).reserved) == (RequestStatus.VERIFIED, 2)


def test_others_cannot_withdraw(stranger: Person, donor: Person, coordinator: Person) -> None:
    request = verified()
    factories.match_at(MatchStatus.ACCEPTED, donor, request)
    for person in (stranger, donor, ANYONE):
        with pytest.raises(NotFound):
            requests.withdraw(person, request.reference)
    assert fresh(request).status == RequestStatus.VERIFIED


def test_twice_is_once(resident: Person) -> None:
    request = verified(resident)
    requests.withdraw(resident, request.reference)
    with pytest.raises(WrongState):
        requests.withdraw(resident, request.reference)


def test_enough_lets_come_what_is_on_its_way(resident: Person) -> None:
    """Of 4: 1 is on its way and still comes, 1 is promised and is not needed any more."""
    request = verified(resident)
    moving = factories.match_at(MatchStatus.ON_THE_WAY, None, request, 1)
    promise = factories.match_at(MatchStatus.ACCEPTED, None, request, 1)
    requests.say_enough(resident, request.reference)
    assert fresh(request).status == RequestStatus.ENOUGH
    assert fresh_match(promise.pk).status == MatchStatus.CANCELLED
    factories.bring(fresh_match(moving.pk), MatchStatus.CONFIRMED)
    assert (fresh(request).status, fresh(request).confirmed) == (RequestStatus.ENOUGH, 1)
    invariants.check_everything()


def test_helper_does_not_say_enough_for_the_household(helper: Person) -> None:
    request = verified(helper, for_someone_else=True)
    with pytest.raises(Exception, match="not_allowed"):
        requests.say_enough(helper, request.reference)


@pytest.mark.parametrize(
    "reference", ["R-00000000", "r", "", "R-\x00", "R-7K3M9QXU'; --", "\ud800"]
)
def test_unknown_or_garbled_reference_is_not_found(reference: str, resident: Person) -> None:
    with pytest.raises(NotFound):
        requests.withdraw(resident, reference)


def test_reference_may_be_typed_in_small_letters(resident: Person) -> None:
    request = verified(resident)
    requests.withdraw(resident, f" {request.reference.lower()} ")
    assert fresh(request).status == RequestStatus.WITHDRAWN
