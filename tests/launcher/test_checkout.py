"""The launcher's own folders."""

import stat
from pathlib import Path

import pytest

from launcher import checkout


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(checkout, "VAR", tmp_path)
    monkeypatch.setattr(checkout, "LOGS", tmp_path / "log")
    monkeypatch.setattr(checkout, "LOCKS", tmp_path / "locks")
    monkeypatch.setattr(checkout, "STATIC", (tmp_path / "static",))
    return tmp_path


@pytest.mark.parametrize("folder", ["log", "locks"])
def test_other_users_neither_read_logs_nor_hold_locks(var: Path, folder: str) -> None:
    (var / folder).mkdir(mode=0o755)
    checkout.prepare()
    assert stat.S_IMODE((var / folder).stat().st_mode) == 0o700
