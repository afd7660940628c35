"""The open need of kelurahan, from their sums: a few steps of an index each, however many ask."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from aid.categories import CATEGORIES
from aid.queries.figures import Figure, rounded
from aid.queries.need import (
    AreaNeed,
    OpenNeed,
    least_served,
    most_worth,
    served,
    waiting_band,
)
from aid.queries.requests import PORTION_AHEAD
from geo.official import official_regions

# For those who want all: more than there are.
ALL = 10_000
IN_NEED = "select code, categories from aid_areas_in_need(%s::text[], %s, %s, %s, %s)"


def areas_in_need(now: datetime, codes: Sequence[str], category: str = "") -> list[AreaNeed]:
    """The kelurahan of ``codes`` with open need, least served first.

    With ``category``, of that alone. One statement.
    """
    return sorted(first_in_need(codes, now, category), key=least_served)


def first_in_need(
    codes: Sequence[str], now: datetime, category: str = "", most: int = ALL
) -> list[AreaNeed]:
    """The first ``most`` kelurahan of ``codes`` with open need, in that order; with ``category``,
    of that alone. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(IN_NEED, [list(codes), category, now, now + PORTION_AHEAD, most])
        rows = cursor.fetchall()
    return [area_need(code, categories, category, now) for code, categories in rows]


def area_need(code: str, rows: list[list[Any]], category: str, now: datetime) -> AreaNeed:
    """The need of one kelurahan; ``rows`` as aid_areas_in_need gives them."""
    needs: list[OpenNeed] = []
    figures: dict[str, Figure] = {}
    for name, asked, promised, on_the_way, delivered, confirmed, units, urgency, since in rows:
        figures[name] = Figure(
            asked=asked,
            promised=promised,
            on_the_way=on_the_way,
            delivered=delivered,
            confirmed=confirmed,
        )
        if urgency is not None and category in ("", name):
            told = rounded(units, CATEGORIES[name].told_step)
            waited = waiting_band(now - datetime.fromtimestamp(since, UTC))
            needs.append(OpenNeed(name, told, urgency, waited))
    region = official_regions().regions[code]
    return AreaNeed(region, tuple(sorted(needs, key=most_worth)), served(figures, category))
