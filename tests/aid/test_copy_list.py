"""Copying last week's list forward, and closing lists."""

import pytest

from aid.actions import lines
from aid.actions import lists as actions
from aid.errors import NotAllowed, SomethingOnTheWay, WrongState
from aid.list_errors import ListInTheMaking
from aid.models import Household
from aid.rules import ListStatus, RequestStatus
from people import private
from people.person import Person
from tests import factories, lists

pytestmark = pytest.mark.django_db

NIK = "3173010101800001"


def test_copy_has_the_same_households_from_the_next_portion_on(rw_head: Person) -> None:
    made = lists.verified(rw_head, portions=2, every=7)
    copy = actions.copy_list(rw_head, made.reference)
    assert copy.status == ListStatus.DRAFT and copy.copied_from_id == made.pk
    # Portions on the days 0 and 7; the next would be on day 14.
    assert copy.first_day == lists.later(14)
    before, after = lists.lines_of(made), lists.lines_of(copy)
    assert [line.household_id for line in after] == [line.household_id for line in before]
    assert Household.private.count() == 2


def test_copy_is_changed_without_changing_what_was_verified(rw_head: Person) -> None:
    made = lists.verified(rw_head)
    copy = actions.copy_list(rw_head, made.reference)
    lines.remove_line(rw_head, copy.reference, 1)
    lines.write_line(rw_head, copy.reference, lists.household(9))
    assert [line.number for line in lists.lines_of(copy)] == [2, 3]
    assert len(lists.lines_of(made)) == 2


def test_changed_line_of_a_copy_is_another_household(rw_head: Person) -> None:
    """The list that was verified, its coupons and hand-outs go on meaning whom they meant."""
    made = lists.verified(rw_head, [lists.household(1, id_number=NIK), lists.household(2)])
    before = [line.household for line in lists.lines_of(made)]
    names = private.read(each.details_id for each in before)
    copy = actions.copy_list(rw_head, made.reference)
    changed = lists.household(7, id_number=NIK, vulnerable=True)
    lines.change_line(rw_head, copy.reference, 1, changed)
    after = [line.household for line in lists.lines_of(made)]
    assert [each.pk for each in after] == [each.pk for each in before]
    assert private.read(each.details_id for each in after) == names
    assert not any(each.vulnerable for each in after)
    first, second = (line.household for line in lists.lines_of(copy))
    assert first.pk not in {each.pk for each in before} and first.vulnerable
    assert first.id_fingerprint == before[0].id_fingerprint
    assert second.pk == before[1].pk


def test_cadre_keeps_its_lines_in_the_copy(rw_head: Person) -> None:
    cadre = lists.cadre_of()
    made = lists.draft(cadre)
    actions.compile_list(rw_head, made.reference, lists.NOTE, lists.today())
    actions.send_back(factories.office(factories.HOME), made.reference, "Cek lagi")
    actions.close_list(rw_head, made.reference)
    copy = actions.copy_list(cadre, made.reference)
    assert {line.added_by_id for line in lists.lines_of(copy)} == {cadre.user_id}


def test_second_draft_is_refused(rw_head: Person) -> None:
    made = lists.verified(rw_head)
    actions.copy_list(rw_head, made.reference)
    with pytest.raises(ListInTheMaking):
        actions.copy_list(rw_head, made.reference)


def test_draft_is_not_copied(rw_head: Person) -> None:
    with pytest.raises(WrongState):
        actions.copy_list(rw_head, lists.draft(rw_head).reference)


def test_closing_ends_what_is_still_open(rw_head: Person) -> None:
    made = lists.verified(rw_head, portions=2)
    actions.close_list(rw_head, made.reference)
    assert {each.status for each in lists.portions_of(made)} == {RequestStatus.EXPIRED}


def test_list_with_promises_is_not_closed(rw_head: Person) -> None:
    made = lists.verified(rw_head)
    factories.pledged(lists.portions_of(made)[0], 1)
    with pytest.raises(SomethingOnTheWay):
        actions.close_list(rw_head, made.reference)


def test_cadre_does_not_close() -> None:
    cadre = lists.cadre_of()
    with pytest.raises(NotAllowed):
        actions.close_list(cadre, lists.draft(cadre).reference)
