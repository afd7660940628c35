"""Verifying a list: portions are made, and nothing counts twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import housekeeping, lines, portions, verification
from aid.actions import lists as actions
from aid.errors import AlreadyAsked, NotAllowed, NotFound, WrongState
from aid.list_errors import ListOverlaps, ListPast, NumberStands, WroteLines
from aid.models import Event, NeighbourhoodList
from aid.queries.figures import figures_of
from aid.rules import ListStatus, RequestStatus
from aid.slots import slot_ends
from people.person import Person
from tests import factories, invariants, lists
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db


def test_each_portion_becomes_a_verified_request(coordinator: Person) -> None:
    made = lists.compiled(portions=3, every=7)
    portions.verify_list(coordinator, made.reference)
    found = lists.portions_of(made)
    assert [portion.portion for portion in found] == [1, 2, 3]
    # Two lines, one package each.
    assert {portion.needed for portion in found} == {2}
    assert {portion.status for portion in found} == {RequestStatus.VERIFIED}
    for number, portion in enumerate(found):
        assert timezone.localdate(portion.serve_from) == lists.later(7 * number)
        assert portion.until == portion.serve_from + timedelta(days=7)
    invariants.check_everything()


def test_meal_lasts_until_its_slot_ends(coordinator: Person) -> None:
    made = lists.compiled(category="meal", first_day=lists.later(1), slot="noon", every=1)
    portions.verify_list(coordinator, made.reference)
    (portion,) = lists.portions_of(made)
    assert portion.until == slot_ends(lists.later(1), "noon")
    # Four people in each of two households.
    assert portion.needed == 8


def test_whoever_opened_or_compiled_does_not_verify(coordinator: Person) -> None:
    own = lists.draft(coordinator)
    actions.compile_list(lists.head_of(), own.reference, lists.NOTE, lists.today())
    with pytest.raises(NotAllowed):
        portions.verify_list(coordinator, own.reference)
    portions.verify_list(factories.office(HOME), own.reference)


def test_whoever_wrote_a_line_does_not_verify(
    coordinator: Person, city_coordinator: Person
) -> None:
    """Also one that the RW's head wrote anew since."""
    head = lists.head_of()
    found = lists.draft(head)
    line = lines.write_line(coordinator, found.reference, lists.household(3))
    lines.change_line(head, found.reference, line.number, lists.household(4))
    actions.compile_list(head, found.reference, lists.NOTE, lists.today())
    with pytest.raises(WroteLines):
        portions.verify_list(coordinator, found.reference)
    portions.verify_list(city_coordinator, found.reference)


def test_rw_head_cannot_verify(rw_head: Person) -> None:
    made = lists.compiled()
    with pytest.raises(NotAllowed):
        portions.verify_list(rw_head, made.reference)


def test_stranger_learns_of_no_list(stranger: Person, donor: Person) -> None:
    made = lists.compiled()
    for person in (stranger, donor, factories.office(factories.ELSEWHERE)):
        with pytest.raises(NotFound):
            portions.verify_list(person, made.reference)


def test_draft_cannot_be_verified(coordinator: Person) -> None:
    with pytest.raises(WrongState):
        portions.verify_list(coordinator, lists.draft().reference)


def test_number_of_the_rw_and_list_never_stand_together(coordinator: Person) -> None:
    number = factories.declared(20)
    made = lists.compiled()
    with pytest.raises(NumberStands):
        portions.verify_list(coordinator, made.reference)
    verification.refuse(coordinator, number.reference, "Diganti daftar")
    portions.verify_list(coordinator, made.reference)
    with pytest.raises(AlreadyAsked):
        factories.declared_unverified(20)
    assert figures_of(RW_901)["sembako"].asked == 2


def test_lists_of_the_same_days_do_not_stand_together(coordinator: Person) -> None:
    first = lists.verified(portions=2)
    second = lists.compiled(first_day=lists.later(7), entered=[lists.household(5)])
    with pytest.raises(ListOverlaps):
        portions.verify_list(coordinator, second.reference)
    # Two weeks on, the first list is over.
    third = NeighbourhoodList.private.get(pk=second.pk)
    NeighbourhoodList.private.filter(pk=third.pk).update(first_day=lists.later(14))
    portions.verify_list(coordinator, third.reference)
    assert first.status == ListStatus.VERIFIED


def test_portions_whose_time_is_over_are_not_made(coordinator: Person) -> None:
    made = lists.compiled(portions=2)
    NeighbourhoodList.private.filter(pk=made.pk).update(first_day=lists.later(-8))
    portions.verify_list(coordinator, made.reference)
    assert [portion.portion for portion in lists.portions_of(made)] == [2]


def test_list_whose_days_have_passed_is_refused(coordinator: Person) -> None:
    made = lists.compiled()
    NeighbourhoodList.private.filter(pk=made.pk).update(first_day=lists.later(-8))
    with pytest.raises(ListPast):
        portions.verify_list(coordinator, made.reference)
    assert not lists.portions_of(made)


def test_each_portion_has_its_event(coordinator: Person) -> None:
    made = lists.compiled(portions=2)
    portions.verify_list(coordinator, made.reference)
    kinds = list(
        Event.log.filter(
            request_id__in=[portion.pk for portion in lists.portions_of(made)]
        ).values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["submit", "submit", "verify", "verify"]
    assert Event.log.filter(kind="list_verify", region_code=RW_901).exists()


def test_portion_that_expires_ends_alone(coordinator: Person) -> None:
    made = lists.verified(portions=2)
    first, second = lists.portions_of(made)
    factories.make_overdue(first)
    housekeeping.tidy_up(timezone.now())
    assert factories.fresh(first).status == RequestStatus.EXPIRED
    assert factories.fresh(second).status == RequestStatus.VERIFIED
