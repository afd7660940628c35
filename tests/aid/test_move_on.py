"""Leftovers go on to others, and nothing counts twice."""

import pytest

from aid.actions import handouts, moving_on
from aid.errors import Invalid, NotAllowed, NothingLeft, StillAwaited, TooMuch
from aid.models import Offer
from aid.rules import HandoutStatus, OfferStatus
from people.person import Person
from tests import factories, invariants, kampung
from tests.aid.jobs import waiting_rounds
from tests.factories import fresh, fresh_offer

pytestmark = pytest.mark.django_db
WHY = "Tidak diambil"


def test_leftover_becomes_an_offer_at_the_post(donor: Person, rw_head: Person) -> None:
    """5 came, 3 were given, 2 go on: 3 of the old offer remain, 2 are offered anew."""
    need = kampung.portion([1] * 5)
    post = kampung.post()
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 5))
    rounds = waiting_rounds()
    handouts.give(rw_head, came.reference, [each.pk for each in kampung.handouts_of(came)[:3]])
    made = moving_on.move_on(rw_head, came.reference, None, WHY)
    assert (made.quantity, made.post_id, made.donor_id) == (2, post.pk, donor.user_id)
    assert (made.status, made.handover, made.available) == (OfferStatus.OPEN, "pickup", 2)
    old = Offer.private.exclude(pk=made.pk).get()
    assert (old.quantity, old.delivered, old.available) == (3, 3, 0)
    after = kampung.fresh(came)
    assert (after.reserved, after.cancelled, after.delivered) == (0, 2, 3)
    assert (fresh(need).open, waiting_rounds() > rounds) == (2, True)
    invariants.check_everything()


def test_all_of_it_moves_on_and_the_old_offer_ends(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 5)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 2))
    made = moving_on.move_on(rw_head, came.reference, "", WHY)
    old = fresh_offer(Offer.private.exclude(pk=made.pk).get())
    assert (old.status, made.quantity) == (OfferStatus.WITHDRAWN, 2)
    assert {each.status for each in kampung.handouts_of(came)} == {HandoutStatus.DID_NOT_COME}
    invariants.check_everything()


def test_those_last_on_the_list_give_way_first(donor: Person, rw_head: Person) -> None:
    """Of 4 due, 1 moves on: line 4 came too late; the vulnerable line 3 stays."""
    kampung.portion([1] * 4, vulnerable=[3])
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 4))
    moving_on.move_on(rw_head, came.reference, 1, WHY)
    late = kampung.handouts_of(came, HandoutStatus.DID_NOT_COME)
    assert [each.line.number for each in late if each.line] == [4]
    invariants.check_everything()


def test_what_households_can_still_come_for_stays(donor: Person, rw_head: Person) -> None:
    """5 came for 4 lines: one waits for nobody and may go on at once, no more before the slot is
    over."""
    factories.declared(1)
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 5)
    with pytest.raises(StillAwaited):
        moving_on.move_on(rw_head, came.reference, None, WHY)
    assert len(kampung.handouts_of(came, HandoutStatus.DUE)) == 4
    assert moving_on.move_on(rw_head, came.reference, 1, WHY).quantity == 1
    invariants.check_everything()


def test_more_than_is_left_is_refused(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 2)
    with pytest.raises(TooMuch):
        moving_on.move_on(rw_head, came.reference, 3, WHY)
    with pytest.raises(Invalid):
        moving_on.move_on(rw_head, came.reference, 1, "")
    kampung.give_all(rw_head, came)
    with pytest.raises(NothingLeft):
        moving_on.move_on(rw_head, came.reference, 1, WHY)
    assert Offer.private.count() == 1


def test_cadre_and_donor_move_nothing_on(donor: Person, rw_head: Person, cadre: Person) -> None:
    kampung.portion([1] * 4)
    came = kampung.at_post(donor, rw_head, 2)
    for person in (donor, cadre):
        with pytest.raises(NotAllowed):
            moving_on.move_on(person, came.reference, 1, WHY)


def test_own_request_whose_part_moved_on_is_open_again(donor: Person, rw_head: Person) -> None:
    factories.declared(10)
    own = factories.verified(region=factories.RW_901, quantity=2)
    came = kampung.slot_over(kampung.at_post(donor, rw_head, 4))
    (handout,) = kampung.handouts_of(came)
    assert (handout.request_id, handout.quantity) == (own.pk, 2)
    moving_on.move_on(rw_head, came.reference, None, WHY)
    assert (fresh(own).open, fresh(own).reserved) == (2, 0)
    invariants.check_everything()
