"""What time does: proposals lapse, promises that nobody keeps end, requests and offers expire."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from aid import rules
from aid.actions.access import access_match, lock_offer, lock_requests
from aid.actions.arrival import call_matching
from aid.actions.counters import close_offer, move
from aid.actions.requests import end_request
from aid.errors import AidError
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import SYSTEM

# How long a donor may take to answer a proposal, and to set out after a promise; then the need
# is offered to others. A meal can't wait.
ANSWER_WITHIN = {"meal": timedelta(hours=2)}
ANSWER_WITHIN_ELSE = timedelta(hours=24)
SET_OUT_WITHIN = {"meal": timedelta(days=2)}
SET_OUT_WITHIN_ELSE = timedelta(days=7)
# Rows treated in one go; the next one comes a few minutes later.
AT_ONCE = 1000


def tidy_up(now: datetime) -> dict[str, int]:
    """End everything that is overdue at ``now``; how many of each."""
    proposed = Match.private.filter(status=MatchStatus.PROPOSED)
    promised = Match.private.filter(status=MatchStatus.ACCEPTED, consignment=None)
    unanswered = overdue(proposed, "made_at", now, ANSWER_WITHIN, ANSWER_WITHIN_ELSE)
    unkept = overdue(promised, "accepted_at", now, SET_OUT_WITHIN, SET_OUT_WITHIN_ELSE)
    return {
        "lapsed": sum(map(lapse, first(unanswered, "reference"))),
        "cancelled": sum(map(cancel, first(unkept, "reference"))),
        "requests": sum(map(expire_request, first(Request.private.overdue(now), "pk"))),
        "offers": sum(map(expire_offer, first(Offer.private.overdue(now), "pk"))),
    }


def first(rows: QuerySet[Any], field: str) -> list[Any]:
    return list(rows.order_by("pk").values_list(field, flat=True)[:AT_ONCE])


def overdue(
    rows: QuerySet[Match],
    date: str,
    now: datetime,
    within: dict[str, timedelta],
    within_else: timedelta,
) -> QuerySet[Match]:
    """Those of ``rows`` whose ``date`` is longer ago than their category allows."""
    late = Q(**{f"{date}__lte": now - within_else}) & ~of_categories(within)
    for category, longest in within.items():
        late |= Q(**{f"{date}__lte": now - longest}) & of_categories([category])
    return rows.filter(late)


def of_categories(codes: Iterable[str]) -> Q:
    return Q(request__category__in=list(codes))


def lapse(reference: str) -> bool:
    return end_match(reference, "lapse")


def cancel(reference: str) -> bool:
    return end_match(reference, "cancel")


@transaction.atomic
def end_match(reference: str, verb: str) -> bool:
    """False when somebody was quicker, so that it may not end any more."""
    try:
        match = access_match(SYSTEM, reference, verb)
    except AidError:
        return False
    move(SYSTEM, verb, match)
    call_matching()
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
    offer, proposals = lock_offer(pk)
    if OfferStatus(offer.status) not in rules.sources("offer", "expire"):
        return False
    for match in proposals:
        move(SYSTEM, "lapse", match)
    close_offer(SYSTEM, "expire", offer)
    if proposals:
        call_matching()
    return True
