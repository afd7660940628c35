"""Reading what kelurahan add up to."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from aid.queries.requests import PORTION_AHEAD

SUMMED = """
select left(kelurahan, %(length)s), category,
       sum(case when serve_from > %(ahead)s then requests_later else requests end)::bigint,
       sum(case when serve_from > %(ahead)s then asked_later else asked end)::bigint,
       sum(case when serve_from > %(ahead)s then 0 else open end)::bigint,
       sum(proposed)::bigint, sum(promised)::bigint, sum(on_the_way)::bigint,
       sum(delivered)::bigint, sum(confirmed)::bigint, sum(offers)::bigint
from aid_tally
where kelurahan = %(code)s or kelurahan like %(below)s
group by 1, 2
"""


class Sums(NamedTuple):
    """What the requests and matches of one category in one region add up to; quantities in the
    category's unit. ``open`` are the units of verified requests that nobody promised, ``offers``
    counts those open to whoever is within reach."""

    code: str
    category: str
    requests: int
    asked: int
    open: int
    proposed: int
    promised: int
    on_the_way: int
    delivered: int
    confirmed: int
    offers: int


def sums_below(region_code: str, code_length: int, now: datetime) -> list[Sums]:
    """The sums of the regions inside ``region_code`` whose codes have ``code_length`` characters,
    down to kelurahan; of lists with the portions that are a need of now. One statement."""
    parameters: dict[str, Any] = {
        "length": code_length,
        "ahead": now + PORTION_AHEAD,
        "code": region_code,
        "below": f"{region_code}.%",
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMMED, parameters)
        return [Sums(*row) for row in cursor.fetchall()]
