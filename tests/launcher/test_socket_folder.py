"""Where the socket goes, and that nobody else can have prepared the place."""

from pathlib import Path

import pytest

from launcher import socket_folder
from launcher.server import RunAs

TEMPORARY = Path("/tmp")


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / ("d" * 100)
    folder.mkdir()
    monkeypatch.setattr(socket_folder, "VAR", folder)
    return folder


def test_short_path_stays_in_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(socket_folder, "LONGEST", 4096)
    monkeypatch.setattr(socket_folder, "VAR", tmp_path)
    assert socket_folder.prepare("pg", RunAs.SELF) == tmp_path / "pg-socket"


def test_long_path_moves_to_tmp_and_stays_there(deep: Path) -> None:
    folder = socket_folder.prepare("pg", RunAs.SELF)
    try:
        assert folder.parent == TEMPORARY
        assert folder.stat().st_mode & 0o777 == 0o700
        assert socket_folder.prepare("pg", RunAs.SELF) == folder
    finally:
        folder.rmdir()


def test_folder_that_others_may_enter_is_not_used_again(deep: Path) -> None:
    open_to_all = socket_folder.prepare("pg", RunAs.SELF)
    open_to_all.chmod(0o777)
    closed = socket_folder.prepare("pg", RunAs.SELF)
    try:
        assert closed != open_to_all
    finally:
        open_to_all.rmdir()
        closed.rmdir()


def test_link_in_the_folders_place_is_not_followed(deep: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    (deep / "pg-socket.path").write_text(str(link))
    folder = socket_folder.prepare("pg", RunAs.SELF)
    folder.rmdir()
    assert folder != link
