"""All requests of a province as CSV, over HTTP: the site's own process beside bare SQL.

Its floor is PostgreSQL's COPY of the same select into nothing, over a bare connection, in turn
with it. Memory is the largest resident set of the serving process, beside that of one that has
only loaded the frameworks, and how much larger it became than when it had answered a small export.
"""

import os
import sys
from statistics import median

import django

from benchmarks.report import Row, row

MOST_MB = 150


def run(size: int, times: int) -> list[Row]:
    """``size`` requests, ``times`` times. DATABASE_URL and DATABASE_OWNER_URL lead to a server on
    which databases may be made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.export.requests_measured import measured  # noqa: PLC0415 # needs Django set up

    found = measured(size, times)
    ours, floor = median(found.ours), median(found.floor)
    return [
        row(f"{size} rows, seconds", ours, floor, "s", "≤ 2"),
        row("to the first byte", median(found.first), None, "s"),
        row("size of the file", found.size / 1e6, None, "MB"),
        row("peak memory of the process", in_mb(found.peak_kb), in_mb(found.bare_kb), "MB"),
        row("peak memory", in_mb(found.peak_kb), None, "MB", f"≤ {MOST_MB}"),
        row("of which by the export", in_mb(found.peak_kb - found.idle_kb), None, "MB", "≤ 20"),
    ]


def in_mb(kib: int) -> float:
    return kib * 1024 / 1e6


if __name__ == "__main__":
    for line in run(*map(int, sys.argv[1:])):
        print(line)
