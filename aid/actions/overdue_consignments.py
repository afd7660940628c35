"""What time does to consignments: plans that nobody sets out with end, and what is handed out is
closed."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from aid.actions.consignments import cancel, close
from aid.errors import AidError
from aid.models import Consignment
from aid.rules import ConsignmentStatus
from people.person import SYSTEM

# How long after its day a plan stands; late meals end earlier (see ``aid.actions.meals``).
STANDS_AFTER_DAY = timedelta(days=2)
# How long after it was handed out a consignment stays open for disputes to be told.
CLOSES_AFTER = timedelta(days=14)
AT_ONCE = 1000


def tidy_consignments(now: datetime) -> dict[str, int]:
    """Cancel plans whose day has passed, close what was handed out long ago; how many of each.

    What still lies at a post is never closed: it stays on the boards until somebody gives it or
    moves it on.
    """
    planned = Consignment.private.filter(
        status=ConsignmentStatus.PLANNED, day__lt=timezone.localdate(now - STANDS_AFTER_DAY)
    )
    done = Consignment.private.filter(
        status=ConsignmentStatus.DISTRIBUTED, distributed_at__lte=now - CLOSES_AFTER, reserved=0
    )
    return {
        "cancelled": sum(ended("cancel", reference) for reference in first(planned)),
        "closed": sum(ended("close", reference) for reference in first(done)),
    }


def first(rows: QuerySet[Consignment]) -> list[str]:
    return list(rows.order_by("pk").values_list("reference", flat=True)[:AT_ONCE])


def ended(verb: str, reference: str) -> bool:
    """False when somebody was quicker."""
    act = {"cancel": cancel, "close": close}[verb]
    try:
        act(SYSTEM, reference)
    except AidError:
        return False
    return True
