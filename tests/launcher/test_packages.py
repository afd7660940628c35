"""System packages: no cluster of the system's own, and exact lines for who may not install."""

import os
from pathlib import Path

import pytest

from launcher import packages
from launcher.console import Failure
from launcher.packages import NO_SYSTEM_CLUSTER, Need


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "postgresql-common" / "createcluster.conf"
    monkeypatch.setattr(packages, "CREATECLUSTER", path)
    return path


def test_system_cluster_is_forbidden_before_anything_is_installed(configuration: Path) -> None:
    packages.forbid_system_cluster()
    assert configuration.read_text() == f"{NO_SYSTEM_CLUSTER}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ssl = on", f"ssl = on\n{NO_SYSTEM_CLUSTER}\n"),
        ("create_main_cluster = true\n", f"create_main_cluster = true\n{NO_SYSTEM_CLUSTER}\n"),
        ("#create_main_cluster = false\n", f"#create_main_cluster = false\n{NO_SYSTEM_CLUSTER}\n"),
        ("create_main_cluster = 'off'\n", "create_main_cluster = 'off'\n"),
    ],
)
def test_other_lines_of_the_file_stay(configuration: Path, before: str, after: str) -> None:
    configuration.parent.mkdir()
    configuration.write_text(before)
    packages.forbid_system_cluster()
    assert configuration.read_text() == after


def test_extra_is_done_without_where_it_can_not_be_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    packages.install([Need(lambda: False, lambda: "firefox-esr", "a second browser", extra=True)])


def test_ordinary_user_gets_the_lines_to_run(
    configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    missing = Need(lambda: False, lambda: "postgresql-15-postgis-3", "the database")
    with pytest.raises(Failure) as refusal:
        packages.install([missing])
    lines = [line.strip() for line in str(refusal.value).splitlines()]
    prevent = f"echo '{NO_SYSTEM_CLUSTER}' | sudo tee -a {configuration}"
    install = "sudo apt-get install -y --no-install-recommends postgresql-15-postgis-3"
    assert lines.index(prevent) < lines.index(install)
