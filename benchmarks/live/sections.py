"""What `./gandeng bench live` measures, part by part."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

import django

from benchmarks.report import Row, row


@dataclass(frozen=True)
class Scale:
    """Numbers of sockets, and how often each is measured."""

    sockets: tuple[int, int]
    rounds: int


FULL = Scale(sockets=(1_000, 10_000), rounds=9)
QUICK = Scale(sockets=(100, 1_000), rounds=3)
KIB = 1024


@dataclass(frozen=True)
class Described:
    """A part: heading, text, what measures it, and why it can't be measured here ("" if it can)."""

    title: str
    text: str
    run: Callable[[Scale], Iterable[Row]]
    unavailable: Callable[[], str] = lambda: ""


def fan_out(scale: Scale) -> Iterable[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.live.measured import measured, paths  # noqa: PLC0415 # needs Django set up

    for what, path in paths():
        last: list[float] = []
        for sockets in scale.sockets:
            found = measured(path, sockets, scale.rounds)
            ours, floor = median(found.ours), median(found.floor)
            last.append(ours)
            name = f"{what}, {sockets} sockets"
            yield row(f"{name}: commit to the last", ours * 1e3, floor * 1e3, "ms", "≤ 2.0")
            yield row(f"{name}: memory of one", found.memory / KIB, None, "KiB", "≤ 30")
        few, many = scale.sockets
        yield row(f"{what}: last of {many} / last of {few}", last[1] / last[0], None, "", "≤ 12")


SECTIONS = {
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
