"""Demo data that happened over the last weeks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone

now = timezone.now


def days_ago(days: int, hour: int, minute: int = 0) -> datetime:
    """That time of day (WIB), ``days`` days before today."""
    day = timezone.localdate(now()) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is ``moment`` for everything that asks Django: for made-up people alone, in the
    process that makes them."""
    with patch.object(timezone, "now", lambda: moment):
        yield
