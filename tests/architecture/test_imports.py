"""Imports go down only; what a contract forbids is really reported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

LINT = Path(sys.executable).with_name("lint-imports")
ROOTS = ("config", "api", "frontend", "matching", "aid", "messaging", "people", "geo")

# A line planted at the end of a file, and the contract that it breaks.
PLANTED = {
    "geo/places.py": ("import aid.categories", "Imports go down only"),
    "aid/rules.py": ("import django.conf", "The rules and the engine are plain Python"),
    "matching/rounds.py": ("import numba", "What is compiled stays with the engine"),
    "frontend/urls.py": ("import channels", "Few doors to the sockets"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINT), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages, to plant violations in."""
    for package in ROOTS:
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda folder, names: [
                found for found in names
                if not found.endswith(".py") and not (Path(folder) / found).is_dir()
            ],
        )  # fmt: skip
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_planted_violations_are_reported(copy: Path) -> None:
    for path, (line, _) in PLANTED.items():
        with (copy / path).open("a") as file:
            file.write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    for _, contract in PLANTED.values():
        assert f"{contract} BROKEN" in done.stdout
