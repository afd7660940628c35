"""Asking households whose request ends soon whether they still need it: once for each end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from aid.actions.access import lock_requests
from aid.events import Entry, record
from aid.lasting import NEAR_END, longer_until
from aid.models import Event, Request
from aid.rules import RequestStatus, sources
from people.person import SYSTEM

NEAR = "near_end"
# Treated in one go; the others come an hour later.
AT_ONCE = 1000


def ask_near_ends(now: datetime) -> int:
    """Have everybody told whose request ends soon and can stand longer; how many were.

    Whoever is told reads that something is new, and on the request's page what: the notice itself
    names neither (``messaging.notices``). Done twice, nobody is told twice.
    """
    ending = Request.private.unended().filter(
        until__gt=now, until__lte=now + NEAR_END, household__isnull=False, slot="", list=None
    )
    since = OuterRef("until") - NEAR_END
    told = Event.log.filter(request_id=OuterRef("pk"), kind=NEAR, at__gt=since)
    waiting = ending.exclude(Exists(told)).order_by("until", "pk").values_list("pk", flat=True)
    return sum(ask(pk, now) for pk in waiting[:AT_ONCE])


@transaction.atomic
def ask(pk: int, now: datetime) -> bool:
    """False where nothing is to be asked any more, or somebody was quicker."""
    request = lock_requests({pk})[pk]
    until = request.until.isoformat()
    if RequestStatus(request.status) not in sources("request", "still_need"):
        return False
    if longer_until(request, now) is None:
        return False
    if Event.log.of_request(pk).filter(kind=NEAR, facts__until=until).exists():
        return False
    record(SYSTEM, Entry(NEAR, request=request, facts={"until": until}))
    return True
