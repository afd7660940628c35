"""Fixtures of aid's tests."""

from pathlib import Path
from typing import Any

import pytest

from aid import jobs
from tests.aid.histories import History, happened
from tests.database import Copy


@pytest.fixture
def history(committed_db: Copy, tmp_path: Path, settings: Any) -> History:
    """Six events of four transactions."""
    settings.HISTORY_FILE = tmp_path / "history" / "heads"
    ids = happened("submit", settled=False)
    ids += happened("verify", "propose", settled=False)
    ids += happened("accept", "start", settled=False)
    ids += happened("deliver")
    jobs.seal_history(0)
    return History(committed_db, ids, settings.HISTORY_FILE)
