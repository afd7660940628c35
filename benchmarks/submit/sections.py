"""What `./gandeng bench submit` measures, part by part."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import django

from benchmarks.report import Described, Row, row


@dataclass(frozen=True)
class Scale:
    """Open requests of the city before; requests asked in a block, and blocks."""

    size: int
    requests: int
    blocks: int


FULL = Scale(size=100_000, requests=200, blocks=5)
QUICK = Scale(size=1_000, requests=20, blocks=2)


def one_by_one(scale: Scale) -> Iterable[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.submit.measured import measured  # noqa: PLC0415 # needs Django set up

    found = measured(scale.size, scale.requests, scale.blocks)
    for percentile in (50, 99):
        ours, floor = found.ours.at(percentile), found.floor.at(percentile)
        yield row(f"p{percentile}", ours, floor, "ms")


SECTIONS: dict[str, Described[Scale]] = {
    "one-by-one": Described(
        "Asking for aid",
        "A request asked for over HTTP with an Idempotency-Key, by somebody without an account: "
        "household, sealed details, consent, link, event, kept answer, counted attempts. The "
        "floor is one bare INSERT of a request row with a commit of its own, as durable, through "
        "psycopg. In turn, from one client; medians of the blocks' percentiles.",
        one_by_one,
    ),
}
