"""What an office takes away: rows of its regions as CSV, in chunks that the database writes.

Each chunk is a statement of its own, by ascending key: no transaction stays open while somebody's
line is slow, and memory doesn't grow with the file. So each row is told as it stood when its
chunk was read; rows that came after the beginning are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat, LPad, Right

from aid.models import Match, Request
from aid.queries.requests import RequestQuerySet
from aid.queries.scope import office
from geo.codes import Level
from people.person import Person

ROWS_AT_ONCE = 2_500
# What a spreadsheet would compute, as aid.spreadsheets.writing knows it.
COMPUTED = r"^\s*[=+\-@＝＋－＠]"
Columns = Mapping[str, Any]


def yes_or_no(condition: Q) -> Case:
    return Case(When(condition, then=Value("true")), default=Value("false"))


def area(region: str) -> dict[str, Any]:
    """The region behind ``region``, as ``Region.public_name`` calls it."""
    number = Cast(f"{region}__rw_number", CharField())
    unverified = Q(**{f"{region}__level": Level.RW, f"{region}__verified_at": None})
    return {
        "region": F(f"{region}_id"),
        "region_name": Case(
            When(
                unverified & Q(**{f"{region}__rw_number__isnull": False}),
                then=Concat(Value("RW "), LPad(number, 3, Value("0"))),
            ),
            When(unverified, then=Right(f"{region}_id", 3)),
            When(
                **{f"{region}__name__regex": COMPUTED},
                then=Concat(Value("'"), F(f"{region}__name")),
            ),
            default=F(f"{region}__name"),
            output_field=TextField(),
        ),
        "region_level": F(f"{region}__level"),
    }


# As api.requests.RequestShown tells them, without what somebody wrote and what may be done.
REQUEST_COLUMNS: Columns = {
    "reference": F("reference"),
    "status": F("status"),
    "category": F("category"),
    "is_neighbourhood": yes_or_no(Q(household=None)),
    **area("region"),
    "urgency": F("urgency"),
    **{
        name: F(name)
        for name in ("needed", "listed", "proposed", "reserved", "delivered", "confirmed")
    },
    "open": F("needed") - F("listed") - F("proposed") - F("reserved") - F("delivered"),
    "people": F("household__people"),
    "vulnerable": Case(
        When(household=None, then=Value(None)),
        When(household__vulnerable=True, then=Value("true")),
        default=Value("false"),
        output_field=TextField(),
    ),
    "kind": F("household__kind"),
    "slot": F("slot"),
    "no_local_id": yes_or_no(Q(no_local_id=True)),
    "not_through_rw": yes_or_no(Q(not_through_rw=True)),
    "whole": yes_or_no(Q(whole=True)),
    "for_someone_else": yes_or_no(Q(for_someone_else=True)),
    "until": F("until"),
    "submitted_at": F("submitted_at"),
    "verified_at": F("verified_at"),
    "closed_at": F("closed_at"),
}
# As api.matches.MatchShown, without the donor's name and the reason in facts.
MATCH_COLUMNS: Columns = {
    "reference": F("reference"),
    "status": F("status"),
    "request": F("request__reference"),
    "offer": F("offer__reference"),
    "category": F("request__category"),
    "quantity": F("quantity"),
    "urgency": F("request__urgency"),
    **area("request__region"),
    "origin": F("origin"),
    "contact_agreed": yes_or_no(Q(contact_agreed_at__isnull=False)),
    **{
        name: F(name)
        for name in (
            "made_at",
            "accepted_at",
            "started_at",
            "expected_at",
            "delivered_at",
            "confirmed_at",
        )
    },
    "ended_at": F("ended_at"),
    "ended_why": F("ended_why"),
}


@dataclass(frozen=True)
class Chunk:
    """Some lines of CSV, how many, and the key of the last row."""

    lines: bytes
    count: int
    last: int


def requests_of_offices(person: Person) -> QuerySet[Request]:
    """The requests in the regions where ``person`` coordinates or audits, with the place that
    filters measure from."""
    found: RequestQuerySet = Request.private.filter(office("region__code", person))
    return found.for_lists()


def matches_of_offices(person: Person) -> QuerySet[Match]:
    """The matches there."""
    found: QuerySet[Match] = Match.private.filter(office("request__region__code", person))
    return found


def newest_key(rows: QuerySet[Any]) -> int:
    """The key of the newest row there is, wanted or not: later ones are left out."""
    newest = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def chunk(rows: QuerySet[Any], columns: Columns, after: int, until: int) -> Chunk:
    """The next lines of ``rows`` with keys above ``after``, up to ``until``. One statement."""
    sql, parameters = listed(rows, columns, after, until).query.sql_with_params()
    with connection.cursor() as cursor:
        copying: Any = cursor.copy(
            f"copy ({sql}) to stdout (format csv)",  # the ORM's # nosec B608
            parameters,
        )
        with copying as copy:
            found = [bytes(line).partition(b",") for line in copy]
    last = int(found[-1][0]) if found else until
    return Chunk(b"".join(line for _, _, line in found), len(found), last)


def values(rows: QuerySet[Any], columns: Columns, until: int) -> Iterator[tuple[Any, ...]]:
    """The same as values, for files that are no CSV."""
    after = 0
    while found := list(listed(rows, columns, after, until)):
        yield from (row[1:] for row in found)
        after = found[-1][0]


def listed(rows: QuerySet[Any], columns: Columns, after: int, until: int) -> QuerySet[Any]:
    # Named apart from the model's own fields, which an annotation must not shadow.
    named = {f"told_{name}": each for name, each in columns.items()}
    wanted = rows.filter(pk__gt=after, pk__lte=until).order_by("pk")
    found: QuerySet[Any] = wanted.annotate(**named).values_list("pk", *named)[:ROWS_AT_ONCE]
    return found
