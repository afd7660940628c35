"""For how long a request stands, when its household may say that it still needs it, and for how
long what is personal of it is kept."""

from datetime import datetime, timedelta

from django.conf import settings

from aid.categories import CATEGORIES
from aid.holidays import cut_off
from aid.models import Request
from aid.rules import ENDED

# So long before its end; of what lasts few days, the second half of them.
NEAR_END = timedelta(days=3)


def longer_until(request: Request, now: datetime) -> datetime | None:
    """The new end of ``request`` when it is said to be needed still: as long again as its category
    lasts. None where its end is far, and where it can't be moved: a meal at its time, a portion of
    a list, what is given for a holiday.
    """
    lasts = timedelta(days=CATEGORIES[request.category].lasts_days)
    if request.slot or request.list_id is not None:
        return None
    if request.until - now > min(NEAR_END, lasts / 2):
        return None
    wanted, last = max(request.until, now) + lasts, cut_off(request.category, now)
    new = wanted if last is None else min(wanted, last)
    return new if new > request.until else None


def kept_for() -> timedelta:
    """So long after a request ended what is personal of it is kept."""
    return timedelta(days=settings.KEEP_DAYS)


def kept_until(request: Request) -> datetime | None:
    """When what is personal of ``request`` is erased by itself; None while it stands."""
    ended = request.status in ENDED and request.closed_at is not None
    return request.closed_at + kept_for() if ended and request.closed_at else None
