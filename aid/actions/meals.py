"""Meals that would come too late: what nobody set out with in time is offered to others."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from aid.actions.access import access_consignment, access_match
from aid.actions.arrival import call_matching
from aid.actions.consignments import advance
from aid.actions.counters import move, put_first
from aid.errors import AidError
from aid.events import NOT_MOVING
from aid.models import Consignment, Match
from aid.rules import ConsignmentStatus, MatchStatus
from aid.slots import ARRIVES_WITHIN, SET_OUT_BEFORE, slot_ends
from people.person import SYSTEM

# Since when somebody could have set out, or answered.
SINCE = {MatchStatus.PROPOSED: "made_at", MatchStatus.ACCEPTED: "accepted_at"}
# Consignments looked at in one go; the next one comes a minute later.
AT_ONCE = 1000


def offer_late_meals_on(now: datetime) -> dict[str, int]:
    """Release every meal that is not on its way SET_OUT_BEFORE its slot ends; how many of each.

    Whoever took it on later than that may still set out until ARRIVES_WITHIN before the end.
    """
    consignments = late_consignments(now)
    return {
        "consignments": sum(map(release_consignment, consignments)),
        "promised": sum(map(release_promise, references(late(MatchStatus.ACCEPTED, now)))),
        "proposed": sum(map(release_proposal, references(late(MatchStatus.PROPOSED, now)))),
    }


def references(rows: QuerySet[Match]) -> list[str]:
    alone = rows.filter(consignment=None).order_by("pk")
    return list(alone.values_list("reference", flat=True)[:AT_ONCE])


def late(status: MatchStatus, now: datetime) -> QuerySet[Match]:
    """The matches of meals with a slot at ``status`` that are not moving in time."""
    had_an_hour = Q(**{f"{SINCE[status]}__lte": F("request__until") - SET_OUT_BEFORE})
    return Match.private.filter(
        Q(request__until__lte=now + SET_OUT_BEFORE) & had_an_hour
        | Q(request__until__lte=now + ARRIVES_WITHIN),
        status=status,
    ).exclude(request__slot="")


def late_consignments(now: datetime) -> Iterable[str]:
    """The planned ones that hold such a match, or whose own slot ends too soon."""
    planned = Consignment.private.filter(status=ConsignmentStatus.PLANNED, category="meal")
    holding = late(MatchStatus.ACCEPTED, now).values("consignment")
    held = set(planned.filter(pk__in=holding).values_list("pk", flat=True))
    today = timezone.localdate(now + SET_OUT_BEFORE)
    soon = planned.filter(Q(pk__in=held) | Q(day__lte=today)).order_by("pk")[:AT_ONCE]
    return [row.reference for row in soon if row.pk in held or too_late(row, now)]


def too_late(consignment: Consignment, now: datetime) -> bool:
    end = slot_ends(consignment.day, consignment.slot)
    had_an_hour = consignment.made_at <= end - SET_OUT_BEFORE
    return end <= now + (SET_OUT_BEFORE if had_an_hour else ARRIVES_WITHIN)


def release_promise(reference: str) -> bool:
    return release(reference, "cancel")


def release_proposal(reference: str) -> bool:
    return release(reference, "lapse")


@transaction.atomic
def release(reference: str, verb: str) -> bool:
    """False when somebody was quicker, so that it goes nowhere by itself any more."""
    try:
        match = access_match(SYSTEM, reference, verb)
    except AidError:
        return False
    put_first(match.request)
    move(SYSTEM, verb, match, reason=NOT_MOVING)
    call_matching()
    return True


@transaction.atomic
def release_consignment(reference: str) -> bool:
    """As ``release``, with all that the consignment holds."""
    try:
        load = access_consignment(SYSTEM, reference, "cancel")
    except AidError:
        return False
    for match in load.at(MatchStatus.ACCEPTED):
        put_first(match.request)
        move(SYSTEM, "cancel", match, reason=NOT_MOVING)
    call_matching()
    advance(SYSTEM, "cancel", load, reason=NOT_MOVING)
    return True
