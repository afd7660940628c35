"""A lost coupon is replaced at the kelurahan's counter, and the old one ends everywhere."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from aid.actions import coupons, handouts
from aid.actions.redemption import open_coupon, redeem
from aid.coupon_errors import CouponRevoked, CouponUsed, UnknownCoupon
from aid.errors import NotAllowed, NotFound
from aid.models import Event
from aid.queries.links import person_in
from people.person import Person
from people.session import COUPONS
from tests import factories
from tests.aid.at_post import at_post, digits

pytestmark = pytest.mark.django_db


def test_old_one_dies_and_the_new_one_serves() -> None:
    there = at_post(2)
    old = there.coupon(1)
    new = coupons.reissue(there.kelurahan, old.serial)
    assert new.serial != old.serial and digits(new) != digits(old)
    with pytest.raises(CouponRevoked):
        open_coupon(old.serial, digits(old))
    assert there.handout(1).coupon == new and there.coupon(1) == new
    redeem(there.cadre, there.reference, new.serial, digits(new))
    assert Event.log.get(kind="reissue_coupon").facts == {
        "coupon": new.pk,
        "instead_of": old.pk,
    }


def test_sessions_that_had_opened_it_see_nothing_more() -> None:
    there = at_post(1)
    old = there.coupon(1)
    session = {COUPONS: [old.pk]}
    assert person_in(AnonymousUser(), session).coupons == {old.pk}
    new = coupons.reissue(there.kelurahan, old.serial)
    person = person_in(AnonymousUser(), session)
    assert person.coupons == frozenset()
    with pytest.raises(NotFound):
        handouts.answer(person, there.handout(1).pk, "complete")
    assert person_in(AnonymousUser(), {COUPONS: [new.pk]}).coupons == {new.pk}


def test_by_the_number_on_the_list() -> None:
    there = at_post(3)
    new = coupons.reissue_line(there.kelurahan, there.of_list.reference, 1, 3)
    assert new.line is not None and new.line.number == 3
    with pytest.raises(UnknownCoupon):
        coupons.reissue_line(there.kelurahan, there.of_list.reference, 1, 4)


def test_what_was_received_is_not_replaced() -> None:
    there = at_post(2)
    by_coupon, on_page = there.coupon(1), there.coupon(2)
    redeem(there.cadre, there.reference, by_coupon.serial, digits(by_coupon))
    handouts.answer(Person(coupons=frozenset([on_page.pk])), there.handout(2).pk, "complete")
    for coupon in (by_coupon, on_page):
        with pytest.raises(CouponUsed):
            coupons.reissue(there.kelurahan, coupon.serial)


def test_dead_and_unknown_coupons_are_not_replaced() -> None:
    there = at_post(1)
    old = there.coupon(1)
    coupons.reissue(there.kelurahan, old.serial)
    with pytest.raises(CouponRevoked):
        coupons.reissue(there.kelurahan, old.serial)
    with pytest.raises(UnknownCoupon):
        coupons.reissue(there.kelurahan, "00000000")


def test_only_the_kelurahan_replaces(
    rw_head: Person, stranger: Person, other_coordinator: Person
) -> None:
    there = at_post(1)
    for person in (rw_head, there.cadre):
        with pytest.raises(NotAllowed):
            coupons.reissue(person, there.coupon(1).serial)
    for person in (stranger, other_coordinator):
        with pytest.raises(NotFound):
            coupons.reissue(person, there.coupon(1).serial)
    assert there.coupon(1).revoked_at is None


def test_of_what_a_household_asked_by_itself(coordinator: Person, rw_head: Person) -> None:
    request = factories.verified(region=factories.RW_901)
    old = coupons.issue_for_request(coordinator, request.reference)
    with pytest.raises(NotAllowed):
        coupons.reissue(rw_head, old.serial)
    new = coupons.reissue(coordinator, old.serial)
    assert coupons.issue_for_request(coordinator, request.reference) == new


def test_households_share_a_phone_each_by_its_own_coupon() -> None:
    there = at_post(3)
    session = SimpleNamespace(get={COUPONS: [there.coupon(n).pk for n in (1, 2)]}.get)
    person = person_in(AnonymousUser(), session)
    assert handouts.answer(person, there.handout(1).pk, "complete").status == "confirmed"
    assert there.handout(2).status == "due"
    with pytest.raises(NotFound):
        handouts.answer(person, there.handout(3).pk, "complete")
