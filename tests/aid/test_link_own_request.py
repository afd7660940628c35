"""A household that asked by itself and stands on the list of its RW counts once."""

import pytest

from aid.actions import lines_shown, portions, verification, vouching
from aid.actions import lists as actions
from aid.errors import AlreadyAsked, NotFound
from aid.models import Event, Line
from aid.queries.doubles import own_requests, suggestions
from aid.queries.figures import figures_of
from aid.rules import MatchStatus, RequestStatus
from people.person import Person
from tests import factories, invariants, lists
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db

NIK = "3173010101800001"
OTHER_NIK = "3173010101800002"
SITI = {"name": "Siti Contoh", "phone": "081234567890"}
ONE = {"quantity": 1, "region": RW_901}


def asked() -> int:
    return figures_of(RW_901)["sembako"].asked


def test_412_households_of_whom_37_asked_alone_need_412(coordinator: Person) -> None:
    """Scenario: 412 KK, 1.648 people; the need before is 37, and 412 once the list stands."""
    alone = [
        factories.verified(name=lists.household(number).name, phone=f"0812000{number:05}", **ONE)
        for number in range(1, 38)
    ]
    assert asked() == 37
    entered = [
        lists.household(number, phone=f"0812000{number:05}" if number <= 37 else "")
        for number in range(1, 413)
    ]
    made = lists.compiled(None, entered)
    portions.verify_list(coordinator, made.reference)
    assert asked() == 412
    (portion,) = lists.portions_of(made)
    assert portion.needed == portion.open == 412
    assert sum(line.household.people for line in lists.lines_of(made)) == 1_648
    assert {factories.fresh(request).status for request in alone} == {RequestStatus.LISTED}
    invariants.check_everything()


def test_same_id_number_is_enough(coordinator: Person) -> None:
    own = factories.verified(name="Bu Siti", id_number=NIK, **ONE)
    made = lists.verified(None, [lists.household(1, name="Siti Contoh", id_number=NIK)])
    assert factories.fresh(own).status == RequestStatus.LISTED
    assert lists.lines_of(made)[0].own_request_id == own.pk


def test_request_that_waits_for_its_check_is_served_by_the_list_and_stays_unchecked() -> None:
    own = factories.submitted(id_number=NIK, **ONE).request
    lists.verified(None, [lists.household(1, id_number=NIK)])
    assert factories.fresh(own).status == RequestStatus.LISTED
    assert factories.fresh(own).verified_at is None


def test_household_that_was_only_listed_vouches_for_nobody(resident: Person) -> None:
    """Whoever gives the id number of somebody on a list was not checked by that."""
    factories.submitted(resident, id_number=NIK, **ONE)
    lists.verified(None, [lists.household(1, id_number=NIK)])
    unknown = factories.submitted(no_local_id=True, **ONE).request
    with pytest.raises(NotFound):
        vouching.vouch(resident, unknown.reference)


def test_closed_list_leaves_unchecked_what_nobody_checked() -> None:
    own = factories.submitted(id_number=NIK, **ONE).request
    made = lists.verified(None, [lists.household(1, id_number=NIK), lists.household(2)])
    actions.close_list(lists.head_of(), made.reference)
    after = factories.fresh(own)
    assert after.status == RequestStatus.SUBMITTED
    assert after.verified_at is None and after.closed_at is None
    assert Event.log.filter(request_id=own.pk, kind="unlist_unchecked").count() == 1
    assert asked() == 0
    invariants.check_everything()


def test_household_that_named_only_its_kelurahan_is_found() -> None:
    own = factories.verified(id_number=NIK, quantity=1, region=HOME)
    lists.verified(None, [lists.household(1, id_number=NIK)])
    assert factories.fresh(own).status == RequestStatus.LISTED


def test_household_of_another_rw_is_left_alone() -> None:
    own = factories.verified(region=lists.second_rw(), **(SITI | {"quantity": 1}))
    made = lists.verified(None, [lists.household(1, **SITI)])
    assert factories.fresh(own).status == RequestStatus.VERIFIED
    assert lists.lines_of(made)[0].own_request_id is None


def test_proposals_lapse_when_the_list_serves() -> None:
    own = factories.verified(id_number=NIK, **ONE)
    match = factories.proposed(own)
    lists.verified(None, [lists.household(1, id_number=NIK)])
    assert factories.fresh_match(match.pk).status == MatchStatus.LAPSED
    assert factories.fresh(own).status == RequestStatus.LISTED
    invariants.check_everything()


def test_what_is_promised_already_counts_inside_the_first_portion() -> None:
    """Two lines of one package; one of them is promised by an own request, which counts."""
    own = factories.verified(id_number=NIK, **ONE)
    factories.pledged(own)
    made = lists.verified(None, [lists.household(1, id_number=NIK), lists.household(2)], portions=2)
    first, second = lists.portions_of(made)
    assert (first.needed, first.listed, first.open) == (2, 1, 1)
    assert (second.needed, second.listed) == (2, 0)
    assert factories.fresh(own).status == RequestStatus.VERIFIED
    # One package in the first portion, one in the own request; the second week is later.
    assert asked() == 2
    invariants.check_everything()


