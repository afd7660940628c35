"""What a phone takes along to hand out without network for a day.

A pack tells, coupon by coupon, line, RT and whether it was served, and nobody's name. The secret
digits are in it only as slow salted hashes: PBKDF2-HMAC-SHA256 (RFC 8018) with ITERATIONS, which
browsers compute by themselves. Why so many: docs/explanation/coupons.md.
"""

import hashlib
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from aid import codes
from aid.actions.access import require_handing_out
from aid.errors import NotFound
from aid.events import Entry, record
from aid.models import Consignment, Handout
from aid.reference import tidy_reference
from aid.rules import HandoutStatus
from people.person import Person

ITERATIONS = 10_000
SALT_BYTES = 16
STAYS = timedelta(hours=36)
THREADS = 2


@dataclass(frozen=True)
class PackedCoupon:
    """``line`` and ``rt`` are None for a household on no list. ``salt`` and ``hash`` in hex."""

    serial: str
    line: int | None
    rt: int | None
    status: str
    salt: str
    hash: str


@dataclass(frozen=True)
class Pack:
    reference: str
    made_at: datetime
    ends_at: datetime
    iterations: int
    coupons: Sequence[PackedCoupon]


def pack(person: Person, reference: str) -> Pack:
    """The coupons of a consignment, to be checked offline until ``ends_at``.

    Written down, since it tells who can hand out unseen. Raises PrintedCoupons and what the rules
    refuse.
    """
    consignments = Consignment.private.with_facts().filter(reference=tidy_reference(reference))
    consignment = consignments.first()
    if consignment is None:
        raise NotFound()
    require_handing_out(person, consignment)
    held = Handout.private.of_consignment(consignment.pk).filter(coupon__revoked_at=None)
    handouts = list(held.exclude(coupon=None).select_related("coupon", "line"))
    with ThreadPoolExecutor(THREADS) as pool:
        coupons = list(pool.map(packed, handouts))
    facts = {"consignment": consignment.pk, "coupons": len(coupons)}
    record(person, Entry("load_pack", region=consignment.region_code, facts=facts))
    now = timezone.now()
    return Pack(consignment.reference, now, now + STAYS, ITERATIONS, coupons)


def packed(handout: Handout) -> PackedCoupon:
    coupon, salt = handout.coupon, secrets.token_bytes(SALT_BYTES)
    assert coupon is not None
    line = handout.line
    used = coupon.redeemed_at is not None
    return PackedCoupon(
        serial=coupon.serial,
        line=line.number if line else None,
        rt=line.rt if line else None,
        status=HandoutStatus.CONFIRMED.value if used else handout.status,
        salt=salt.hex(),
        hash=slow_hash(codes.coupon_code(coupon.salt), salt).hex(),
    )


def slow_hash(code: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt, ITERATIONS)
