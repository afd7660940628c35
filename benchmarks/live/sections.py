"""What `./gandeng bench live` measures, part by part."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

import django

from benchmarks.report import Described, Row, row


@dataclass(frozen=True)
class Scale:
    """Numbers of sockets, and how often each is measured."""

    sockets: tuple[int, int]
    rounds: int


FULL = Scale(sockets=(1_000, 10_000), rounds=9)
QUICK = Scale(sockets=(100, 1_000), rounds=3)
KIB = 1024
TOLD = (
    ("last", "commit to the last", "≤ 2.0"),
    ("processor", "processor time of the server's main thread", ""),
)


def fan_out(scale: Scale) -> Iterable[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.live.measured import measured, paths, site  # noqa: PLC0415 # needs Django set up

    with site() as served:
        # Later ones fill what the process keeps of the first, which says nothing of one socket.
        fresh = True
        for what, path in paths():
            last: list[float] = []
            for sockets in scale.sockets:
                found = measured(served, path, sockets, scale.rounds)
                last.append(median(each.last for each in found.ours))
                yield from rows_of(f"{what}, {sockets} sockets", found)
                if fresh:
                    memory = found.memory / KIB
                    name = f"{what}, {sockets} sockets: memory of one"
                    yield row(name, memory, None, "KiB", "≤ 30")
            fresh = False
            few, many = scale.sockets
            yield row(
                f"{what}: last of {many} / last of {few}", last[1] / last[0], None, "", "≤ 12"
            )


def rows_of(name: str, found: Any) -> Iterable[Row]:
    for field, what, target in TOLD:
        ours, floor = (
            median(getattr(each, field) for each in side) * 1e3
            for side in (found.ours, found.floor)
        )
        yield row(f"{name}: {what}", ours, floor, "ms", target)


SECTIONS: dict[str, Described[Scale]] = {
    "fan-out": Described(
        "Live: from commit to the last of 10 000 sockets",
        "One request is verified; the product's server, started as `./gandeng up` starts it, "
        "hears of it by NOTIFY and tells every socket of the topic. The floor is a bare uvloop "
        "server that writes the same bytes, as one frame made once, to as many connections. One "
        "client reads both, from a process of its own; both sides are measured in turn, medians "
        "of the rounds. Memory is what the server's process grew by for each idle socket.",
        fan_out,
    ),
}
