"""What time does: proposals lapse, requests and offers expire."""

from datetime import datetime, timedelta

from django.db import transaction

from aid import rules
from aid.actions.access import access_match, lock_requests
from aid.actions.counters import close_offer, move
from aid.actions.offers import end_proposals, lock_requests_of
from aid.actions.requests import end_request
from aid.errors import AidError
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import SYSTEM

# How long a donor has to answer a proposal, by category; a meal can't wait.
ANSWER_WITHIN = {"meal": timedelta(hours=2)}
ANSWER_WITHIN_ELSE = timedelta(hours=24)


def tidy_up(now: datetime) -> dict[str, int]:
    """Lapse and expire everything that is overdue at ``now``; how many of each."""
    return {
        "lapsed": sum(lapse(reference) for reference in unanswered(now)),
        "requests": sum(expire_request(pk) for pk in ids(Request.private.overdue(now))),
        "offers": sum(expire_offer(pk) for pk in ids(Offer.private.overdue(now))),
    }


def ids(rows: object) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:1000])  # type: ignore[attr-defined]


def unanswered(now: datetime) -> list[str]:
    """References of the proposals that their donors left without an answer for too long."""
    waiting = Match.private.filter(status=MatchStatus.PROPOSED).values_list(
        "reference", "made_at", "request__category"
    )
    return [
        reference
        for reference, made_at, category in waiting
        if made_at + ANSWER_WITHIN.get(category, ANSWER_WITHIN_ELSE) <= now
    ]


@transaction.atomic
def lapse(reference: str) -> bool:
    try:
        match = access_match(SYSTEM, reference, "lapse")
    except AidError:
        return False
    move(SYSTEM, "lapse", match)
    return True


@transaction.atomic
def expire_request(pk: int) -> bool:
    """Expire a request unless something is on its way to it."""
    request = lock_requests({pk})[pk]
    if RequestStatus(request.status) not in rules.sources("request", "expire"):
        return False
    if Match.private.filter(request=request, status=MatchStatus.ON_THE_WAY).exists():
        return False
    end_request(SYSTEM, "expire", request)
    return True


@transaction.atomic
def expire_offer(pk: int) -> bool:
    """Expire an offer; what it promised stands."""
    reference = Offer.private.values_list("reference", flat=True).get(pk=pk)
    lock_requests_of(reference)
    offer = Offer.private.locked({pk}).get()
    if OfferStatus(offer.status) not in rules.sources("offer", "expire"):
        return False
    end_proposals(SYSTEM, offer)
    close_offer(SYSTEM, "expire", offer)
    return True
