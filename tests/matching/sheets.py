"""Spreadsheets for the tests of `python -m matching`: small files, and how the tool is run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from matching.tool.faults import Fault, Refused
from tests.architecture.sources import ROOT

NEEDS_HEADING = "id,lon,lat,category,quantity,priority,neighbourhood"
OFFERS_HEADING = "id,lon,lat,category,quantity,radius_m"
NEED = "N1,106.8272,-6.1754,meal,4,3,Gambir"
OFFER = "A,106.8280,-6.1760,meal,5,2000"


def sheet(file: Path, *lines: str) -> Path:
    """Writes the lines; returns the file."""
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def needs_file(folder: Path, *rows: str, heading: str = NEEDS_HEADING) -> Path:
    return sheet(folder / "needs.csv", heading, *rows)


def offers_file(folder: Path, *rows: str, heading: str = OFFERS_HEADING) -> Path:
    return sheet(folder / "offers.csv", heading, *rows)


def faults_of(read: Callable[[], object]) -> list[Fault]:
    """What a reader refuses, nothing when it takes the files."""
    try:
        read()
    except Refused as refused:
        return refused.faults
    return []


def told(faults: list[Fault]) -> list[tuple[str, int, str, str]]:
    """File name, line, column and code of each fault."""
    return [(each.file.name, each.line, each.column, each.code) for each in faults]


def tool(*arguments: str | Path, code: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the tool as a technician does: no database, no Django settings, nothing in the
    environment at all. code: Python to run instead of `-m matching`."""
    how = ["-c", code] if code else ["-m", "matching"]
    return subprocess.run(
        [sys.executable, *how, *map(str, arguments)],
        cwd=ROOT, env={}, text=True, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
