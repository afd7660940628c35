"""Coupons at the post and at home: each says once, by its secret digits, that a household got
its goods; and it opens the household's own page."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from aid import codes
from aid.actions.access import Load, access_handing_out
from aid.actions.handouts import move_handouts, require_on_handout
from aid.actions.units import settle_units
from aid.coupon_errors import (
    CouponRevoked,
    CouponUsed,
    NoGoodsHere,
    NotInConsignment,
    UnknownCoupon,
    WrongDigits,
)
from aid.models import Coupon, Handout
from aid.rules import HandoutStatus
from people.person import Person

# A hand-out, the coupon that it is redeemed by, and an offline phone's id of that.
Taken = tuple[Handout, Coupon, UUID | None]
# Wrong digits of one coupon are counted so far: more say no more, and the column ends.
MOST_COUNTED = 9_999


def redeem(person: Person, reference: str, serial: object, code: object) -> Handout:
    """The post takes a household's coupon for goods of the consignment: received.

    How often it may be tried, doors count (``frontend.attempts``). Raises UnknownCoupon,
    CouponRevoked, CouponUsed, NotInConsignment, NoGoodsHere, WrongDigits (noted on the coupon),
    PrintedCoupons and what the rules refuse.
    """
    with transaction.atomic():
        load = access_handing_out(person, reference)
        coupon = locked_coupon(serial)
        handout = lock_handouts(load, [coupon]).get(coupon.pk)
        redeemable = check(person, load, coupon, handout)
        if codes.same_code(str(code or ""), codes.coupon_code(coupon.salt)):
            take(person, [(redeemable, coupon, None)])
            settle_units(person, load)
            return redeemable
        count_wrong_code(coupon)
    raise WrongDigits()


def open_coupon(serial: object, code: object) -> Coupon:
    """The coupon, for whoever holds it; this alone confirms nothing. How often it may be tried,
    doors count (``frontend.attempts``).

    Raises UnknownCoupon, CouponRevoked and WrongDigits (noted on the coupon).
    """
    with transaction.atomic():
        coupon = locked_coupon(serial)
        refuse_dead(coupon)
        if codes.same_code(str(code or ""), codes.coupon_code(coupon.salt)):
            return coupon
        count_wrong_code(coupon)
    raise WrongDigits()


def locked_coupon(serial: object) -> Coupon:
    pk = (
        Coupon.private.filter(serial=codes.tidy_serial(serial)).values_list("pk", flat=True).first()
    )
    if pk is None:
        raise UnknownCoupon()
    return Coupon.private.locked({pk}).get()


def lock_handouts(load: Load, coupons: Iterable[Coupon]) -> dict[int, Handout]:
    """What the consignment has for the households of ``coupons``, locked, by coupon's id."""
    wanted = {(coupon.request_id, coupon.household_id): coupon.pk for coupon in coupons}
    held = Handout.private.filter(
        consignment=load.consignment, household_id__in={household for _, household in wanted}
    )
    locked = Handout.private.locked(set(held.values_list("pk", flat=True))).with_facts()
    found = {}
    for handout in locked:
        handout.consignment = load.consignment
        pk = wanted.get((handout.request_id, handout.household_id))
        if pk is not None:
            found[pk] = handout
    return found


def check(person: Person, load: Load, coupon: Coupon, handout: Handout | None) -> Handout:
    """What the coupon can be redeemed for here and now, but for its digits; else raise why
    not."""
    if handout is None:
        refuse_dead(coupon)
        brought = {match.request_id for match in load.matches}
        raise NoGoodsHere() if coupon.request_id in brought else NotInConsignment()
    if coupon.redeemed_at is not None or handout.status == HandoutStatus.CONFIRMED:
        raise CouponUsed()
    refuse_dead(coupon)
    require_on_handout(person, handout, "redeem")
    return handout


def refuse_dead(coupon: Coupon) -> None:
    if coupon.revoked_at is not None:
        raise CouponRevoked()


def count_wrong_code(coupon: Coupon) -> None:
    """Note on the locked coupon that somebody tried wrong digits: the kelurahan sees it."""
    coupon.wrong_codes = min(coupon.wrong_codes + 1, MOST_COUNTED)
    coupon.save(update_fields=["wrong_codes"])


def take(person: Person, taken: Sequence[Taken]) -> None:
    """Write that households got their goods; ``settle_units`` is to follow."""
    now = timezone.now()
    for _, coupon, entry in taken:
        coupon.redeemed_at, coupon.entry = now, entry
    Coupon.private.bulk_update([each[1] for each in taken], ["redeemed_at", "entry"])
    handouts = [each[0] for each in taken]
    shared = [each for each in handouts if each.share_of is not None]
    whole = [each for each in handouts if each.share_of is None]
    move_handouts(person, "redeem", whole, answer="complete", way="coupon")
    move_handouts(person, "redeem", shared, answer="part", way="coupon")
