"""How late somebody may say that they are: a few answers, so that nothing else can be told by them.

Plain Python: no database, no web.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

DELAYS: Mapping[str, timedelta] = {
    "half_hour": timedelta(minutes=30),
    "hour": timedelta(hours=1),
    "two_hours": timedelta(hours=2),
    "half_day": timedelta(hours=5),
    "day": timedelta(days=1),
}
# Nobody knows it better than that.
STEP = timedelta(minutes=15)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def expected(about: str, now: datetime) -> datetime:
    """About when whoever says ``about`` at ``now`` will be there. Raises KeyError."""
    return BEGINNING - -(now + DELAYS[about] - BEGINNING) // STEP * STEP


def in_time(now: datetime, until: datetime, after: datetime = BEGINNING) -> list[str]:
    """The answers by which it is still of use until ``until``, and late for who is awaited from
    ``after`` on."""
    return [about for about in DELAYS if after < expected(about, now) <= until]
