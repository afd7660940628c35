"""Why need stays unmet, in figures: for those who see a region's board."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from aid import rules
from aid.categories import CATEGORIES

CAUSES_SQL = Path(__file__).parent / "sql" / "causes.sql"


class Unmet(NamedTuple):
    """What stays unmet in one region and category for one cause (see `facts.UnmetFacts`).

    requests: how many. missing: units of the category. worth: rupiah.
    """

    region: str
    category: str
    cause: str
    requests: int
    missing: int
    worth: int


class Cause(NamedTuple):
    """What stays unmet for one cause; quantity: rupiah worth, or units of one category."""

    cause: str
    requests: int
    quantity: int


def unmet_by_cause(region: str, code_length: int, now: datetime) -> list[Unmet]:
    """What the newest round left unmet in a region and is open still, exactly, by the regions
    whose codes have ``code_length`` characters, category and cause. One statement."""
    parameters: dict[str, Any] = {
        "region": region,
        "below": f"{region}.",
        "code_length": code_length,
        "need_statuses": sorted(rules.sources("request", "match")),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(CAUSES_SQL.read_text(), parameters)
        rows = cursor.fetchall()
    return [
        Unmet(code, category, cause, requests, int(missing), int(missing) * value_of(category))
        for code, category, cause, requests, missing in rows
    ]


def summed(rows: Iterable[Unmet], category: str = "") -> list[Cause]:
    """By cause, the largest first: in the unit of ``category``, or of all in rupiah."""
    found: dict[str, Cause] = {}
    for row in rows:
        if category in ("", row.category):
            before = found.get(row.cause, Cause(row.cause, 0, 0))
            quantity = row.missing if category else row.worth
            found[row.cause] = Cause(
                row.cause, before.requests + row.requests, before.quantity + quantity
            )
    return sorted(found.values(), key=lambda cause: (-cause.quantity, cause.cause))


def value_of(category: str) -> int:
    known = CATEGORIES.get(category)
    return known.value if known else 0
