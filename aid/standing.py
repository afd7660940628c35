"""What can be done at this moment on a request (the table, the clock, vouches, what is on the
road), on a match (the table, the clocks, the household's yes, a block), on an offer (the table,
whether it is a pledge) and on a hand-out (the table, the clock).

``aid.rules`` says who may do what at which status; here is what a single one adds to that.
Plain Python: no database, no web.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from aid import delays, rules
from aid.relations import (
    HandoutFacts,
    OfferFacts,
    RequestFacts,
    handout_relations,
    match_relations,
    offer_relations,
    request_relations,
)
from aid.rules import (
    CONTACT_STAYS,
    CONTACT_STAYS_UNANSWERED,
    ENDED_BY_BLOCK,
    MOVED_BY_CONSIGNMENT,
    PAYMENT_ASKED_FOR,
    HandoutStatus,
    MatchStatus,
    OfferStatus,
    RequestStatus,
    Who,
)
from people.person import Person


class PaymentFacts(Protocol):
    """When the household said that it came, and whether it was asked to pay, as far as it
    answered that."""

    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def asked_to_pay(self) -> bool | None: ...


class AskedFacts(RequestFacts, Protocol):
    """How far the request is, and until when it stands. ``household_id`` is None for what a whole
    neighbourhood needs; with ``no_local_id`` neighbours vouch."""

    @property
    def status(self) -> str: ...
    @property
    def until(self) -> datetime: ...
    @property
    def household_id(self) -> UUID | None: ...
    @property
    def no_local_id(self) -> bool: ...


class ContactFacts(Protocol):
    """When the household said yes to the donor, and how far the match is."""

    @property
    def contact_agreed_at(self) -> datetime | None: ...
    @property
    def delivered_at(self) -> datetime | None: ...
    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class ErasableFacts(AskedFacts, Protocol):
    """``erased_at``: since when nothing personal of it is kept."""

    @property
    def erased_at(self) -> datetime | None: ...


class EndingFacts(Protocol):
    """``handover`` is how it comes to the household."""

    @property
    def until(self) -> datetime: ...
    @property
    def handover(self) -> str: ...


class StandingFacts(ContactFacts, PaymentFacts, Protocol):
    """``blocked``: the household blocked the donor; ``wrong_codes`` were entered for it;
    ``serves_list``: its donor accepts it by planning a consignment."""

    @property
    def request(self) -> ErasableFacts: ...
    @property
    def donor_id(self) -> int: ...
    @property
    def offer(self) -> EndingFacts: ...
    @property
    def status(self) -> str: ...
    @property
    def wrong_codes(self) -> int: ...
    @property
    def blocked(self) -> bool: ...
    @property
    def consignment_id(self) -> int | None: ...
    @property
    def serves_list(self) -> bool: ...


class DatedFacts(ErasableFacts, Protocol):
    @property
    def status(self) -> str: ...


class PublishedFacts(OfferFacts, Protocol):
    """``target_id`` and ``for_request_id``: what a pledge is for; ``delivered`` units were handed
    over, ``available`` ones are neither proposed nor promised."""

    @property
    def status(self) -> str: ...
    @property
    def delivered(self) -> int: ...
    @property
    def available(self) -> int: ...
    @property
    def until(self) -> datetime: ...
    @property
    def target_id(self) -> str | None: ...
    @property
    def for_request_id(self) -> int | None: ...


class DueFacts(HandoutFacts, PaymentFacts, Protocol):
    """``awaited_until``: until when its household may come before others get it."""

    @property
    def status(self) -> str: ...
    @property
    def awaited_until(self) -> datetime: ...


# What nobody adds any more to a request of which everything personal was erased.
ENDED_BY_ERASING = frozenset({"write_message", "add_photo"})
# What is about one household, so that a whole neighbourhood's need has none of it.
OF_ONE_HOUSEHOLD = frozenset(
    {
        "see_contact",
        "see_known",
        "take_back_messages",
        "issue_link",
        "issue_coupon",
        "vouch",
        "keep_both",
        "correct",
        "ask_again",
        "erase",
    }
)
BETWEEN_TWO = frozenset(
    {"see_contact", "write_message", "see_messages", "block_donor", "unblock_donor"}
)

# Why a request can't be checked by somebody who may check it as such.
EXPIRED, VOUCHES_MISSING = "expired", "vouches_missing"


def kept_from_check(person: Person, request: AskedFacts, now: datetime, missing: int) -> str:
    """Why ``person``, who may check ``request`` by the table, can't do so now: EXPIRED,
    VOUCHES_MISSING (below the kelurahan, with so many ``missing``), or nothing."""
    relations = request_relations(person, request)
    if "verify" not in rules.allowed("request", RequestStatus(request.status), relations):
        return ""
    return hindrance(request, relations, now, missing)


def hindrance(request: AskedFacts, relations: frozenset[Who], now: datetime, missing: int) -> str:
    """What keeps whoever is ``relations`` to ``request`` from checking it now, if anything."""
    if request.until <= now:
        return EXPIRED
    return VOUCHES_MISSING if missing and Who.REVIEWER not in relations else ""


def office_verbs(
    person: Person, request: AskedFacts, now: datetime, missing: int
) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``request`` now, without checking it where
    the clock or ``missing`` vouches keep them from that."""
    relations = request_relations(person, request)
    idle = idle_for_office(request, relations, now, missing)
    return verbs_without(request, relations, idle)


