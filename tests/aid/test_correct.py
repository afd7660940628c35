"""A household corrects its request; what makes it larger is checked again."""

import pytest

from aid.actions.correcting import Corrected, correct
from aid.actions.known import see_known
from aid.errors import Invalid, NotAllowed, NotFound, SignInNeeded, WrongState
from aid.models import Event, Request
from aid.rights_errors import PromisedAlready
from aid.rules import MatchStatus, RequestStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.factories import fresh, fresh_match, household_of, verified

pytestmark = pytest.mark.django_db

# Four packages for four people, within this week.
SMALLER = [{"quantity": 3}, {"people": 2}, {"phone": "0812 9999 8888"}, {"landmark": "pagar biru"}]
LARGER = [{"quantity": "5"}, {"people": "6"}, {"urgency": 0}]


def corrections(request: Request) -> list[list[str]]:
    events = Event.log.of_request(request.pk).filter(kind="correct")
    return [event.facts["fields"] for event in events]


@pytest.mark.parametrize("fields", [*SMALLER, *LARGER])
def test_before_the_check_everything_is_corrected_at_once(fields: dict[str, object]) -> None:
    request = factories.submitted().request
    correct(household_of(request), request.reference, Corrected(**fields))
    assert fresh(request).status == RequestStatus.SUBMITTED
    assert corrections(request) == [list(fields)]
    assert fresh(request).corrected_at is not None


@pytest.mark.parametrize("fields", SMALLER)
def test_what_makes_it_no_larger_counts_at_once_after_the_check(fields: dict[str, object]) -> None:
    request = verified()
    correct(household_of(request), request.reference, Corrected(**fields))
    assert fresh(request).status == RequestStatus.VERIFIED
    invariants.check_everything()


@pytest.mark.parametrize("fields", LARGER)
def test_what_makes_it_larger_is_checked_again(fields: dict[str, object]) -> None:
    request = verified()
    proposal = factories.proposed(request, None, 2)
    correct(household_of(request), request.reference, Corrected(**fields))
    now = fresh(request)
    assert (now.status, now.verified_at, now.proposed) == (RequestStatus.SUBMITTED, None, 0)
    assert fresh_match(proposal.pk).status == MatchStatus.LAPSED
    factories.verify(request)
    assert fresh(request).status == RequestStatus.VERIFIED
    invariants.check_everything()


def test_corrected_values_are_kept() -> None:
    request = factories.submitted().request
    fields = Corrected(people=6, quantity=5, urgency=1, landmark="pagar biru", phone="08129999888")
    correct(household_of(request), request.reference, fields)
    known = see_known(household_of(request), request.reference)
    assert (known.request.needed, known.request.urgency, known.household.people) == (5, 1, 6)
    assert (known.details.landmark, known.details.phone) == ("pagar biru", "+628129999888")
    # What nobody corrected stays.
    assert (known.details.name, known.details.address) == ("Siti Contoh", "Jalan Contoh 5")


def test_phone_and_landmark_can_be_left_out() -> None:
    request = verified()
    correct(household_of(request), request.reference, Corrected(landmark="", phone=""))
    known = see_known(household_of(request), request.reference)
    assert (known.details.landmark, known.details.phone) == ("", "")
    assert known.household.phone_fingerprint == ""


def test_nothing_changed_is_nothing_done() -> None:
    request = verified()
    correct(household_of(request), request.reference, Corrected(people=4, quantity=4, urgency=2))
    assert corrections(request) == [] and fresh(request).corrected_at is None


def test_it_is_never_less_than_is_promised() -> None:
    request = verified()
    factories.match_at(MatchStatus.ACCEPTED, None, request, 3)
    household = household_of(request)
    with pytest.raises(Invalid) as refused:
        correct(household, request.reference, Corrected(quantity=2))
    assert refused.value.problems["quantity"].code == "quantity_below_promised"
    correct(household, request.reference, Corrected(quantity=3))
    assert (fresh(request).needed, fresh(request).open) == (3, 0)
    invariants.check_everything()


def test_less_takes_back_what_is_merely_proposed() -> None:
    """2 promised, 2 proposed of 4: with 3 the proposal of 2 is too much."""
    request = verified()
    factories.match_at(MatchStatus.ACCEPTED, None, request, 2)
    proposal = factories.proposed(request, None, 2)
    correct(household_of(request), request.reference, Corrected(quantity=3))
    assert fresh_match(proposal.pk).status == MatchStatus.LAPSED
    assert (fresh(request).proposed, fresh(request).open) == (0, 1)
    invariants.check_everything()


def test_all_that_is_asked_for_now_came() -> None:
    request = verified()
    factories.match_at(MatchStatus.CONFIRMED, None, request, 3)
    correct(household_of(request), request.reference, Corrected(quantity=3))
    assert fresh(request).status == RequestStatus.FULFILLED


@pytest.mark.parametrize("fields", LARGER)
def test_it_does_not_grow_once_something_is_promised(fields: dict[str, object]) -> None:
    request = verified()
    match = factories.match_at(MatchStatus.ACCEPTED, None, request, 2)
    with pytest.raises(PromisedAlready):
        correct(household_of(request), request.reference, Corrected(**fields))
    assert fresh(request).status == RequestStatus.VERIFIED
    assert fresh_match(match.pk).status == MatchStatus.ACCEPTED
    assert corrections(request) == []


@pytest.mark.parametrize("quantity", [2, 6])
def test_what_counts_inside_the_need_of_the_rw_follows(quantity: int) -> None:
    declared = factories.declared(20)
    request = verified(region=factories.RW_901)
    assert (fresh(request).inside, fresh(declared).listed) == (4, 4)
    correct(household_of(request), request.reference, Corrected(quantity=quantity))
    inside = 2 if quantity == 2 else 0
    assert (fresh(request).inside, fresh(declared).listed) == (inside, inside)
    invariants.check_everything()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("people", 0, "people_out_of_range"),
        ("people", "many", "people_out_of_range"),
        ("quantity", 0, "quantity_too_small"),
        ("quantity", "x", "quantity_not_a_number"),
        ("urgency", 9, "urgency_unknown"),
        ("landmark", "x" * 201, "too_long"),
        ("phone", "12", "phone_invalid"),
    ],
)
def test_bad_corrections(field: str, value: object, code: str) -> None:
    request = verified()
    with pytest.raises(Invalid) as refused:
        correct(household_of(request), request.reference, Corrected(**{field: value}))
    assert {name: each.code for name, each in refused.value.problems.items()} == {field: code}


def test_nobody_else_corrects_it(
    stranger: Person, coordinator: Person, rw_head: Person, donor: Person
) -> None:
    request = verified(region=factories.RW_901)
    helper = factories.helper_by_link(request)
    for person in (stranger, coordinator, rw_head, donor, helper, ANYONE):
        with pytest.raises((NotFound, NotAllowed, SignInNeeded)):
            correct(person, request.reference, Corrected(people=1))
    assert corrections(request) == []


@pytest.mark.parametrize("status", [RequestStatus.WITHDRAWN, RequestStatus.LISTED])
def test_what_ended_or_goes_with_a_list_is_not_corrected(status: RequestStatus) -> None:
    request = factories.request_at(status)
    with pytest.raises(WrongState):
        correct(household_of(request), request.reference, Corrected(people=1))
