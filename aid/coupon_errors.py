"""What can go wrong with coupons."""

from django.utils.translation import gettext_lazy as _

from aid.errors import AidError, NotAllowed, NotFound


class UnknownCoupon(NotFound):
    code = "unknown_coupon"
    text = _("There is no coupon of this number. Please look at it again.")


class CouponRevoked(AidError):
    code = "coupon_revoked"
    text = _("This coupon was replaced by a new one and is not valid any more.")


class CouponUsed(AidError):
    code = "coupon_used"
    text = _("This coupon was used already.")


class NotInConsignment(AidError):
    code = "not_in_consignment"
    text = _("This coupon isn't for these goods. Please look at the RW and the portion on it.")


class NoGoodsHere(AidError):
    code = "no_goods_here"
    text = _("Nothing of these goods is for this household: there wasn't enough for all.")


class TooManyEntries(AidError):
    """``most``: how many entries one batch may hold."""

    code = "too_many_entries"
    text = _("Please send at most {most} at once.")


class NoSuchPortion(AidError):
    code = "no_such_portion"
    text = _("The list has no such portion.")


class WrongDigits(AidError):
    code = "wrong_digits"
    text = _("These digits aren't right. Please look at the coupon again.")


class TooManyWrongDigits(AidError):
    """An offline phone sent so many wrong digits that this entry's were not looked at."""

    code = "too_many_wrong_digits"
    text = _("Too many wrong digits came from this account: these were not looked at.")


class PrintedCoupons(NotAllowed):
    """Whoever printed coupons or made a household's link knows the secret that says "received",
    and hands out nothing for it."""

    code = "printed_coupons"
    text = _("You made coupons or a link for these goods. Somebody else hands out.")


class GivesAndPrints(NotAllowed):
    """Nobody both gives the goods and makes the coupons or the link that say "received"."""

    code = "gives_and_prints"
    text = _(
        "Whoever gives here prints no coupons and makes no link for it. Somebody else does one of "
        "the two."
    )
