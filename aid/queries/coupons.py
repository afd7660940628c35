"""Reading coupons for the kelurahan's counter."""

from django.db.models import QuerySet

from aid.models import Coupon
from aid.queries.scope import reviewed_regions, within
from aid.relations import KELURAHAN_DEPTH
from people.person import Person


def tried(person: Person) -> QuerySet[Coupon]:
    """The coupons that still serve and were tried with wrong digits, the most first, where
    ``person`` replaces lost ones."""
    regions = reviewed_regions(person, KELURAHAN_DEPTH)
    serving = Coupon.private.standing().filter(redeemed_at=None, wrong_codes__gt=0)
    known = serving.filter(within("request__region__code", regions))
    return known.select_related("request__region", "line").order_by("-wrong_codes", "pk")