def idle_for_office(
    request: AskedFacts, relations: frozenset[Who], now: datetime, missing: int
) -> set[str]:
    """The verbs that leave an office nothing to do on ``request`` now."""
    return {
        *({"verify"} if hindrance(request, relations, now, missing) else ()),
        *(OF_ONE_HOUSEHOLD if request.household_id is None else ()),
        *(() if request.no_local_id else {"vouch"}),
    }


def verbs_without(
    request: AskedFacts, relations: frozenset[Who], idle: Collection[str]
) -> tuple[str, ...]:
    """The verbs of the table for whoever is ``relations`` to ``request``, but those of ``idle``."""
    verbs = rules.allowed("request", RequestStatus(request.status), relations)
    return tuple(verb for verb in verbs if verb not in idle)


def contact_open(match: ContactFacts, now: datetime) -> bool:
    """Whether the donor may see where the household lives.

    From the household's yes until CONTACT_STAYS after the match's end; unless it ended earlier,
    CONTACT_STAYS_UNANSWERED after the delivery it is closed for good.
    """
    if match.contact_agreed_at is None:
        return False
    ended = match.confirmed_at or match.ended_at
    silent = match.delivered_at + CONTACT_STAYS_UNANSWERED if match.delivered_at else None
    if silent is not None and (ended is None or ended > silent):
        return now < silent
    return ended is None or now < ended + CONTACT_STAYS


def payment_asked(thing: PaymentFacts, now: datetime) -> bool:
    """Whether the household is to say if somebody wanted money for it: once, and while it
    remembers."""
    came, answered = thing.confirmed_at, thing.asked_to_pay is not None
    return came is not None and not answered and now < came + PAYMENT_ASKED_FOR


def match_verbs(person: Person, match: StandingFacts, now: datetime) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``match`` now, without those for which a
    block, the household's yes, its erasing, a locked code or the clock leaves nothing to do."""
    request, offer = match.request, match.offer
    idle = {
        "take_back_contact" if match.contact_agreed_at is None else "agree_contact",
        *(ENDED_BY_BLOCK if match.blocked else {"unblock_donor"}),
        *(ENDED_BY_ERASING if request.erased_at is not None else ()),
        *(() if contact_open(match, now) else {"see_contact"}),
        *(() if match.consignment_id is None else MOVED_BY_CONSIGNMENT),
        *({"accept"} if match.serves_list or min(request.until, offer.until) <= now else ()),
        *(BETWEEN_TWO if request.household_id is None else ()),
        *(() if offer.handover == "pickup" else {"name_collector"}),
        *(() if delays.in_time(now, request.until) else {"running_late"}),
        *(() if payment_asked(match, now) else {"answer_payment"}),
        *({"see_code"} if match.wrong_codes >= rules.MOST_CODE_ATTEMPTS else ()),
    }
    relations = match_relations(person, match)
    verbs = rules.allowed("match", MatchStatus(match.status), relations)
    return tuple(verb for verb in verbs if verb not in idle)


def household_verbs(
    person: Person, request: DatedFacts, *, on_the_way: bool, longer: bool
) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``request`` now. ``on_the_way``: a donor is
    on the road to it; ``longer``: its end is near and can be moved (see ``aid.lasting``). Whether
    it can be erased ``aid.actions.erasing`` says."""
    idle = idle_for_household(request, on_the_way=on_the_way, longer=longer)
    return verbs_without(request, request_relations(person, request), idle)


def idle_for_household(request: DatedFacts, *, on_the_way: bool, longer: bool) -> set[str]:
    """The verbs that leave a household nothing to do on ``request`` now."""
    return {
        *({"withdraw"} if on_the_way else ()),
        *(() if longer else {"still_need"}),
        *({"erase", "ask_again"} if request.erased_at is not None else ()),
    }


def offer_verbs(person: Person, offer: PublishedFacts, now: datetime) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``offer`` now. A pledge was for what was
    needed then, and is not published again; without anything handed over there is no receipt, and
    without anything left, or after its end, no match."""
    verbs = rules.allowed("offer", OfferStatus(offer.status), offer_relations(person, offer))
    pledged = offer.target_id is not None or offer.for_request_id is not None
    idle = {
        *({"publish_again"} if pledged else ()),
        *(() if offer.delivered else {"print_receipt"}),
        *(() if offer.until > now and offer.available > 0 else {"match"}),
    }
    return tuple(verb for verb in verbs if verb not in idle)


def still_awaited(person: Person, handout: DueFacts, now: datetime) -> bool:
    """Whether it is too early for ``person`` to say that nobody came for it; the household itself
    may say so at any time."""
    household = Who.RESIDENT in handout_relations(person, handout)
    return not household and now < handout.awaited_until


def handout_verbs(person: Person, handout: DueFacts, now: datetime) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``handout`` now."""
    relations = handout_relations(person, handout)
    verbs = rules.allowed("handout", HandoutStatus(handout.status), relations)
    idle = {
        *({"not_come"} if still_awaited(person, handout, now) else ()),
        *(() if payment_asked(handout, now) else {"answer_payment"}),
    }
    return tuple(verb for verb in verbs if verb not in idle)
