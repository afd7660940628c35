"""Handing out at the post: ticks, the household's own word, disputes, and closing."""

import pytest

from aid.actions import consignments, handouts
from aid.actions.complaints import complain_about_handout
from aid.errors import NotAllowed, NotFound, StillAtPost, TooManyMessages, WrongState
from aid.models import Complaint, Consignment
from aid.rules import HandoutStatus, MatchStatus, RequestStatus
from people.person import Person
from tests import factories, invariants, kampung
from tests.factories import CITY, KECAMATAN, fresh

pytestmark = pytest.mark.django_db


def test_ticks_deliver_and_do_not_confirm(donor: Person, rw_head: Person, cadre: Person) -> None:
    """Of 4, the head ticks 2 and a cadre 1: 3 given, 0 confirmed, 1 left."""
    need = kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 4)
    due = kampung.handouts_of(came)
    handouts.give(rw_head, came.reference, [due[0].pk, str(due[1].pk)])
    handouts.give(cadre, came.reference, [due[1].pk, due[2].pk])
    after = kampung.fresh(came)
    assert (after.delivered, after.confirmed, after.reserved) == (3, 0, 1)
    assert (fresh(need).delivered, fresh(need).confirmed) == (3, 0)
    with pytest.raises(WrongState):
        handouts.give(cadre, came.reference, [due[0].pk])
    invariants.check_everything()


def test_ticks_of_another_consignment_are_nobodys(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    first = kampung.at_post(donor, rw_head, 2)
    second = kampung.at_post(factories.a_donor(), rw_head, 2)
    other = kampung.handouts_of(first)[0]
    with pytest.raises(NotFound):
        handouts.give(rw_head, second.reference, [other.pk, "x", "9" * 30])


def test_household_confirms_whether_ticked_or_not(donor: Person, rw_head: Person) -> None:
    need = kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    handouts.give(rw_head, came.reference, [first.pk])
    assert [kampung.say(each).status for each in (first, second)] == [HandoutStatus.CONFIRMED] * 2
    assert (fresh(need).confirmed, fresh(need).status) == (2, RequestStatus.FULFILLED)
    invariants.check_everything()


@pytest.mark.parametrize("said", ["part", "nothing"])
def test_less_than_all_disputes(donor: Person, rw_head: Person, said: str) -> None:
    need = kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    kampung.say(first)
    assert kampung.say(second, said).status == HandoutStatus.DISPUTED
    assert (fresh(need).delivered, fresh(need).confirmed) == (2, 1)
    assert fresh(need).status == RequestStatus.VERIFIED
    invariants.check_everything()


def test_who_ticked_it_as_given_does_not_settle_whether_it_was(
    donor: Person, rw_head: Person, coordinator: Person, city_coordinator: Person
) -> None:
    """Nobody alone overrules a household that got nothing."""
    kampung.portion([1] * 2)
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    handouts.give(coordinator, came.reference, [first.pk])
    for handout in (first, second):
        kampung.say(handout, "nothing")
    for arrived in (True, False):
        with pytest.raises(NotAllowed):
            handouts.settle(coordinator, first.pk, arrived=arrived)
    handouts.settle(coordinator, second.pk, arrived=False)
    handouts.settle(city_coordinator, first.pk, arrived=False)
    invariants.check_everything()


def test_settled_lost_opens_the_need_and_settled_arrived_confirms(
    donor: Person, rw_head: Person, coordinator: Person
) -> None:
    need = kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    kampung.say(first, "nothing")
    kampung.say(second, "nothing")
    handouts.settle(coordinator, first.pk, arrived=True)
    handouts.settle(coordinator, second.pk, arrived=False)
    after = kampung.fresh(came)
    assert (after.confirmed, after.lost, fresh(need).open) == (1, 1, 1)
    invariants.check_everything()


def test_what_one_household_lost_is_not_taken_from_those_who_wait(
    donor: Person, rw_head: Person, coordinator: Person
) -> None:
    """Of 3, two are ticked as one match of 2; the second household disputes and 1 of the 2 is
    lost: 1 confirmed, 1 lost, 1 at the post for the third."""
    kampung.portion([1] * 3)
    came = kampung.at_post(donor, rw_head, 3)
    first, second, _ = kampung.handouts_of(came)
    handouts.give(rw_head, came.reference, [first.pk, second.pk])
    kampung.say(second, "nothing")
    handouts.settle(coordinator, second.pk, arrived=False)
    kampung.say(first)
    after = kampung.fresh(came)
    assert (after.confirmed, after.delivered, after.lost, after.reserved) == (1, 1, 1, 1)
    invariants.check_everything()


def test_somebody_elses_coupon_says_nothing(donor: Person, rw_head: Person) -> None:
    kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    with pytest.raises(NotFound):
        handouts.answer(kampung.coupon_holder(second), first.pk, "complete")
    with pytest.raises(NotFound):
        handouts.answer(donor, first.pk, "complete")


def test_nothing_is_closed_while_something_lies_there(
    donor: Person, rw_head: Person, coordinator: Person
) -> None:
    kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    handouts.give(rw_head, came.reference, [first.pk])
    consignments.finish(rw_head, came.reference)
    with pytest.raises(StillAtPost):
        consignments.close(coordinator, came.reference)
    left = Consignment.private.visible_to(rw_head).left_at_posts()
    assert [each.pk for each in left] == [came.pk]
    handouts.give(rw_head, came.reference, [second.pk])
    assert not Consignment.private.visible_to(rw_head).left_at_posts()
    consignments.close(coordinator, came.reference)
    invariants.check_everything()


def test_asked_to_pay_is_read_above_the_kelurahan_alone(
    donor: Person, rw_head: Person, cadre: Person, coordinator: Person
) -> None:
    kampung.portion([1])
    came = kampung.at_post(donor, rw_head, 1)
    (handout,) = kampung.handouts_of(came)
    household = kampung.coupon_holder(handout)
    made = complain_about_handout(household, handout.pk, "asked_to_pay", "Diminta Rp10.000")
    assert (made.handout_id, made.kind) == (handout.pk, "asked_to_pay")
    for person in (rw_head, cadre, coordinator, donor, household):
        assert not Complaint.private.visible_to(person).exists()
    for region in (KECAMATAN, CITY):
        assert Complaint.private.visible_to(factories.office(region)).get() == made


def test_never_came_disputes_the_households_own_part(donor: Person, rw_head: Person) -> None:
    kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, _ = kampung.handouts_of(came)
    kampung.give_all(rw_head, came)
    complain_about_handout(kampung.coupon_holder(first), first.pk, "never_came")
    statuses = [each.status for each in kampung.handouts_of(came)]
    assert statuses == [HandoutStatus.DISPUTED, HandoutStatus.GIVEN]
    held = factories.Match.private.filter(consignment=came, status=MatchStatus.DISPUTED)
    assert sum(match.quantity for match in held) == 1
    invariants.check_everything()


def test_households_do_not_use_up_each_others_complaints(donor: Person, rw_head: Person) -> None:
    kampung.portion([1, 1])
    came = kampung.at_post(donor, rw_head, 2)
    first, second = kampung.handouts_of(came)
    household = kampung.coupon_holder(first)
    for _ in range(5):
        complain_about_handout(household, first.pk, "not_safe")
    with pytest.raises(TooManyMessages):
        complain_about_handout(household, first.pk, "not_safe")
    assert complain_about_handout(kampung.coupon_holder(second), second.pk, "not_safe")
