"""What phones without network handed out, counted afterwards: each coupon once, whatever the
order, the repetitions and the number of phones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from aid import codes
from aid.actions.access import Load, access_consignment, require_handing_out
from aid.actions.redemption import Taken, check, count_wrong_code, lock_handouts, take
from aid.actions.units import settle_units
from aid.coupon_errors import (
    CouponUsed,
    TooManyEntries,
    TooManyWrongDigits,
    UnknownCoupon,
    WrongDigits,
)
from aid.errors import AidError, WrongState
from aid.models import Coupon, Handout, HandoutConflict
from aid.rules import HandoutStatus
from people.person import Person

MOST_ENTRIES = 500
# Wrong digits that one account may send within WRONG_STAYS, for one coupon and for all of a
# consignment. Honest phones send none: they check digits before they keep an entry.
MOST_WRONG, MOST_WRONG_IN_ALL = 5, 100
WRONG_STAYS = timedelta(hours=1)
# Conflicts kept of one account at one consignment: more than a list has lines (aid.spreadsheets),
# so that only somebody who floods the office loses any.
MOST_KEPT = 5_000
SERIAL_KEPT = 20
COUNTED, ALREADY, CONFLICT = "counted", "already", "conflict"


@dataclass(frozen=True)
class PhoneEntry:
    """One coupon taken by a phone: ``entry`` is its own id of that, made once; ``phone_time``
    what its clock said."""

    entry: UUID
    serial: str
    code: str
    phone_time: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What became of an entry: counted now, already counted before, or a conflict, whose
    ``code`` is that of the refusal."""

    entry: UUID
    outcome: str
    code: str = ""


@dataclass
class Batch:
    """What is known while a batch is counted."""

    person: Person
    load: Load
    coupons: Mapping[str, Coupon]
    handouts: Mapping[int, Handout]
    used: Mapping[UUID, int]
    closed: bool
    wrong: Counter[int]
    taken: list[Taken] = field(default_factory=list)
    seen_at_home: list[Coupon] = field(default_factory=list)


def reconcile(person: Person, reference: str, entries: Sequence[PhoneEntry]) -> list[Answer]:
    """Count the entries of an offline phone, in their order; answers stand in the same order.

    An entry sent again gets the answer it got. What can't be counted is kept for the office, once
    per entry, also when the consignment is closed by now. Raises TooManyEntries,
    PrintedCoupons and what the rules refuse.
    """
    if len(entries) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    with transaction.atomic():
        load = access_consignment(person, reference, "see")
        batch = batch_of(person, load, entries)
        kept = HandoutConflict.private.filter(entry__in=[each.entry for each in entries])
        answers = {each.entry: Answer(each.entry, CONFLICT, each.code) for each in kept}
        fresh = []
        for each in entries:
            if each.entry not in answers:
                answers[each.entry] = counted(batch, each)
                fresh.append(each)
        Coupon.private.bulk_update(batch.seen_at_home, ["redeemed_at", "entry"])
        keep_conflicts(batch, fresh, answers)
        if batch.taken:
            take(person, batch.taken)
            settle_units(person, load)
        return [answers[each.entry] for each in entries]


def batch_of(person: Person, load: Load, entries: Sequence[PhoneEntry]) -> Batch:
    """With the coupons and hand-outs of ``entries`` locked."""
    serials = {codes.tidy_serial(each.serial) for each in entries} - {""}
    ids = Coupon.private.filter(serial__in=serials).values_list("pk", flat=True)
    coupons = list(Coupon.private.locked(set(ids)))
    redeemed = Coupon.private.filter(entry__in=[each.entry for each in entries])
    return Batch(
        person=person,
        load=load,
        coupons={coupon.serial: coupon for coupon in coupons},
        handouts=lock_handouts(load, coupons),
        used={coupon.entry: coupon.pk for coupon in redeemed if coupon.entry is not None},
        closed=is_closed(person, load),
        wrong=wrong_lately(person, load),
    )


