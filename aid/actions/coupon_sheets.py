"""Coupons on paper, to be cut out and given to the households before the goods come.

Nobody is named on them: the line's number and RT say whose a coupon is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aid import codes, formats
from aid.actions.coupons import issue_coupons
from aid.coupon_errors import UnknownCoupon
from aid.documents import values
from aid.models import Coupon, Request
from geo.models import Region
from people.person import Person

PER_PAGE = 8


@dataclass(frozen=True)
class Printing:
    """``page`` is the absolute address below which each coupon has its own page, ``trouble`` the
    address or phone for whoever has a problem."""

    page: str
    trouble: str
    per_page: int = PER_PAGE


def sheet(person: Person, reference: str, portion: int, printing: Printing) -> bytes:
    """The coupons of one portion as PDF, made where there were none yet. Raises NoSuchPortion and
    what the rules refuse."""
    issued = issue_coupons(person, reference, portion)
    return drawn(issued.request, issued.coupons, printing)


def drawn(request: Request, coupons: Iterable[Coupon], printing: Printing) -> bytes:
    """The sheet of ``coupons``, all of ``request``; whoever calls decided that the person may
    have them. Raises UnknownCoupon without any."""
    from aid.documents.coupons import coupon_sheet  # noqa: PLC0415 # heavy, and seldom needed

    region = request.region
    printed = tuple(printed_coupon(request, coupon, region, printing) for coupon in coupons)
    if not printed:
        raise UnknownCoupon()
    of_list = request.list
    return coupon_sheet(
        values.CouponSheet(
            reference=request.reference if of_list is None else of_list.reference,
            rw=region.public_name,
            portion=portion_text(request),
            trouble=printing.trouble,
            coupons=printed,
            per_page=printing.per_page,
            demo=settings.DEMO,
        )
    )


def printed_coupon(
    request: Request, coupon: Coupon, region: Region, printing: Printing
) -> values.Coupon:
    line, digits = coupon.line, codes.coupon_code(coupon.salt)
    quantity = request.needed if line is None else line.quantity
    return values.Coupon(
        line=None if line is None else line.number,
        place=region.public_name if line is None else place_text(line.rt, region),
        what=formats.quantity(request.category, quantity, language()),
        url=coupon_address(printing.page, coupon.serial, digits),
        digits=digits,
        serial=coupon.serial,
    )


def coupon_address(page: str, serial: str, digits: str) -> str:
    """The coupon's page. The digits stand in the fragment, which browsers send to nobody."""
    return f"{page}{serial}/#{digits}"


def place_text(rt: int, region: Region) -> str:
    """``RT 004/RW 901``."""
    rw = f"RW {region.rw_number:03d}" if region.rw_number else region.public_name
    return f"RT {rt:03d}/{rw}"


def portion_text(request: Request) -> str:
    """``Porsi 3 · 4 Desember 2026``; of a household's own request the category's name."""
    if request.portion is None or request.serve_from is None:
        return formats.category_name(request.category, language())
    day = formats.day(timezone.localtime(request.serve_from).date(), language())
    return _("Portion %(number)s · %(day)s") % {"number": request.portion, "day": day}


def language() -> str:
    return get_language() or settings.LANGUAGE_CODE
