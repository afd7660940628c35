"""The page of benchmarks tells the newest run of each part, and loses none."""

from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.__main__ import KINDS, sections_of

TITLES = {"one": "The first", "two": "The second"}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(report, "KEPT", tmp_path / "bench")
    monkeypatch.setattr(report, "TOLD", tmp_path / "benchmarks.md")
    return tmp_path / "benchmarks.md"


def measured(name: str, seconds: float) -> None:
    line = report.row("time", seconds, 2.0, "s", "≤ 0.4")
    report.keep(report.Section(name, TITLES[name], "How long.", (line,), seconds), quick=False)


def test_part_that_was_not_measured_here_stays_as_it_is(page: Path) -> None:
    page.write_text("# Benchmarks\n\n## The second\n\nMeasured long ago.\n\n## Dropped\n\nOld.\n")
    measured("one", 0.5)
    report.tell(TITLES)
    told = page.read_text()
    assert told.index("## The first") < told.index("## The second") < told.index("long ago")
    assert "Dropped" not in told


def test_newest_run_replaces_what_was_told(page: Path) -> None:
    """0.5 of 2 s keeps the target of 0.4, 1 of 2 s doesn't."""
    for seconds, mark in ((0.5, "✓"), (1.0, "missed")):
        measured("one", seconds)
        report.tell(TITLES)
        told = page.read_text()
        assert told.count("## The first") == 1
        assert f"| s | ≤ 0.4 | {mark} |" in told
        kept = int(mark == "✓")
        assert f"| The first | {kept} | {1 - kept} |" in told
    assert "Measured 20" in told and " cores and " in told


def test_every_part_has_a_title_of_its_own() -> None:
    """The page finds a part by its title."""
    titles = [part.title for kind in KINDS for part in sections_of(kind).SECTIONS.values()]
    assert len(set(titles)) == len(titles)
