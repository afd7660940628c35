"""What `./gandeng bench export` measures, part by part."""

from dataclasses import dataclass

from benchmarks.export import requests
from benchmarks.matching.sections import Described

@dataclass(frozen=True)
class Scale:
    """Rows, and how often."""

    requests: tuple[int, int]


FULL = Scale(requests=(1_000_000, 5))
QUICK = Scale(requests=(50_000, 5))

SECTIONS = {
    "requests": Described(
        "Requests as CSV",
        "All requests of a province over HTTP from one process of the site, in chunks of some "
        "thousands; the floor is PostgreSQL's COPY of the same select in one piece, read by "
        "psycopg into nothing.",
        lambda scale: requests.run(*scale.requests),
    ),
}
