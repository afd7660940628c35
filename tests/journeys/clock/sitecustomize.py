"""Python runs this first in the processes of a site whose time of day a test sets (see ClockHands):
everything that asks Django or the system what time it is hears the test's answer."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

HANDS = Path(os.environ["GANDENG_TEST_CLOCK"])
real_time, real_now = time.time, timezone.now


def ahead() -> float:
    """Seconds that the test's time is ahead of the real one."""
    return float(HANDS.read_text())


def shifted_time() -> float:
    return real_time() + ahead()


def shifted_now() -> datetime:
    return real_now() + timedelta(seconds=ahead())


time.time = shifted_time
timezone.now = shifted_now
