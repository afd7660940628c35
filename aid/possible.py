"""What would be accepted at this moment on a request or a match: what ``aid.standing`` says, less
what stands beside it in the way. For programs, which have no page that explains a refusal; how
often somebody may write within an hour is no part of it.

Plain Python: no database, no web.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aid.relations import request_relations
from aid.rules import MOST_CODE_ATTEMPTS, MOST_PHOTOS
from aid.standing import (
    DatedFacts,
    StandingFacts,
    idle_for_household,
    idle_for_office,
    match_verbs,
    verbs_without,
)
from people.person import Person


class OpenFacts(DatedFacts, Protocol):
    """``open`` units are neither proposed nor promised."""

    @property
    def open(self) -> int: ...


@dataclass(frozen=True)
class BesideRequest:
    """What decides beside the request itself. ``missing`` vouches keep the reader from checking
    it, who ``vouched`` already, ``gives`` for it, or may check one that looks ``alike``. A donor is
    ``on_the_way``; something ``under_way`` has to be settled before it is erased; ``longer``: its
    end is near and can be moved; ``messages``: the household agreed to them."""

    missing: int = 0
    vouched: bool = False
    gives: bool = False
    alike: bool = False
    on_the_way: bool = False
    under_way: bool = False
    longer: bool = False
    messages: bool = False


# Where nobody looked beside the request: as if nothing stood in the way.
UNREAD = BesideRequest(alike=True, longer=True, messages=True)


@dataclass(frozen=True)
class BesideMatch:
    """The reader may remove one of so many ``photos``, has ``complained`` as often as they may in a
    day, or has ``printed`` coupons of what it is for."""

    photos: int = 0
    removable: bool = False
    complained: bool = False
    printed: bool = False


def on_request(
    person: Person, request: OpenFacts, now: datetime, beside: BesideRequest
) -> Sequence[str]:
    """The verbs of the table that ``person`` may do on ``request`` now."""
    relations = request_relations(person, request)
    idle = {
        *idle_for_office(request, relations, now, beside.missing),
        *idle_for_household(request, on_the_way=beside.on_the_way, longer=beside.longer),
        *({"vouch"} if beside.vouched else ()),
        *({"issue_link", "issue_coupon"} if beside.gives else ()),
        *(() if beside.alike else {"keep_both"}),
        *(() if request.until > now and request.open > 0 else {"match"}),
        *({"erase"} if beside.under_way else ()),
        *(() if beside.messages else {"take_back_messages"}),
    }
    return verbs_without(request, relations, idle)


def on_match(
    person: Person, match: StandingFacts, now: datetime, beside: BesideMatch
) -> Sequence[str]:
    """The verbs of the table that ``person`` may do on ``match`` now."""
    idle = {
        *({"accept"} if beside.printed else ()),
        *({"enter_code"} if match.wrong_codes >= MOST_CODE_ATTEMPTS else ()),
        *({"add_photo"} if beside.photos >= MOST_PHOTOS else ()),
        *(() if beside.removable else {"remove_photo"}),
        *({"complain"} if beside.complained else ()),
    }
    return [verb for verb in match_verbs(person, match, now) if verb not in idle]
