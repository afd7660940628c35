"""What `./gandeng bench pages` measures, part by part."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

import django

from benchmarks.report import Described, Row, row


@dataclass(frozen=True)
class Scale:
    """Rows of the queue: few, and many."""

    rows: tuple[int, int]


FULL = Scale(rows=(50, 5_000))
QUICK = Scale(rows=(50, 500))


def no_browser() -> str:
    return "" if shutil.which("chromium") else "there is no chromium"


def queue(scale: Scale) -> Iterable[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.pages.queue_measured import measured  # noqa: PLC0415 # needs Django set up

    for count, found in zip(scale.rows, measured(scale.rows), strict=True):
        many = count == max(scale.rows)
        yield row(f"{count} rows: slowest interaction", found.worst, None, "ms", "≤ 200")
        yield row(f"{count} rows: median interaction", found.median, None, "ms")
        if many:
            yield row(f"{count} rows: interactions measured", found.number, None, "")
            yield row(f"{count} rows: to have them all on the page", found.loading, None, "s")


SECTIONS: dict[str, Described[Scale]] = {
    "queue": Described(
        "Pages: a queue of 5 000 requests on one page",
        "A coordinator of a kelurahan has all requests on the page, by pressing *More* to the end, "
        "and works through them in headless Chromium with software rendering: moves by keys, opens "
        "and ticks, checks some, while others check some too, so that the page is told to fetch. "
        "An interaction takes from the input to the next frame, as the browser's Event Timing says "
        "(steps of 8 ms); the slowest of all is what INP would tell.",
        queue,
        no_browser,
    ),
}
