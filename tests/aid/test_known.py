"""What is known about a household is told to itself; the look is recorded like others."""

import pytest

from aid.actions.known import ask_again, see_known, take_back_messages
from aid.errors import NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Event, Request
from aid.rules import RequestStatus
from people.consent import consents
from people.person import ANYONE, Person
from tests import factories
from tests.factories import household_of, verified

pytestmark = pytest.mark.django_db


def looks(request: Request) -> int:
    return Event.log.of_request(request.pk).filter(kind="see_contact").count()


@pytest.mark.parametrize("status", RequestStatus)
def test_household_reads_what_is_kept_at_any_time(status: RequestStatus) -> None:
    request = factories.request_at(status, id_number="3173014507850042")
    known = see_known(household_of(request), request.reference)
    assert (known.details.name, known.details.phone) == ("Siti Contoh", "+6281234567890")
    assert known.has_id_number and not known.messages and known.notices == 0
    assert [each.purpose for each in known.consents] == ["aid"]
    assert looks(request) == 1


def test_household_with_an_account_reads_it_too(resident: Person) -> None:
    request = verified(resident)
    assert see_known(resident, request.reference).details.address == "Jalan Contoh 5"


def test_nobody_else_reads_it(
    stranger: Person, coordinator: Person, rw_head: Person, donor: Person, auditor: Person
) -> None:
    request = verified(region=factories.RW_901)
    helper = factories.helper_by_link(request)
    for person in (stranger, coordinator, rw_head, donor, auditor, helper, ANYONE):
        for act in (see_known, take_back_messages):
            with pytest.raises((NotFound, NotAllowed, SignInNeeded)):
                act(person, request.reference)
    assert looks(request) == 0


def test_messages_are_taken_back_once() -> None:
    request = verified(messages_consent=True)
    household = household_of(request)
    assert see_known(household, request.reference).messages
    take_back_messages(household, request.reference)
    assert request.household is not None
    assert consents(request.household.details_id) == {"aid"}
    with pytest.raises(WrongState):
        take_back_messages(household, request.reference)


def test_form_is_filled_again_by_ones_own_ended_request_alone(stranger: Person) -> None:
    request = factories.request_at(RequestStatus.EXPIRED)
    assert ask_again(household_of(request), request.reference).details.name == "Siti Contoh"
    assert looks(request) == 1
    for person in (stranger, ANYONE, household_of(verified())):
        with pytest.raises((NotFound, SignInNeeded)):
            ask_again(person, request.reference)
    with pytest.raises((NotAllowed, SignInNeeded)):
        ask_again(factories.helper_by_link(request), request.reference)


def test_what_stands_is_not_asked_again() -> None:
    request = verified()
    with pytest.raises(WrongState):
        ask_again(household_of(request), request.reference)
