"""Who doesn't come for goods at the post, and who comes after all."""

import pytest

from aid.actions import handouts
from aid.errors import NotFound, NothingLeft, WrongState
from aid.rules import HandoutStatus
from people.person import Person
from tests import factories, invariants, kampung
from tests.factories import fresh

pytestmark = pytest.mark.django_db


def test_next_on_the_list_gets_what_nobody_fetched(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 2)
    first, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, first.pk)
    due = kampung.handouts_of(came, HandoutStatus.DUE)
    assert [each.line.number for each in due if each.line] == [2, 3]
    assert kampung.fresh(came).reserved == 2
    invariants.check_everything()


def test_who_comes_after_all_finds_what_is_left(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 2)
    first, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, first.pk)
    handouts.come_after_all(rw_head, first.pk)
    assert len(kampung.handouts_of(came, HandoutStatus.DUE)) == 2


def test_who_comes_too_late_finds_nothing(donor: Person, rw_head: Person) -> None:
    """Line 3 has line 1's package already."""
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 2)
    first, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, first.pk)
    with pytest.raises(NothingLeft):
        handouts.come_after_all(rw_head, first.pk)


def test_who_is_served_by_the_next_consignment_gets_nothing_here(
    donor: Person, rw_head: Person
) -> None:
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 1)
    (first,) = kampung.handouts_of(came)
    kampung.give_all(rw_head, came)
    second = kampung.at_post(factories.a_donor(), rw_head, 1)
    (waiting,) = kampung.handouts_of(second)
    handouts.not_come(rw_head, waiting.pk)
    with pytest.raises(WrongState):
        handouts.come_after_all(rw_head, first.pk)


def test_household_that_asked_itself_goes_first_next_time(donor: Person, rw_head: Person) -> None:
    factories.declared(10)
    own = factories.verified(region=factories.RW_901, quantity=2)
    came = kampung.at_post(donor, rw_head, 2)
    (handout,) = kampung.handouts_of(came)
    handouts.not_come(factories.household_of(own), handout.pk)
    assert fresh(own).put_first
    assert kampung.fresh(came).reserved == 2


def test_donor_and_strangers_say_nothing(donor: Person, rw_head: Person, stranger: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 1)
    (handout,) = kampung.handouts_of(came)
    for person in (donor, stranger):
        with pytest.raises(NotFound):
            handouts.not_come(person, handout.pk)