def test_same_name_alone_is_only_a_suggestion() -> None:
    own = factories.verified(name="Siti Contoh", phone="", **ONE)
    made = lists.verified(None, [lists.household(1, name="siti  contoh")])
    assert factories.fresh(own).status == RequestStatus.VERIFIED
    found = suggestions(lists.lines_of(made), own_requests(made))
    assert [(line.number, request.pk) for line, request in found] == [(1, own.pk)]


def test_what_only_the_kelurahan_sees_is_no_suggestion_for_the_rw(
    rw_head: Person, coordinator: Person
) -> None:
    """Asked of the kelurahan without naming an RW: the RW's head is not to learn of it."""
    own = factories.verified(name="Siti Contoh", phone="", quantity=1, region=HOME)
    made = lists.verified(None, [lists.household(1, name="siti  contoh")])
    assert not lines_shown.maybe_the_same(rw_head, made)
    (found,) = lines_shown.maybe_the_same(coordinator, made)
    assert found.request == own.reference


def test_what_only_the_kelurahan_sees_is_linked_and_not_told_to_the_rw(
    rw_head: Person, coordinator: Person
) -> None:
    kelurahan = factories.verified(id_number=NIK, quantity=1, region=HOME)
    rw = factories.verified(id_number=OTHER_NIK, **ONE)
    made = lists.verified(
        None, [lists.household(1, id_number=NIK), lists.household(2, id_number=OTHER_NIK)]
    )
    linked = Line.private.filter(list=made).order_by("number").values_list("own_request", flat=True)
    assert list(linked) == [kelurahan.pk, rw.pk]

    def told(person: Person) -> dict[int, bool]:
        return {line.number: line.asked_alone for line in lines_shown.lines_shown(person, made)}

    assert told(rw_head) == {1: False, 2: True}
    assert told(coordinator) == {1: True, 2: True}
    assert not lines_shown.line_shown(rw_head, made, 1).asked_alone
    (rt,) = Line.private.of_list(made.pk).totals()
    assert rt.asked_alone == 1


def test_check_by_the_rw_tells_nothing_of_what_only_the_kelurahan_sees(rw_head: Person) -> None:
    """The household's other request would make it two, and the RW's would stand by itself."""
    lists.verified(None, [lists.household(1, id_number=NIK)])
    factories.submitted(id_number=NIK, quantity=1, region=HOME)
    late = factories.submitted(id_number=NIK, **ONE).request
    verification.verify(rw_head, late.reference)
    assert factories.fresh(late).status == RequestStatus.LISTED


def test_two_requests_of_one_household_are_left_to_people() -> None:
    """One of them would be served by the line, the other not: somebody has to look."""
    both = [factories.verified(id_number=NIK, **ONE) for _ in range(2)]
    made = lists.verified(None, [lists.household(1, id_number=NIK)])
    assert {factories.fresh(own).status for own in both} == {RequestStatus.VERIFIED}
    assert len(suggestions(lists.lines_of(made), own_requests(made))) == 2


def test_other_id_number_tells_households_apart() -> None:
    own = factories.verified(id_number="3173010101800002", **(SITI | ONE))
    made = lists.verified(None, [lists.household(1, id_number=NIK, **SITI)])
    assert factories.fresh(own).status == RequestStatus.VERIFIED
    assert not suggestions(lists.lines_of(made), own_requests(made))


def test_request_checked_later_is_listed_at_once(coordinator: Person) -> None:
    made = lists.verified(None, [lists.household(1, id_number=NIK), lists.household(2)])
    late = factories.submitted(id_number=NIK, **ONE).request
    verification.verify(coordinator, late.reference)
    assert factories.fresh(late).status == RequestStatus.LISTED
    assert Line.private.get(own_request=late).list_id == made.pk
    assert asked() == 2


def test_request_of_somebody_not_listed_counts_beside_the_list(coordinator: Person) -> None:
    made = lists.verified()
    late = factories.submitted(id_number=NIK, **ONE).request
    verification.verify(coordinator, late.reference)
    assert factories.fresh(late).status == RequestStatus.VERIFIED
    assert lists.portions_of(made)[0].listed == 0
    assert asked() == 3


def test_household_that_wants_nothing_through_its_rw_is_not_linked() -> None:
    own = factories.verified(id_number=NIK, not_through_rw=True, **ONE)
    made = lists.verified(None, [lists.household(1, id_number=NIK)])
    assert factories.fresh(own).status == RequestStatus.VERIFIED
    assert not suggestions(lists.lines_of(made), own_requests(made))


def test_listed_household_does_not_ask_twice(resident: Person) -> None:
    factories.verified(resident, id_number=NIK, **ONE)
    made = lists.verified(None, [lists.household(1, id_number=NIK)])
    with pytest.raises(AlreadyAsked):
        factories.submitted(resident, id_number=NIK, **ONE)
    actions.close_list(lists.head_of(), made.reference)


def test_closed_list_lets_go_of_whom_it_did_not_serve() -> None:
    own = factories.verified(id_number=NIK, **ONE)
    made = lists.verified(None, [lists.household(1, id_number=NIK), lists.household(2)])
    assert asked() == 2
    actions.close_list(lists.head_of(), made.reference)
    assert factories.fresh(own).status == RequestStatus.VERIFIED
    assert asked() == 1
    invariants.check_everything()
