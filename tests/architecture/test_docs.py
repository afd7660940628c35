"""Docs that are printed are fresh, and links lead somewhere."""

import re
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command

from aid.rules import TABLES
from tests.architecture.sources import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def printed(command: str = "print_rules") -> str:
    out = StringIO()
    call_command(command, stdout=out, skip_checks=True)
    return out.getvalue()


def test_rules_page_is_what_the_tables_print() -> None:
    """Stale: run `manage.py print_rules --write`."""
    assert (ROOT / "docs/rules.md").read_text() == printed()


def test_open_data_page_is_what_the_columns_print() -> None:
    """Stale: run `manage.py print_open_data --write`."""
    assert (ROOT / "docs/reference/open-data.md").read_text() == printed("print_open_data")


def test_rules_page_has_a_row_for_every_line() -> None:
    rows = [row for row in printed().splitlines() if row.startswith("| ")]
    for lines in TABLES.values():
        for line in lines:
            assert any(row.startswith(f"| {line.verb.replace('_', ' ')} |") for row in rows)


def targets(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    missing = [
        link
        for link in targets(page)
        if (path := link.partition("#")[0]) and not (page.parent / path).exists()
    ]
    assert not missing


def test_a_dead_link_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](b.md) [c](https://example.test/x) ![d](e.png#f) ```[g](h)```")
    assert targets(page) == ["b.md", "e.png#f"]


LABEL = re.compile(r"\*\*([^*]+)\*\*")
WITH_LABELS = ("run-an-rw-post.md", "run-the-kelurahan-counter.md")


def labels(page: Path) -> set[str]:
    return {" ".join(label.split()) for label in LABEL.findall(page.read_text())}


def on_pages() -> set[str]:
    catalogue = read_po((ROOT / "locale/id/LC_MESSAGES/django.po").open("rb"))
    return {str(message.string) for message in catalogue}


@pytest.mark.parametrize("name", WITH_LABELS)
def test_what_a_how_to_tells_to_press_stands_on_pages(name: str) -> None:
    told = labels(ROOT / "docs/howto" / name)
    assert len(told) > 5
    assert told - on_pages() == set()
