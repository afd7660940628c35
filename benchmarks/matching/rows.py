"""From rows in PostgreSQL to proposals in PostgreSQL: the product beside bare SQL.

Both read what a round needs of 100 000 needs and offers, and write 100 000 proposals with their
events and counters, each time into a fresh copy of the same seeded database. The bare SQL reads
the same columns by COPY into nothing, and writes everything in one transaction: no locks, no
checks, no batches, no hints to open pages.
"""

import os
import sys
from statistics import median
from typing import NamedTuple

import django

SIZE = 100_000
TIMES = 5
# What is told, and of which of the measured seconds.
TOLD = {
    "reading and writing": "both",
    "reading": "read",
    "writing": "write",
    "longest transaction": "longest",
}


class Row(NamedTuple):
    """One line of the report: medians of the product and of its floor, and ours / floor."""

    what: str
    ours: float
    floor: float
    ratio: float
    unit: str


def run(size: int = SIZE, times: int = TIMES) -> list[Row]:
    """Measure ``times`` times in turn. DATABASE_URL and DATABASE_OWNER_URL lead to a server on
    which databases may be made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.matching.rows_measured import measured  # noqa: PLC0415 # needs Django set up

    ours, floor = zip(*measured(size, times), strict=True)
    rows = []
    for what, seconds in TOLD.items():
        mine, least = (median(getattr(one, seconds) for one in side) for side in (ours, floor))
        rows.append(Row(what, round(mine, 3), round(least, 3), round(mine / least, 2), "s"))
    return rows


if __name__ == "__main__":
    for row in run(*map(int, sys.argv[1:])):
        print(row)
