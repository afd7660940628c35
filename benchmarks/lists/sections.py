"""What `./gandeng bench lists` measures, part by part."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import django

from benchmarks.report import Described, Row, row


@dataclass(frozen=True)
class Scale:
    """Open requests of the cities; questions in a block, and blocks."""

    near: tuple[int, int]
    processor: int
    questions: int
    blocks: int


FULL = Scale(near=(10_000, 1_000_000), processor=100_000, questions=200, blocks=5)
QUICK = Scale(near=(1_000, 10_000), processor=1_000, questions=20, blocks=2)


def near(scale: Scale) -> Iterable[Row]:
    set_up()
    from benchmarks.lists.near_measured import measured  # noqa: PLC0415 # needs Django set up

    p50 = []
    for size in scale.near:
        found = measured(size, scale.questions, scale.blocks)
        p50.append(found.ours.at(50))
        for percentile, target in ((50, ""), (99, "≤ 6")):
            ours, floor = found.ours.at(percentile), found.floor.at(percentile)
            name = f"20 of {size}, p{percentile}"
            yield row(name, ours, floor, "ms")
            yield row(f"{name}: more than bare SQL", ours - floor, None, "ms", target)
    few, many = scale.near
    yield row(f"p50 of {many} / p50 of {few}", p50[1] / p50[0], None, "", "≤ 1.5")


def processor(scale: Scale) -> Iterable[Row]:
    set_up()
    from benchmarks.lists.processor_measured import measured  # noqa: PLC0415 # needs Django set up

    for kind in measured(scale.processor, scale.questions, scale.blocks):
        application, database, statements = (
            [f"≤ {most}" for most in kind.most] if kind.most else [""] * 3
        )
        yield row(f"{kind.name}: application", kind.application, None, "ms", application)
        yield row(f"{kind.name}: database", kind.database, None, "ms", database)
        yield row(f"{kind.name}: statements", kind.statements, None, "", statements)


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


SECTIONS: dict[str, Described[Scale]] = {
    "near": Described(
        "Nearby search among a million open requests",
        "Twenty requests that a donor may pledge to, by distance, end to end over HTTP from one "
        "client that knows one process of the site, at spots drawn all over Jakarta; the floor is "
        "the same question as one statement through psycopg. In turn, medians of the blocks' "
        "percentiles.",
        near,
    ),
    "processor": Described(
        "Processor time of a request",
        "What two processes of the site, with pooled connections, and their database's processes "
        "use for one request, in a city of a hundred thousand open requests; statements without "
        "BEGIN and set_config. Median of the blocks' means.",
        processor,
    ),
}
