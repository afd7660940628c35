"""What was measured: rows kept as JSON in var/bench/, told as tables in docs/benchmarks.md."""

import json
import os
import platform
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench"
TOLD = ROOT / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

What `./gandeng bench matching|lists|submit|live|tiles|export|pages` measures: the product beside
its floors, in the same run. *Floor* is what it is held against, *ours / floor* the ratio that
targets are set on; a target without a floor holds for the figure itself. Raw figures: `var/bench/`.

Cities of the matching engine's parts are made up: 267 neighbourhoods, 8 categories (25 % to 4 % of
the requests), requests of 1–10 units with 16 priorities, offers of a lognormal quantity (median 2,
then scaled to the supply), which go 1–20 km unless said otherwise; supply is a share of demand in
each category. Seeds shown: 20261201 and those that follow it; the engine was made on seeds below
1000, which `--quick` uses too.
"""
PACKAGES = ("numpy", "numba", "scipy", "ortools", "networkx")


class Row(NamedTuple):
    """One figure and its floor of the same run; ratio: ours / floor. target: what the ratio, or
    where there is no floor the figure, has to keep; "" for a figure that is only told."""

    what: str
    ours: float | None
    floor: float | None
    ratio: float | None
    unit: str
    target: str = ""


Scale = TypeVar("Scale")


@dataclass(frozen=True)
class Described(Generic[Scale]):
    """A part: heading, text, what measures it, and why it can't be measured here ("" if it can)."""

    title: str
    text: str
    run: Callable[[Scale], Iterable[Row]]
    unavailable: Callable[[], str] = lambda: ""


class Section(NamedTuple):
    """Rows that were measured together."""

    name: str
    title: str
    text: str
    rows: tuple[Row, ...]
    seconds: float


def row(what: str, ours: float, floor: float | None, unit: str, target: str = "") -> Row:
    ratio = None if floor is None else ours / floor if floor else (1.0 if ours == floor else None)
    return Row(what, ours, floor, ratio, unit, target)


def holds(line: Row) -> bool | None:
    """Whether the target is kept; None where there is none. Targets read "≤ 0.4" or "≥ 0.99"."""
    if not line.target:
        return None
    sign, limit = line.target.split()[:2]
    value = line.ours if line.floor is None else line.ratio
    if value is None:
        return False
    return value <= float(limit) if sign == "≤" else value >= float(limit)


def machine() -> dict[str, str]:
    """What the figures depend on."""
    from importlib.metadata import version  # noqa: PLC0415 # slow to load, and only needed here

    fields = dict(
        line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line
    )
    processor = {key.strip(): value.strip() for key, value in fields.items()}
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": processor.get("model name", platform.machine()),
        "cores": str(os.cpu_count()),
        "memory": f"{pages / 2**30:.0f} GiB",
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
    }


def keep(section: Section, *, quick: bool) -> None:
    """Write one section as JSON; quick runs have files of their own."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{'quick-' if quick else ''}{section.name}.json"
    value: dict[str, Any] = section._asdict() | {
        "machine": machine(),
        "rows": [line._asdict() | {"holds": holds(line)} for line in section.rows],
    }
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def tell(titles: Mapping[str, str]) -> None:
    """Write docs/benchmarks.md from the newest full run of every section.

    ``titles`` by name, in their order. A section that was not measured in this checkout stays as
    the page has it.
    """
    told = sections_of(TOLD.read_text()) if TOLD.exists() else {}
    for name in titles:
        path = KEPT / f"{name}.json"
        if path.exists():
            value = json.loads(path.read_text())
            told[value["title"]] = _section(value)
    shown = [told[title] for title in titles.values() if title in told]
    parts = [INTRODUCTION, summary(shown), *shown]
    TOLD.write_text("\n".join(part.rstrip() + "\n" for part in parts))


def summary(sections: Iterable[str]) -> str:
    """How many targets of each section are kept and missed."""
    lines = ["| part | targets kept | missed |", "|---|--:|--:|"]
    for section in sections:
        title, *rest = section.splitlines()
        last = [line.rstrip("| ").rpartition("| ")[2] for line in rest if line.startswith("|")]
        lines.append(
            f"| {title.removeprefix('## ')} | {last.count('✓')} | {last.count('missed')} |"
        )
    return "\n".join(lines)


def sections_of(page: str) -> dict[str, str]:
    """The sections of a page by title, each with its heading."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].removeprefix("## "): part for part in parts}


def _section(value: dict[str, Any]) -> str:
    rows = [
        Row(**{name: cell for name, cell in line.items() if name != "holds"})
        for line in value["rows"]
    ]
    where = "{date}, load after it {load}, on {processor} with {cores} cores and {memory}; {system}"
    measured = f"Measured {where.format(**value['machine'])}; {value['machine']['packages']}."
    text = "\n\n".join(filter(None, (value["text"], measured)))
    return f"## {value['title']}\n\n{text}\n\n{table(rows)}"


def table(rows: Iterable[Row]) -> str:
    """Markdown."""
    lines = ["| | ours | floor | ours / floor | unit | target | |", "|---|--:|--:|--:|---|---|---|"]
    marks = {None: "", True: "✓", False: "missed"}
    for each in rows:
        cells = (each.what, *map(number, each[1:4]), each.unit, each.target, marks[holds(each)])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def number(value: float | None) -> str:
    if value is None:
        return ""
    if float(value).is_integer() and abs(value) < 2**53:
        return f"{int(value):,}".replace(",", " ")
    return f"{value:.5f}" if abs(value) < 10 else f"{value:,.2f}".replace(",", " ")
