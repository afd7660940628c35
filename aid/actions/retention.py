"""What is kept no longer than it has to be: requests and lists that ended long ago."""

from datetime import datetime

from django.db import transaction

from aid import rules
from aid.actions.access import lock_requests
from aid.actions.erasing import blank, under_way
from aid.actions.households import blank_households
from aid.events import Entry, record
from aid.lasting import kept_for
from aid.models import Household, Line, Request
from aid.rules import ENDED, ListStatus, RequestStatus
from people.person import SYSTEM

# Rows treated in one night; the next ones come a day later.
AT_ONCE = 2000


def forget_old(now: datetime) -> dict[str, int]:
    """Erase what is personal of what ended KEPT before ``now``; how many of each."""
    long_ago = now - kept_for()
    ended = Request.private.filter(
        household__isnull=False, erased_at=None, status__in=ENDED, closed_at__lte=long_ago
    )
    old = list(ended.order_by("closed_at").values_list("pk", flat=True)[:AT_ONCE])
    return {
        "requests": sum(map(forget_request, old)),
        "lines": forget_lines(long_ago),
    }


@transaction.atomic
def forget_request(pk: int) -> bool:
    """Erase what is personal of a request that ended; False while something about it isn't over."""
    request = lock_requests({pk})[pk]
    if RequestStatus(request.status) not in rules.sources("request", "forget"):
        return False
    if request.household is None or request.erased_at is not None or under_way(request):
        return False
    record(SYSTEM, Entry("forget", request=request))
    blank(request)
    return True


@transaction.atomic
def forget_lines(long_ago: datetime) -> int:
    """Erase the households that stand on lists alone which were closed before ``long_ago``; how
    many."""
    closed = Line.private.filter(list__status=ListStatus.CLOSED, list__closed_at__lte=long_ago)
    others = Line.private.exclude(pk__in=closed.values("pk")).values("household_id")
    kept = Request.private.filter(erased_at=None, household__isnull=False).values("household_id")
    over = Household.private.filter(pk__in=closed.values("household_id"), erased_at=None)
    over = over.exclude(pk__in=others).exclude(pk__in=kept).select_related("region")
    households = list(over.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    blank_households(households)
    for line in Line.private.filter(household__in=[household.pk for household in households]):
        line.key = f"erased {line.pk}"
        line.save(update_fields=["key"])
    return len(households)
