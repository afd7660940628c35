"""Requests that a donor could pledge to, by distance: those of the nearest kelurahan first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    IntegerField,
    TextField,
)
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact, GreaterThan, LessThan

from aid.models import Request
from aid.queries.areas import Areas
from aid.queries.need import HouseholdNeed, need_told, pledgeable_by
from aid.queries.requests import KELURAHAN
from aid.queries.scope import Among
from aid.queries.statements import Blank, Statement, put_together, row
from geo.codes import KELURAHAN_LENGTH, Level, level_of
from geo.models import Region
from geo.official import official_regions
from people.person import Person

COLUMNS = (
    "urgency", "reference", "category", "slot", "whole",
    "needed", "listed", "reserved", "delivered", "household__kind", "region_id",
)  # fmt: skip
# Kelurahan by kelurahan, until the page is full: rows that are farther are never looked at.
PAGE = """
    select area.metres, found.*
    from (
        select given.code, given.metres
        from unnest(string_to_array(%s, ','), string_to_array(%s, ',')::integer[])
            as given (code, metres)
        where given.metres {side}= %s
        order by given.metres {direction}
    ) as area
    cross join lateral ({inside} limit %s) as found ({columns})
    order by area.metres {direction}, found.urgency {direction}, found.reference {direction}
    limit %s
"""


class NearRequest(NamedTuple):
    """One request, of whose kelurahan the published point is ``metres`` away."""

    metres: int
    urgency: int
    reference: str
    category: str
    slot: str
    whole: bool
    needed: int
    listed: int
    reserved: int
    delivered: int
    kind: str
    region_id: str

    @property
    def claimable(self) -> int:
        return self.needed - self.listed - self.reserved - self.delivered


@dataclass(frozen=True)
class Sought:
    """What ``person`` looks for at the moment ``now``: in ``within``, of which ``areas`` tells
    what may be told; of one category or urgency, or of any."""

    person: Person
    areas: Areas
    now: datetime
    within: str
    category: str = ""
    urgency: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "user": self.person.user_id,
            "accounts": list(self.person.accounts),
            "theirs": list(self.person.opened | self.person.helping),
            "region": self.within,
            "named": self.areas.categories_named(self.within),
            "category": self.category,
            "urgency": self.urgency,
        }


class Shape(NamedTuple):
    """On what the statement depends: the rest is filled in."""

    in_rw: bool
    of_category: bool
    of_urgency: bool
    goes_on: bool
    backwards: bool


Place = tuple[int, int, str]


def near_page(
    sought: Sought,
    places: Sequence[tuple[int, str]],
    most: int,
    *,
    after: Place | None = None,
    backwards: bool = False,
) -> list[NearRequest]:
    """The first ``most`` of what is sought in ``places``, kelurahan with their metres, the nearest
    first; ``after`` a row's metres, urgency and reference, or, ``backwards``, those before it, the
    farthest first. One statement."""
    shape = Shape(
        level_of(sought.within) == Level.RW,
        bool(sought.category),
        sought.urgency is not None,
        after is not None,
        backwards,
    )
    statement = statement_for(shape)
    inside = {**sought.values, **dict(zip(("metres", "urgent", "last"), after or (), strict=False))}
    # Each list as one text: quoting hundreds of values takes longer than finding the page.
    codes = ",".join(code for _, code in places)
    metres = ",".join(str(metres) for metres, _ in places)
    begin = after[0] if after else 0
    parameters = (codes, metres, begin, *statement.filled(inside), most, most)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, parameters)
        return list(starmap(NearRequest, cursor.fetchall()))


def near_as_donor_sees(rows: Sequence[NearRequest], areas: Areas) -> list[HouseholdNeed]:
    """``rows`` without what could single out a household. One statement where RWs are named."""
    codes = [
        each.region_id
        if areas.may_name(each.region_id, each.category)
        else each.region_id[:KELURAHAN_LENGTH]
        for each in rows
    ]
    known = official_regions().regions
    if unknown := set(codes) - known.keys():
        known = {**known, **Region.objects.in_bulk(unknown)}
    return [need_told(each, each.kind, known[code]) for each, code in zip(rows, codes, strict=True)]


@lru_cache(maxsize=64)
def statement_for(shape: Shape) -> Statement:
    inside = put_together(inside_area(shape))
    page = PAGE.format(
        inside=inside.sql,
        columns=", ".join(name.rpartition("__")[2] for name in COLUMNS),
        side="<" if shape.backwards else ">",
        direction="desc" if shape.backwards else "asc",
    )
    return Statement(page, inside.parameters)


def inside_area(shape: Shape) -> Any:
    """What is sought of one kelurahan, which ``area`` of the statement around it tells."""
    whole, text = BigIntegerField(), TextField()
    now = Blank("now", DateTimeField())
    found = pledgeable_by(
        Request.private.open_to_pledge(now).current(now),
        Blank("user", whole),
        Blank("accounts", ArrayField(whole)),
        Blank("theirs", ArrayField(whole)),
    )
    found = found.filter(Exact(KELURAHAN, RawSQL("area.code", (), CharField())))
    if shape.in_rw:
        named = Among("category", Blank("named", ArrayField(text)))
        found = found.filter(named, region_id=Blank("region", text))
    if shape.of_category:
        found = found.filter(category=Blank("category", text))
    if shape.of_urgency:
        found = found.filter(urgency=Blank("urgency", IntegerField()))
    if shape.goes_on:
        side = LessThan if shape.backwards else GreaterThan
        here = row(RawSQL("area.metres", ()), F("urgency"), F("reference"))
        there = row(Blank("metres", whole), Blank("urgent", whole), Blank("last", text))
        found = found.filter(side(here, there))
    order = ("-urgency", "-reference") if shape.backwards else ("urgency", "reference")
    return found.order_by(*order).values_list(*COLUMNS)
