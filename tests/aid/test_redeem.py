"""A coupon at the post: received, once, by its secret digits."""

from dataclasses import replace

import pytest

from aid.actions import coupons, handouts
from aid.actions.redemption import MOST_COUNTED, redeem
from aid.coupon_errors import (
    CouponRevoked,
    CouponUsed,
    NoGoodsHere,
    NotInConsignment,
    UnknownCoupon,
    WrongDigits,
)
from aid.errors import AidError, NotAllowed, NotFound, WrongState
from aid.models import Consignment, Coupon, Handout, Match
from aid.rules import ConsignmentStatus, HandoutStatus, MatchStatus
from people.person import ANYONE, Person
from tests import factories, invariants, kampung
from tests.aid.at_post import AtPost, at_post, digits

pytestmark = pytest.mark.django_db


def refused(
    person: Person, there: AtPost, coupon: Coupon, code: str, error: type[AidError]
) -> None:
    with pytest.raises(error):
        redeem(person, there.reference, coupon.serial, code)
    invariants.check_everything()


def not_that_of(coupon: Coupon) -> str:
    return f"{(int(digits(coupon)) + 1) % 10**12:012d}"


def test_coupon_says_received() -> None:
    there = at_post(3)
    coupon = there.coupon(2)
    handout = redeem(there.cadre, there.reference, coupon.serial, digits(coupon))
    assert (handout.status, handout.way) == (HandoutStatus.CONFIRMED, "coupon")
    assert there.coupon(2).redeemed_at is not None
    match = Match.private.get(consignment=there.consignment, status=MatchStatus.CONFIRMED)
    assert match.quantity == 1
    consignment = Consignment.private.get(pk=there.consignment.pk)
    assert (consignment.reserved, consignment.confirmed) == (2, 1)
    invariants.check_everything()


def test_it_may_be_typed_with_spaces_and_small_letters(rw_head: Person) -> None:
    there = at_post(1)
    coupon, code = there.coupon(1), digits(there.coupon(1))
    typed = f"{code[:4]} {code[4:8]}-{code[8:]}"
    redeem(rw_head, there.reference, coupon.serial.lower(), typed)
    assert there.handout(1).status == HandoutStatus.CONFIRMED


def test_what_was_ticked_as_given_is_confirmed() -> None:
    there = at_post(1)
    handouts.give(there.cadre, there.reference, [there.handout(1).pk])
    coupon = there.coupon(1)
    redeem(there.cadre, there.reference, coupon.serial, digits(coupon))
    assert there.handout(1).status == HandoutStatus.CONFIRMED
    invariants.check_everything()


def test_no_coupon_counts_twice() -> None:
    there = at_post(2)
    coupon = there.coupon(1)
    redeem(there.cadre, there.reference, coupon.serial, digits(coupon))
    refused(there.cadre, there, coupon, digits(coupon), CouponUsed)
    assert Handout.private.filter(status=HandoutStatus.CONFIRMED).count() == 1


def test_what_the_household_confirmed_is_not_confirmed_again() -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    handouts.answer(Person(coupons=frozenset([coupon.pk])), there.handout(1).pk, "complete")
    refused(there.cadre, there, coupon, digits(coupon), CouponUsed)


def test_wrong_digits_are_noted_and_lock_nobody_out() -> None:
    """Doors count attempts; whoever knows the serial alone can't spoil the coupon."""
    there = at_post(1)
    coupon = there.coupon(1)
    for _ in range(7):
        refused(there.cadre, there, coupon, not_that_of(coupon), WrongDigits)
    assert there.coupon(1).wrong_codes == 7
    assert there.handout(1).status == HandoutStatus.DUE
    redeem(there.cadre, there.reference, coupon.serial, digits(coupon))
    assert there.handout(1).status == HandoutStatus.CONFIRMED


def test_the_note_has_an_end() -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    Coupon.private.filter(pk=coupon.pk).update(wrong_codes=MOST_COUNTED)
    refused(there.cadre, there, coupon, not_that_of(coupon), WrongDigits)
    assert there.coupon(1).wrong_codes == MOST_COUNTED


@pytest.mark.parametrize("code", ["", "0", "x" * 500, "१२३४५६७८९०१२", "\x00"])
def test_odd_codes_are_wrong(code: str) -> None:
    there = at_post(1)
    refused(there.cadre, there, there.coupon(1), code, WrongDigits)


def test_unknown_serials() -> None:
    there = at_post(1)
    for serial in ("00000000", "", "x" * 300, None):
        with pytest.raises(UnknownCoupon):
            redeem(there.cadre, there.reference, serial, "000000000000")


def test_replaced_coupon_is_dead() -> None:
    there = at_post(1)
    old = there.coupon(1)
    coupons.reissue(there.kelurahan, old.serial)
    refused(there.cadre, there, old, digits(old), CouponRevoked)


def test_not_enough_came_for_this_household() -> None:
    there = at_post(3, units=2)
    refused(there.cadre, there, there.coupon(3), digits(there.coupon(3)), NoGoodsHere)


def test_coupon_of_something_else() -> None:
    there = at_post(1)
    other = coupons.issue_for_request(there.kelurahan, factories.verified().reference)
    refused(there.cadre, there, other, digits(other), NotInConsignment)


def test_nobody_came_so_it_is_not_theirs_any_more() -> None:
    there = at_post(1)
    kampung.slot_over(there.consignment)
    handouts.not_come(there.cadre, there.handout(1).pk)
    refused(there.cadre, there, there.coupon(1), digits(there.coupon(1)), WrongState)


@pytest.mark.parametrize(
    "status", [ConsignmentStatus.PLANNED, ConsignmentStatus.ON_THE_WAY, ConsignmentStatus.CLOSED]
)
def test_only_while_goods_are_handed_out(status: ConsignmentStatus) -> None:
    there = at_post(1)
    Consignment.private.filter(pk=there.consignment.pk).update(status=status)
    with pytest.raises(WrongState):
        redeem(there.cadre, there.reference, there.coupon(1).serial, digits(there.coupon(1)))


def test_strangers_and_the_donor_redeem_nothing(
    stranger: Person, other_coordinator: Person
) -> None:
    there = at_post(1)
    coupon = there.coupon(1)
    for person in (ANYONE, stranger, other_coordinator):
        refused(person, there, coupon, digits(coupon), NotFound)
    donor = factories.account_person(there.consignment.donor_id)
    refused(donor, there, coupon, digits(coupon), NotAllowed)
    assert there.coupon(1).wrong_codes == 0


def test_nobody_redeems_what_is_their_own_household_s() -> None:
    """They confirm it on its page instead."""
    there = at_post(1)
    own = replace(there.cadre, coupons=frozenset([there.coupon(1).pk]))
    refused(own, there, there.coupon(1), digits(there.coupon(1)), NotAllowed)
