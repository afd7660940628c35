"""Requests that may be of one household: those of one kelurahan and category with the same id
number, phone or name.

Whoever looks learns which kind of mark is alike, never the mark; and only of requests that they
may check themselves. So an RW never hears of one that its household asked past it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from aid.models import Household, KeptApart, Request
from aid.models.household import HOUSEHOLD
from aid.queries.doubles import household_of, marks_of, maybe_same
from aid.queries.scope import within
from aid.relations import request_relations
from aid.rules import RequestStatus, Who
from geo.codes import KELURAHAN_LENGTH
from people.person import Person

# One that was fulfilled so recently is worth a look before the next is promised.
RECENTLY = timedelta(days=90)
STANDING = (RequestStatus.SUBMITTED, RequestStatus.VERIFIED, RequestStatus.LISTED)
# Of one request; a phone that a whole street shares would fill the page.
MOST_SHOWN, MOST_READ = 3, 500
MARKS = {
    "id_number": "id_fingerprint",
    "phone": "phone_fingerprint",
    "name": "name_fingerprint",
}


@dataclass(frozen=True)
class Alike:
    """Another request, and the kinds of marks that its household shares: keys of MARKS."""

    other: Request
    marks: tuple[str, ...]


def marks_alike(one: Request, other: Request) -> tuple[str, ...]:
    """The kinds of marks that two requests share, empty where they can't be one household's.

    Names alone tell something only within an RW, or where one of the two named none.
    """
    if one.pk == other.pk or one.category != other.category or not one_kelurahan(one, other):
        return ()
    first, second = household_of(one), household_of(other)
    if first.pk == second.pk or not maybe_same(first, second):
        return ()
    shared = tuple(
        mark
        for mark, column in MARKS.items()
        if getattr(first, column) and getattr(first, column) == getattr(second, column)
    )
    return () if shared == ("name",) and not may_be_neighbours(one, other) else shared


def doubles_among(
    person: Person, requests: Collection[Request], now: datetime
) -> dict[int, list[Alike]]:
    """By request, what may be asked twice and was not kept apart yet, as far as ``person`` may
    check both; at most MOST_SHOWN of each. Two statements, or none."""
    own = [each for each in requests if has_marks(each) and checks(person, each)]
    marks = {mark for each in own for mark in marks_of(household_of(each))}
    if not marks:
        return {}
    others = [each for each in candidates(own, marks, now) if checks(person, each)]
    apart = kept_apart(own)
    found: dict[int, list[Alike]] = {}
    for one in own:
        for other in others:
            shared = marks_alike(one, other)
            if shared and pair(one, other) not in apart:
                found.setdefault(one.pk, []).append(Alike(other, shared))
    return {pk: sorted(alike, key=surest)[:MOST_SHOWN] for pk, alike in found.items()}


def surest(alike: Alike) -> tuple[int, int]:
    return (-len(alike.marks), -alike.other.pk)


def candidates(
    requests: Iterable[Request], marks: Collection[str], now: datetime
) -> QuerySet[Request]:
    """Standing or recently fulfilled requests of the same kelurahan with any of ``marks``."""
    codes = {each.region_code[:KELURAHAN_LENGTH] for each in requests}
    by_mark = Q()
    for column in MARKS.values():
        by_mark |= Q(**{f"{column}__in": marks})
    households = Household.private.filter(by_mark, within("region__code", codes), kind=HOUSEHOLD)
    standing = Q(status__in=STANDING)
    recent = Q(status=RequestStatus.FULFILLED, closed_at__gte=now - RECENTLY)
    rows = Request.private.with_facts().filter(standing | recent)
    found: QuerySet[Request] = rows.filter(household__in=households.order_by().values("pk"))
    return found.select_related("household", "region__parent").order_by("-pk")[:MOST_READ]


def kept_apart(requests: Iterable[Request]) -> set[tuple[int, int]]:
    """The pairs that somebody kept apart, of which one is among ``requests``."""
    ids = {each.pk for each in requests}
    rows = KeptApart.private.filter(Q(one__in=ids) | Q(other__in=ids))
    return set(rows.values_list("one_id", "other_id"))


def pair(one: Request, other: Request) -> tuple[int, int]:
    return (min(one.pk, other.pk), max(one.pk, other.pk))


def has_marks(request: Request) -> bool:
    household = request.household
    return household is not None and household.kind == HOUSEHOLD and bool(marks_of(household))


def checks(person: Person, request: Request) -> bool:
    """Whether ``person`` holds an office that checks such requests, without a part in this one."""
    return Who.COORDINATOR in request_relations(person, request)


def one_kelurahan(one: Request, other: Request) -> bool:
    return one.region_code[:KELURAHAN_LENGTH] == other.region_code[:KELURAHAN_LENGTH]


def may_be_neighbours(one: Request, other: Request) -> bool:
    """In one RW, as far as both named theirs."""
    codes = {one.region_code, other.region_code}
    return len(codes) == 1 or one.region_code[:KELURAHAN_LENGTH] in codes
