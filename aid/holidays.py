"""Idulfitri, by which what is given for it must have come.

1 Syawal is computed by the Umm al-Qura calendar (hijridate). In Indonesia the sidang isbat decides
on the evening before: days named by setting ``IDULFITRI`` replace the computed one nearby.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from hijridate import Gregorian, Hijri

HOLIDAY_CATEGORIES = frozenset({"lebaran", "thr"})
SYAWAL = 10
# The decided day differs from the computed one by a day or two.
NEARBY = timedelta(days=3)


def idulfitri(hijri_year: int) -> date:
    """1 Syawal of ``hijri_year``, as decided where the setting says so."""
    computed = Hijri(hijri_year, SYAWAL, 1).to_gregorian()
    day = date(computed.year, computed.month, computed.day)
    decided = [each for each in settings.IDULFITRI if abs(each - day) <= NEARBY]
    return decided[0] if decided else day


def next_idulfitri(after: date) -> date:
    """The first Idulfitri later than ``after``."""
    year = Gregorian(after.year, after.month, after.day).to_hijri().year
    return next(day for day in map(idulfitri, range(year - 1, year + 3)) if day > after)


def cut_off(category: str, now: datetime | None = None) -> datetime | None:
    """The end of the day before the next Idulfitri, after which ``category`` is too late; None
    for what belongs to no holiday."""
    if category not in HOLIDAY_CATEGORIES:
        return None
    today = timezone.localdate(now)
    return timezone.make_aware(datetime.combine(next_idulfitri(today), time.min))
