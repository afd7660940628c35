"""What `./gandeng bench export` measures, part by part."""

from dataclasses import dataclass

from benchmarks.export import requests
from benchmarks.report import Described


@dataclass(frozen=True)
class Scale:
    """Rows, and how often."""

    size: int
    times: int


FULL = Scale(size=1_000_000, times=5)
QUICK = Scale(size=50_000, times=5)

SECTIONS: dict[str, Described[Scale]] = {
    "requests": Described(
        "Requests as CSV",
        "All requests of a province over HTTP from one process of the site, in chunks of some "
        "thousands; the floor is PostgreSQL's COPY of the same select in one piece, read by "
        "psycopg into nothing. Memory is the process's largest resident set; its floor is that "
        "of a process that has loaded the frameworks (Django with GIS, REST framework, Channels, "
        "allauth, uvicorn) and nothing of ours.",
        lambda scale: requests.run(scale.size, scale.times),
    ),
}
