"""The question "what is near me?" with a million open offers: the product beside bare SQL.

End to end in Python: `matching.nearby.nearest_offers` over Django's connection, beside the same
question as one prepared statement over a bare connection, and beside `select 1`, in turn. Once
with offers that go 1 to 20 km, so that many reach, and once with a hundredth of that.
"""

import os
import sys
from typing import NamedTuple

import django

OFFERS = 1_000_000
BLOCKS = 5
REGIMES = {"many reach": 1.0, "few reach": 0.01}


class Row(NamedTuple):
    """One line of the report: milliseconds of the product and of its floor, and ours / floor."""

    what: str
    ours: float
    floor: float
    ratio: float
    unit: str
    target: str = ""


def run(offers: int = OFFERS, blocks: int = BLOCKS) -> list[Row]:
    """Medians over ``blocks`` of each block's 50th and 99th percentile. DATABASE_URL and
    DATABASE_OWNER_URL lead to a server on which databases may be made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.matching.question_measured import measured  # noqa: PLC0415 # needs Django

    rows = []
    for regime, scale in REGIMES.items():
        found = measured(offers, scale, blocks)
        told = (
            ("p50", found.ours, found.bare, 50, "≤ 2"),
            ("p99", found.ours, found.bare, 99, ""),
            ("bare SQL beside `select 1`, p50", found.bare, found.floor, 50, ""),
        )
        for what, mine, least, percentile, target in told:
            ours, floor = mine.at(percentile), least.at(percentile)
            name = f"{regime}: {what}"
            rows.append(
                Row(name, round(ours, 3), round(floor, 3), round(ours / floor, 2), "ms", target)
            )
    return rows


if __name__ == "__main__":
    for row in run(*map(int, sys.argv[1:])):
        print(row)
