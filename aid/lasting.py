"""For how long a request stands, and when its household may say that it still needs it."""

from datetime import datetime, timedelta

from aid.categories import CATEGORIES
from aid.holidays import cut_off
from aid.models import Request

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
