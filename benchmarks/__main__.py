"""`./gandeng bench matching [--quick] [--only exact,fair]`."""

import argparse
import sys
from time import perf_counter

# Measured processes load this module too: what it doesn't load, their figures don't hold.


def main(arguments: list[str] | None = None) -> int:
    from benchmarks.matching import sections  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="./gandeng bench", description="Measure.")
    parser.add_argument("what", choices=["matching"])
    parser.add_argument(
        "--quick", action="store_true", help="small sizes and other seeds; docs/ stays as it is"
    )
    parser.add_argument(
        "--only", default="", metavar="NAMES", help=f"of {', '.join(sections.SECTIONS)}"
    )
    chosen = parser.parse_args(arguments)
    names = [name for name in chosen.only.split(",") if name] or list(sections.SECTIONS)
    unknown = set(names) - set(sections.SECTIONS)
    if unknown:
        parser.error(f"Unknown: {', '.join(sorted(unknown))}.")
    missed = [name for name in names if not _measure(name, quick=chosen.quick)]
    if missed:
        print(f"Targets missed in: {', '.join(missed)}")
    return 0


def _measure(name: str, *, quick: bool) -> bool:
    """Measure, print and keep one section; whether all of its targets are kept."""
    from benchmarks import report  # noqa: PLC0415
    from benchmarks.matching import sections  # noqa: PLC0415

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
    section = report.Section(name, described.title, described.text, rows, seconds)
    report.keep(section, quick=quick)
    if not quick:
        titles = {name: each.title for name, each in sections.SECTIONS.items()}
        report.tell(titles, sections.INTRODUCTION)
    print(report.table(rows))
    print(f"{seconds:.0f} s", flush=True)
    return all(report.holds(line) is not False for line in rows)


if __name__ == "__main__":
    sys.exit(main())
