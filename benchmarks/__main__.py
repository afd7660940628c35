"""`./gandeng bench matching [--quick] [--only exact,fair]`, and the like for other kinds."""

import argparse
import sys
from importlib import import_module
from time import perf_counter
from typing import Any

# Measured processes load this module too: what it doesn't load, their figures don't hold.


KINDS = ("matching", "lists", "submit", "live", "tiles", "export", "pages")
ABOUT = """\
matching  the engine beside OR-Tools and a bound
lists     lists and nearby search beside bare SQL, and processor time of a request
submit    asking for aid beside one bare INSERT
live      from a commit to the last of 10 000 sockets
tiles     tiles of many offers beside tiles of few
export    a million rows, and memory
pages     what a browser takes with thousands of rows

Each takes minutes to an hour on an idle machine; without --quick, docs/benchmarks.md is written
anew from what was measured."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./gandeng bench",
        description="Measure, each against its floor in the same run.",
        epilog=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=KINDS)
    parser.add_argument(
        "--quick", action="store_true", help="small sizes and other seeds; docs/ stays as it is"
    )
    parser.add_argument("--only", default="", metavar="NAMES", help="parts, with commas between")
    chosen = parser.parse_args(arguments)
    sections = sections_of(chosen.what)
    names = [name for name in chosen.only.split(",") if name] or list(sections.SECTIONS)
    unknown = set(names) - set(sections.SECTIONS)
    if unknown:
        known = ", ".join(sections.SECTIONS)
        parser.error(f"Unknown: {', '.join(sorted(unknown))}. Known: {known}.")
    missed = [name for name in names if not _measure(chosen.what, name, quick=chosen.quick)]
    if missed:
        print(f"Targets missed in: {', '.join(missed)}")
    return 0


def sections_of(kind: str) -> Any:
    """The module that says what of a kind is measured."""
    return import_module(f"benchmarks.{kind}.sections")


def _measure(kind: str, name: str, *, quick: bool) -> bool:
    """Measure, print and keep one section; whether all of its targets are kept."""
    from benchmarks import report  # noqa: PLC0415

    sections = sections_of(kind)
    scale = sections.QUICK if quick else sections.FULL
    described = sections.SECTIONS[name]
    reason = described.unavailable()
    print(f"\n{described.title}", flush=True)
    if reason:
        print(f"Skipped: {reason}.")
        return True
    begun = perf_counter()
    rows = tuple(described.run(scale))
    seconds = perf_counter() - begun
    section = report.Section(f"{kind}-{name}", described.title, described.text, rows, seconds)
    report.keep(section, quick=quick)
    if not quick:
        titles = {
            f"{kind}-{name}": each.title
            for kind in KINDS
            for name, each in sections_of(kind).SECTIONS.items()
        }
        report.tell(titles)
    print(report.table(rows))
    print(f"{seconds:.0f} s", flush=True)
    return all(report.holds(line) is not False for line in rows)


if __name__ == "__main__":
    sys.exit(main())
