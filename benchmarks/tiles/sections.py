"""What `./gandeng bench tiles` measures, part by part."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import django

from benchmarks.report import Described, Row, row


@dataclass(frozen=True)
class Scale:
    """Open requests of the two cities, with a tenth as many offers and as many again for this;
    and how often each tile is drawn."""

    sizes: tuple[int, int]
    times: int


FULL = Scale(sizes=(10_000, 100_000), times=25)
QUICK = Scale(sizes=(1_000, 3_000), times=5)


def clusters(scale: Scale) -> Iterable[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.tiles.measured import TILES, measured  # noqa: PLC0415 # needs Django set up

    few, many = (measured(size, scale.times) for size in scale.sizes)
    for name in TILES:
        one, other = few[name], many[name]
        yield row(f"{name}: bytes, many / few", other.size, one.size, "bytes", "≤ 1.3")
        yield row(f"{name}: time, many / few", median(other.ours), median(one.ours), "ms", "≤ 1.5")
        for size, found in zip(scale.sizes, (one, other), strict=True):
            ours, floor = median(found.ours), median(found.floor)
            yield row(f"{name}, {size}: drawn anew, beside bare ST_AsMVT", ours, floor, "ms")
        yield row(f"{name}: kept", median(other.kept), None, "ms")


SECTIONS: dict[str, Described[Scale]] = {
    "clusters": Described(
        "Tiles of 10 000 and 100 000 offers",
        "The same tile of the same city with ten times the offers: *few* stands under *floor* "
        "where *many / few* is told. Drawn anew means with nothing kept, from reading the sums to "
        "the bytes; the floor counts and draws the same clusters in one statement of PostGIS from "
        "the offers themselves. Kept is what a process answers from that drew it before.",
        clusters,
    ),
}