def wrong_lately(person: Person, load: Load) -> Counter[int]:
    """How often the person sent wrong digits for the consignment lately, by coupon. Exact, since
    the consignment is locked."""
    since = timezone.now() - WRONG_STAYS
    rows = HandoutConflict.private.filter(
        consignment=load.consignment,
        sent_by_id=person.user_id,
        code=WrongDigits.code,
        sent_at__gt=since,
    )
    return Counter(rows.values_list("coupon_id", flat=True))


def is_closed(person: Person, load: Load) -> bool:
    """Whether the person hands out there, but not any more. Raises what the rules refuse to
    others, and PrintedCoupons."""
    try:
        require_handing_out(person, load.consignment)
    except WrongState:
        return True
    return False


def counted(batch: Batch, each: PhoneEntry) -> Answer:
    """Count one entry, or say why not."""
    coupon = batch.coupons.get(codes.tidy_serial(each.serial))
    try:
        if coupon is None:
            raise UnknownCoupon()
        if batch.used.get(each.entry) == coupon.pk:
            return Answer(each.entry, ALREADY)
        if each.entry in batch.used:
            raise CouponUsed()
        return Answer(each.entry, count_coupon(batch, coupon, each))
    except AidError as refusal:
        return Answer(each.entry, CONFLICT, refusal.code)


def count_coupon(batch: Batch, coupon: Coupon, each: PhoneEntry) -> str:
    handout = batch.handouts.get(coupon.pk)
    if handout is not None and confirmed_at_home(coupon, handout):
        require_right(batch, coupon, each)
        coupon.redeemed_at, coupon.entry = timezone.now(), each.entry
        batch.seen_at_home.append(coupon)
        return ALREADY
    if batch.closed:
        raise WrongState()
    redeemable = check(batch.person, batch.load, coupon, handout)
    require_right(batch, coupon, each)
    # All are written together at the end; until then the coupon itself says that it is taken.
    coupon.redeemed_at = timezone.now()
    batch.taken.append((redeemable, coupon, each.entry))
    return COUNTED


def require_right(batch: Batch, coupon: Coupon, each: PhoneEntry) -> None:
    """Raise WrongDigits, or TooManyWrongDigits without looking at them."""
    if batch.wrong[coupon.pk] >= MOST_WRONG or batch.wrong.total() >= MOST_WRONG_IN_ALL:
        raise TooManyWrongDigits()
    if not codes.same_code(each.code, codes.coupon_code(coupon.salt)):
        batch.wrong[coupon.pk] += 1
        count_wrong_code(coupon)
        raise WrongDigits()


def confirmed_at_home(coupon: Coupon, handout: Handout) -> bool:
    """The household said so on its own page before the post's phone was heard: no conflict."""
    alive = coupon.redeemed_at is None and coupon.revoked_at is None
    return alive and handout.status == HandoutStatus.CONFIRMED


def keep_conflicts(
    batch: Batch, fresh: Sequence[PhoneEntry], answers: Mapping[UUID, Answer]
) -> None:
    """Keep those of the ``fresh`` entries that could not be counted, up to MOST_KEPT."""
    now = timezone.now()
    of_account = HandoutConflict.private.filter(
        consignment=batch.load.consignment, sent_by_id=batch.person.user_id
    )
    room = max(0, MOST_KEPT - of_account.count())
    conflicts = [
        HandoutConflict(
            consignment=batch.load.consignment,
            coupon=batch.coupons.get(codes.tidy_serial(each.serial)),
            entry=each.entry,
            code=answers[each.entry].code,
            serial=each.serial[:SERIAL_KEPT],
            phone_time=each.phone_time,
            sent_by_id=batch.person.user_id,
            sent_at=now,
        )
        for each in fresh
        if answers[each.entry].outcome == CONFLICT
    ]
    HandoutConflict.private.bulk_create(conflicts[:room])
