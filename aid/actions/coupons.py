"""Printing coupons, and replacing those that were lost: for offices above the RW, which hands
out the goods. Each printing is recorded, also of coupons that stood: whoever printed some knows
their digits, and hands out nothing for that request (``aid.actions.access``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from aid import codes
from aid.actions.access import access_list, access_request, lock_requests
from aid.coupon_errors import (
    CouponRevoked,
    CouponUsed,
    GivesAndPrints,
    NoSuchPortion,
    UnknownCoupon,
)
from aid.errors import NotFound
from aid.events import Entry, record
from aid.models import Coupon, Handout, Household, Line, Match, NeighbourhoodList, Request
from aid.rules import UNDER_WAY, HandoutStatus, MatchStatus
from people.person import Person

BATCH = 1_000
# What the coupon was for is over.
RECEIVED = (HandoutStatus.CONFIRMED, HandoutStatus.LOST)
# Matches by which somebody gives, or may say so at any moment.
GIVING = (MatchStatus.PROPOSED, *UNDER_WAY, MatchStatus.CONFIRMED)


@dataclass(frozen=True)
class Issued:
    """The standing coupons of one portion, by line; ``made`` of them are new."""

    of_list: NeighbourhoodList
    request: Request
    coupons: Sequence[Coupon]
    made: int


def issue_coupons(person: Person, reference: str, portion: int) -> Issued:
    """See to it that each line of the list has a standing coupon for ``portion``.

    Raises NoSuchPortion, GivesAndPrints, and what the rules refuse.
    """
    with transaction.atomic():
        of_list = access_list(person, reference, "print_coupons")
        request = locked_portion(of_list, portion)
        refuse_donors(person, request)
        lines = Line.private.of_list(of_list.pk).select_related("household")
        standing = Coupon.private.standing().filter(request=request)
        without = lines.exclude(household__in=standing.values("household"))
        made = make(request, [(line.household, line) for line in without])
        coupons = list(standing.select_related("line").order_by("line__number", "pk"))
        note_printing(person, request, len(coupons), len(made))
        return Issued(of_list, request, coupons, len(made))


def locked_portion(of_list: NeighbourhoodList, portion: int) -> Request:
    found = Request.private.filter(list=of_list, portion=portion)
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise NoSuchPortion()
    return lock_requests({pk})[pk]


def refuse_donors(person: Person, request: Request) -> None:
    """Raise GivesAndPrints for whoever gives for the locked ``request``."""
    giving = Match.private.filter(request=request, status__in=GIVING)
    if giving.filter(donor_id__in=person.accounts).exists():
        raise GivesAndPrints()


def note_printing(person: Person, request: Request, coupons: int, new: int) -> None:
    """Record that ``coupons`` were printed, ``new`` of them for the first time."""
    if coupons:
        facts = {"coupons": coupons, "new": new}
        record(person, Entry("issue_coupons", request=request, facts=facts))


def issue_for_request(person: Person, reference: str) -> Coupon:
    """The standing coupon of what a household asked by itself, for one without a phone: at the
    kelurahan's counter. Raises NotFound for a neighbourhood's request, and GivesAndPrints."""
    with transaction.atomic():
        request = access_request(person, reference, "issue_coupon")
        if request.household is None:
            raise NotFound()
        refuse_donors(person, request)
        coupon = Coupon.private.standing().filter(request=request).first()
        new = coupon is None
        if coupon is None:
            (coupon,) = make(request, [(request.household, None)])
        note_printing(person, request, 1, int(new))
        return coupon


def reissue(person: Person, serial: object) -> Coupon:
    """The coupon that takes the place of a lost one, which ends at once: nothing opens by it any
    more, wherever it was opened before.

    Raises UnknownCoupon, CouponRevoked, CouponUsed and GivesAndPrints.
    """
    found = Coupon.private.filter(serial=codes.tidy_serial(serial)).select_related("request__list")
    known = found.first()
    if known is None:
        raise UnknownCoupon()
    with transaction.atomic():
        of_list = known.request.list
        if of_list is not None:
            access_list(person, of_list.reference, "reissue_coupon")
            request = lock_requests({known.request_id})[known.request_id]
        else:
            request = access_request(person, known.request.reference, "issue_coupon")
        refuse_donors(person, request)
        return replaced(person, request, known)


def reissue_line(person: Person, reference: str, portion: int, number: int) -> Coupon:
    """The same for whoever knows the number on the list and not the coupon's."""
    coupons = Coupon.private.standing().filter(
        request__list__reference=reference, request__portion=portion, line__number=number
    )
    serial = coupons.values_list("serial", flat=True).first()
    if serial is None:
        raise UnknownCoupon()
    return reissue(person, serial)


def replaced(person: Person, request: Request, lost: Coupon) -> Coupon:
    """A new coupon in place of ``lost``, whose ``request`` is locked."""
    coupon = Coupon.private.locked({lost.pk}).select_related("household", "line").get()
    if coupon.revoked_at is not None:
        raise CouponRevoked()
    handouts = Handout.private.filter(request=request, household_id=coupon.household_id)
    if coupon.redeemed_at is not None or handouts.filter(status__in=RECEIVED).exists():
        raise CouponUsed()
    coupon.revoked_at = timezone.now()
    coupon.save(update_fields=["revoked_at"])
    (made,) = make(request, [(coupon.household, coupon.line)])
    facts = {"coupon": made.pk, "instead_of": coupon.pk}
    record(person, Entry("reissue_coupon", request=request, facts=facts))
    return made


def make(request: Request, holders: Sequence[tuple[Household, Line | None]]) -> list[Coupon]:
    """A coupon for each of ``holders`` who has none, with what waits for them at a post;
    ``request`` is locked."""
    now = timezone.now()
    coupons = [
        Coupon(
            serial=serial,
            request=request,
            household=household,
            line=line,
            salt=codes.new_salt(),
            issued_at=now,
        )
        for serial, (household, line) in zip(new_serials(len(holders)), holders, strict=True)
    ]
    made = Coupon.private.bulk_create(coupons, batch_size=BATCH)
    point_handouts(request, made)
    return made


def new_serials(count: int) -> list[str]:
    """So many serials that no coupon has yet."""
    serials: set[str] = set()
    while len(serials) < count:
        fresh = {codes.new_serial() for _ in range(count - len(serials))}
        taken = Coupon.private.filter(serial__in=fresh).values_list("serial", flat=True)
        serials |= fresh - set(taken)
    return list(serials)


def point_handouts(request: Request, coupons: Iterable[Coupon]) -> None:
    """Let what households are to get point to their coupons."""
    by_household = {coupon.household_id: coupon for coupon in coupons}
    waiting = Handout.private.filter(request=request, household_id__in=by_household)
    handouts = list(Handout.private.locked(set(waiting.values_list("pk", flat=True))))
    for handout in handouts:
        handout.coupon = by_household[handout.household_id]
    Handout.private.bulk_update(handouts, ["coupon"], batch_size=BATCH)
