"""What the documents say: plain values that their callers fill.

Texts are the caller's own words in the reader's language; an empty one leaves a dotted line to
write on, or nothing where the field says so. Quantities are whole numbers of a category's unit.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Lane = Literal["truck", "car", "motorbike", "foot"]
SaidBy = Literal["recipient", "office"]
PER_PAGE = (4, 6, 8)


@dataclass(frozen=True)
class Coupon:
    """One household's right to one portion.

    ``line`` is its number on the list; None for what it asked by itself, which has no number.
    ``place`` is written ``RT 004/RW 901``; ``digits`` is the secret code, which is printed in
    groups of four. Without ``name`` nobody is named.
    """

    line: int | None
    place: str
    what: str
    url: str
    digits: str
    serial: str
    name: str = ""


@dataclass(frozen=True)
class CouponSheet:
    """The coupons of one RW, in the order in which they are printed.

    ``portion`` tells which one and when (``Minggu 3 · 4 Desember 2026``); ``trouble`` is the
    address or the phone where somebody says that something is wrong; ``reference``, the list's,
    stands at the foot of the page.
    """

    reference: str
    rw: str
    portion: str
    trouble: str
    coupons: tuple[Coupon, ...]
    per_page: int = 8
    demo: bool = False

    def __post_init__(self) -> None:
        if self.per_page not in PER_PAGE:
            raise ValueError(f"{self.per_page} coupons a page; possible are {PER_PAGE}")
        if not self.coupons:
            raise ValueError("A sheet without coupons.")


@dataclass(frozen=True)
class Goods:
    """A quantity of a category, what the donor ticked of its contents, and its last good day."""

    category: str
    quantity: int
    contents: tuple[str, ...] = ()
    expires: date | None = None


@dataclass(frozen=True)
class Waybill:
    """What travels with one consignment: ``donor`` at ``origin`` to ``receiver``, an RW post or
    an institution, at ``destination``.

    ``slot`` is the time in words; ``lane`` what gets through to the destination;
    ``url`` the consignment's page. ``landmark`` may be left out.
    """

    reference: str
    day: date
    slot: str
    donor: str
    origin: str
    receiver: str
    destination: str
    lane: Lane
    goods: tuple[Goods, ...]
    url: str
    landmark: str = ""
    vehicle: str = ""
    deliverer: str = ""
    demo: bool = False


@dataclass(frozen=True)
class Party:
    """Somebody who signs, and as what: ``Ketua RW 901``, ``Donatur``."""

    name: str
    office: str = ""


@dataclass(frozen=True)
class Counted:
    """What was promised of a category and what was counted, with the reason of a difference."""

    category: str
    promised: int
    counted: int
    reason: str = ""
    contents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Division:
    """``counted`` of a category divided equally among ``families``, and why."""

    category: str
    counted: int
    families: int
    reason: str


@dataclass(frozen=True)
class HandoverNote:
    """The count of one consignment at the post: ``at`` is the aware moment of the hand-over,
    ``place`` where it was; ``url``, the consignment's page, may be left out."""

    reference: str
    place: str
    at: datetime
    giver: Party
    receiver: Party
    witness: Party
    goods: tuple[Counted, ...]
    divisions: tuple[Division, ...] = ()
    url: str = ""
    demo: bool = False


@dataclass(frozen=True)
class Confirmed:
    """``quantity`` of a category that came to ``area``, a kelurahan, as its recipients or an office
    said on ``day``."""

    day: date
    area: str
    category: str
    quantity: int
    said_by: SaidBy


@dataclass(frozen=True)
class DonationReceipt:
    """What came of ``donor``'s offer or promise ``reference``, as known when the receipt was
    ``made``. ``unconfirmed`` was handed over, and nobody who received it said so yet. Nobody but
    the donor is named."""

    reference: str
    donor: str
    category: str
    made: date
    lines: tuple[Confirmed, ...]
    unconfirmed: int = 0
    demo: bool = False
