"""A clock that tests set."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone


class Clock:
    """What ``timezone.now`` says until it is set again; times are those of Jakarta, of one day."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, day: date | None = None) -> None:
        self.day = day or timezone.localdate() + timedelta(days=1)
        self.now = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def at(self, hour: int, minute: int = 0) -> datetime:
        self.now = timezone.make_aware(datetime.combine(self.day, time(hour, minute)))
        return self.now
