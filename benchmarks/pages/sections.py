"""What `./gandeng bench pages` measures, part by part."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import django
import numpy as np

from benchmarks.report import Described, Row, row

# What people take for at once; a form may take this much longer than a page with nothing on it.
AT_ONCE, LONGER = "≤ 200", "≤ 1.3"
MOST_KILOBYTES = "≤ 14"


@dataclass(frozen=True)
class Scale:
    """Rows of the queue: few, and many; open offers on the map; times that the form is loaded."""

    rows: tuple[int, int]
    offers: int
    loads: int


FULL = Scale(rows=(50, 5_000), offers=100_000, loads=15)
QUICK = Scale(rows=(50, 500), offers=3_000, loads=5)


def no_browser() -> str:
    return "" if shutil.which("chromium") else "there is no chromium"


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def told(what: str, ours: Sequence[float], floor: Sequence[float]) -> Iterable[Row]:
    """Median beside the floor's, what 98 of 100 keep below, and the slowest."""
    yield row(f"{what}: median", median(ours), median(floor), "ms")
    yield row(f"{what}: 98 of 100", percentile(ours), None, "ms", AT_ONCE)
    yield row(f"{what}: slowest", max(ours), None, "ms", AT_ONCE)
    yield row(f"{what}: slowest of the floor", max(floor), None, "ms")


def percentile(values: Sequence[float]) -> float:
    return float(np.percentile(values, 98))


def queue(scale: Scale) -> Iterable[Row]:
    set_up()
    from benchmarks.pages.queue_measured import floor, measured  # noqa: PLC0415 # as above

    least = floor()
    for count, found in zip(scale.rows, measured(scale.rows), strict=True):
        name = f"{count} rows"
        yield from told(f"{name}: interaction", found.seen.interactions, least.seen.interactions)
        yield from told(f"{name}: checked by one key, until it shows", found.acts, least.acts)
        yield row(f"{name}: longest task", found.seen.longest, None, "ms", AT_ONCE)
        yield row(f"{name}: interactions measured", len(found.seen.interactions), None, "")
        yield row(f"{name}: to have them all on the page", found.loading, None, "s")


def live_map(scale: Scale) -> Iterable[Row]:
    set_up()
    from benchmarks.pages.map_measured import KINDS, measured  # noqa: PLC0415 # as above

    pages = dict(measured(scale.offers))
    floor = pages.pop("floor")
    for name, found in pages.items():
        interactions = found.moved.interactions
        yield from told(f"{name}: interaction", interactions, floor.moved.interactions)
        for kind in KINDS:
            yield from told(f"{name}: frame of {kind}", found.frames[kind], floor.frames[kind])
        yield row(f"{name}: longest task", found.moved.longest, None, "ms", AT_ONCE)
        yield row(
            f"{name}: longest task, a change comes", found.changed.longest, None, "ms", AT_ONCE
        )
        yield row(f"{name}: clusters clicked and told of", found.clusters, None, "")


def ask(scale: Scale) -> Iterable[Row]:
    set_up()
    from benchmarks.pages.ask_measured import measured  # noqa: PLC0415 # as above

    pages = measured(scale.loads)
    form, plain, bare = pages["ask"], pages["plain"], pages["bare"]
    kilobytes = median(form.size) / 1024
    yield row("the form, all files, headers included", kilobytes, None, "KiB", MOST_KILOBYTES)
    for how in ("ready", "without_scripts"):
        name = how.replace("_", " ")
        ours = getattr(form, how)
        for other, page in (("a plain page", plain), ("a page without styles", bare)):
            floor = getattr(page, how)
            yield row(f"{name}, beside {other}", median(ours), median(floor), "ms", LONGER)
        yield row(
            f"{name}: slowest, beside a plain page", max(ours), max(getattr(plain, how)), "ms"
        )


SECTIONS: dict[str, Described[Scale]] = {
    "queue": Described(
        "Pages: a queue of 5 000 requests on one page",
        "A coordinator of a kelurahan has all requests on the page, by pressing *More* to the end, "
        "and works through them in headless Chromium with software rendering: moves by keys, opens "
        "and ticks, checks some, while others check some too, so that the page is told to fetch; "
        "narrows down and scrolls. An interaction takes from the input to the next frame, as the "
        "browser's Event Timing says (steps of 8 ms, 16 ms at least); the slowest is what INP "
        "would tell. A check takes from the key until the answer is told and painted. The floor "
        "is a page of one heading and one sentence: the same keys count in the sentence, and "
        "instead of a check the page is fetched. A task is what the page's thread does in one "
        "piece.",
        queue,
        no_browser,
    ),
    "map": Described(
        "Pages: a map of 100 000 open offers",
        "The board's map of a city and the public one, moved about in headless Chromium with "
        "software rendering: clusters are clicked, then wheel, drag, keys and buttons; then a "
        "request is checked elsewhere while the map moves, and its tiles come anew. Interactions "
        "as Event Timing tells them; a frame takes from the event to the end of the frame in which "
        "it was handled (*told*: from a click until the line beneath says what is there). The "
        "floor is a canvas of that size which draws one colour upon the same events, and a click "
        "that counts.",
        live_map,
        no_browser,
    ),
    "ask": Described(
        "Pages: the form for asking on a slow phone",
        "By a browser that has seen nothing of the site: 400 kbit/s, 400 ms until an answer comes, "
        "a processor six times slower. Ready is when the page was read to its end and has painted; "
        "with scripts and without. The plain page has one heading and one sentence in the site's "
        "stylesheet, the other no stylesheet either: same process, same headers, each in turn. "
        "What is left between the form and a page without styles is its bytes: 10 kB take 200 ms "
        "on that network, half of one way there and back.",
        ask,
        no_browser,
    ),
}
