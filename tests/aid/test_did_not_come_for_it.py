"""Who doesn't come for goods at the post, and who comes after all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import handouts
from aid.errors import NotFound, NothingLeft, StillAwaited, WrongState
from aid.models import Consignment
from aid.rules import HandoutStatus
from aid.slots import slot_ends
from aid.standing import handout_verbs
from people.person import Person
from tests import factories, invariants, kampung
from tests.factories import fresh

pytestmark = pytest.mark.django_db


def test_next_on_the_list_gets_what_nobody_fetched(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 3)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    first, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, first.pk)
    due = kampung.handouts_of(came, HandoutStatus.DUE)
    assert [each.line.number for each in due if each.line] == [2, 3]
    assert kampung.fresh(came).reserved == 2
    invariants.check_everything()


def test_who_comes_after_all_finds_what_is_left(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    first, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, first.pk)
    handouts.come_after_all(rw_head, first.pk)
    assert len(kampung.handouts_of(came, HandoutStatus.DUE)) == 2


def test_who_comes_too_late_finds_nothing(donor: Person, rw_head: Person) -> None:
    """Line 3 has line 1's package already."""
    kampung.portion([1] * 3)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    first, _ = kampung.handouts_of(came)
    handouts.not_come(rw_head, first.pk)
    with pytest.raises(NothingLeft):
        handouts.come_after_all(rw_head, first.pk)


def test_who_is_served_by_the_next_consignment_gets_nothing_here(
    donor: Person, rw_head: Person
) -> None:
    kampung.portion([1] * 2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 1))
    (first,) = kampung.handouts_of(came)
    kampung.give_all(rw_head, came)
    second = kampung.slot_over(kampung.at_post(factories.a_donor(), rw_head, 1))
    (waiting,) = kampung.handouts_of(second)
    handouts.not_come(rw_head, waiting.pk)
    with pytest.raises(WrongState):
        handouts.come_after_all(rw_head, first.pk)


@pytest.mark.parametrize("who", ["cadre", "rw_head", "coordinator"])
def test_household_may_come_until_the_slot_has_ended(
    request: pytest.FixtureRequest, donor: Person, rw_head: Person, who: str
) -> None:
    """Whoever hands out waits; the household itself may say at any time that it doesn't come."""
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    post, ends = request.getfixturevalue(who), slot_ends(came.day, came.slot)
    with pytest.raises(StillAwaited):
        handouts.not_come(post, first.pk)
    assert "not_come" not in handout_verbs(post, first, ends - timedelta(seconds=1))
    assert "not_come" in handout_verbs(post, first, ends)
    handouts.not_come(kampung.coupon_holder(second), second.pk)
    kampung.slot_over(came)
    handouts.not_come(post, first.pk)


def test_goods_that_come_after_their_slot_are_awaited_for_an_hour(
    donor: Person, rw_head: Person
) -> None:
    kampung.portion([1])
    came = kampung.at_post(donor, rw_head, 1)
    Consignment.private.filter(pk=came.pk).update(day=timezone.localdate() - timedelta(days=2))
    (handout,) = kampung.handouts_of(came)
    assert came.arrived_at is not None
    hour = came.arrived_at + timedelta(hours=1)
    assert "not_come" not in handout_verbs(rw_head, handout, hour - timedelta(seconds=1))
    assert "not_come" in handout_verbs(rw_head, handout, hour)


def test_household_that_asked_itself_goes_first_next_time(donor: Person, rw_head: Person) -> None:
    factories.declared(10)
    own = factories.verified(region=factories.RW_901, quantity=2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    (handout,) = kampung.handouts_of(came)
    handouts.not_come(factories.household_of(own), handout.pk)
    assert fresh(own).put_first
    assert kampung.fresh(came).reserved == 2


def test_donor_and_strangers_say_nothing(donor: Person, rw_head: Person, stranger: Person) -> None:
    kampung.portion([1] * 2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 1))
    (handout,) = kampung.handouts_of(came)
    for person in (donor, stranger):
        with pytest.raises(NotFound):
            handouts.not_come(person, handout.pk)
