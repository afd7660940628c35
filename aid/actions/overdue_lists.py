"""What time does to lists: those that are served to the end are closed."""

from datetime import datetime, timedelta

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone

from aid.actions.lists import close_list
from aid.errors import AidError
from aid.models import NeighbourhoodList, Request
from aid.rules import ListStatus
from people.person import SYSTEM

# How long after the day of its last portion a list is closed of which nothing is promised.
CLOSES_AFTER = timedelta(days=14)
AT_ONCE = 1000


def close_finished_lists(now: datetime) -> int:
    """Close verified lists that are finished at ``now``; how many.

    A list whose portions are all promised or given before its days are over still stands: until
    then its households stand on no other, and ask for the same no second time.
    """
    references = finished_lists(now).order_by("pk").values_list("reference", flat=True)
    return sum(map(closed, references[:AT_ONCE]))


def finished_lists(now: datetime) -> QuerySet[NeighbourhoodList]:
    """Those whose days are over and whose portions have all ended, or whose last portion is long
    past and nothing of them promised, on the way or at a post."""
    today = timezone.localdate(now)
    rows = NeighbourhoodList.private.filter(status=ListStatus.VERIFIED)
    standing = Request.private.unended().filter(list=OuterRef("pk"))
    finished = Q(over_on__lte=today) & ~Exists(standing)
    forgotten = Q(last_day__lt=today - CLOSES_AFTER) & ~Exists(standing.filter(reserved__gt=0))
    over = F("first_day") + F("every") * F("portions")
    found: QuerySet[NeighbourhoodList] = rows.annotate(
        over_on=ExpressionWrapper(over, output_field=DateField()),
        last_day=ExpressionWrapper(over - F("every"), output_field=DateField()),
    ).filter(finished | forgotten)
    return found


def closed(reference: str) -> bool:
    """False when somebody was quicker, or promised something meanwhile."""
    try:
        close_list(SYSTEM, reference)
    except AidError:
        return False
    return True
