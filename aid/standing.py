"""What can be done at this moment on a request (the table, the clock, vouches), on a match (the
table, the clock, the household's yes, a block) and on a hand-out (the table, the clock).

``aid.rules`` says who may do what at which status; here is what a single one adds to that.
Plain Python: no database, no web.
"""

from datetime import datetime
from typing import Protocol

from aid import rules
from aid.relations import (
    HandoutFacts,
    MatchFacts,
    RequestFacts,
    handout_relations,
    match_relations,
    request_relations,
)
from aid.rules import (
    CONTACT_STAYS,
    CONTACT_STAYS_UNANSWERED,
    ENDED_BY_BLOCK,
    MOVED_BY_CONSIGNMENT,
    HandoutStatus,
    MatchStatus,
    RequestStatus,
    Who,
)
from people.person import Person


class AskedFacts(RequestFacts, Protocol):
    """How far the request is, and until when it stands."""

    @property
    def status(self) -> str: ...
    @property
    def until(self) -> datetime: ...


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


class StandingFacts(MatchFacts, ContactFacts, Protocol):
    """``blocked``: the household blocked the donor; ``wrong_codes`` were entered for it;
    ``serves_list``: its donor accepts it by planning a consignment."""

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


class DueFacts(HandoutFacts, Protocol):
    """``awaited_until``: until when its household may come before others get it."""

    @property
    def status(self) -> str: ...
    @property
    def awaited_until(self) -> datetime: ...


# Why a request can't be checked by somebody who may check it as such.
EXPIRED, VOUCHES_MISSING = "expired", "vouches_missing"


def kept_from_check(person: Person, request: AskedFacts, now: datetime, missing: int) -> str:
    """Why ``person``, who may check ``request`` by the table, can't do so now: EXPIRED,
    VOUCHES_MISSING (below the kelurahan, with so many ``missing``), or nothing."""
    relations = request_relations(person, request)
    if "verify" not in rules.allowed("request", RequestStatus(request.status), relations):
        return ""
    if request.until <= now:
        return EXPIRED
    return VOUCHES_MISSING if missing and Who.REVIEWER not in relations else ""


def request_verbs(
    person: Person, request: AskedFacts, now: datetime, missing: int
) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``request`` now, without checking it where
    the clock or ``missing`` vouches keep them from that."""
    relations = request_relations(person, request)
    verbs = rules.allowed("request", RequestStatus(request.status), relations)
    idle = {"verify"} if kept_from_check(person, request, now, missing) else set()
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


def match_verbs(person: Person, match: StandingFacts, now: datetime) -> tuple[str, ...]:
    """The verbs of the table that ``person`` may do on ``match`` now, without those for which a
    block, the household's yes, a locked code or the clock leaves nothing to do."""
    idle = {
        "take_back_contact" if match.contact_agreed_at is None else "agree_contact",
        *(ENDED_BY_BLOCK if match.blocked else {"unblock_donor"}),
        *(() if contact_open(match, now) else {"see_contact"}),
        *(() if match.consignment_id is None else MOVED_BY_CONSIGNMENT),
        *({"accept"} if match.serves_list else ()),
        *({"see_code"} if match.wrong_codes >= rules.MOST_CODE_ATTEMPTS else ()),
    }
    relations = match_relations(person, match)
    verbs = rules.allowed("match", MatchStatus(match.status), relations)
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
    early = {"not_come"} if still_awaited(person, handout, now) else set()
    return tuple(verb for verb in verbs if verb not in early)
