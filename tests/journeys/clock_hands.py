"""The time of day of a running site, set by a test; see clock/sitecustomize.py."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from django.utils import timezone

real_now = timezone.now
OF_THE_SITE = Path(__file__).with_name("clock")


class ClockHands:
    """What ``timezone.now`` says in the processes started with ``environment``, and inside
    ``followed`` in the test's own; the time goes on from where it was set."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ahead = timedelta()

    @property
    def environment(self) -> dict[str, str]:
        path = [str(OF_THE_SITE), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {"PYTHONPATH": os.pathsep.join(path), "GANDENG_TEST_CLOCK": str(self._file)}

    def set(self, moment: datetime) -> None:
        """It is ``moment`` now. A reader never finds half of it."""
        self._ahead = moment - real_now()
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(self._ahead.total_seconds()))
        fresh.replace(self._file)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """The test itself acts at the site's time."""
        with patch.object(timezone, "now", lambda: real_now() + self._ahead):
            yield
