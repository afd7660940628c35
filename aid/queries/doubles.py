"""Finding a household again: on the same list, on another one, and among those who asked alone."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import DateField, ExpressionWrapper, F, QuerySet

from aid.models import Household, Line, NeighbourhoodList, Request
from aid.names import same_name_key
from aid.rules import ListStatus, RequestStatus
from people.person import SYSTEM, Person
from people.vault import fingerprint

WAITING = [RequestStatus.SUBMITTED, RequestStatus.VERIFIED]


def name_fingerprint(name: str) -> str:
    """By which two spellings of one name are found to be the same."""
    key = same_name_key(name)
    return fingerprint("name", key) if key else ""


def line_key(name: str, rt: int, id_number: str = "") -> str:
    """Of one list, no two lines have the same: name and RT, with the id number where only that
    tells two households apart."""
    return fingerprint("line", f"{same_name_key(name)}\0{rt}\0{id_number}")


def standing_lists(category: str, today: date) -> QuerySet[NeighbourhoodList]:
    """The verified lists of ``category`` whose days are not over. One that nobody checked yet
    keeps no household off another."""
    over = ExpressionWrapper(F("first_day") + F("every") * F("portions"), output_field=DateField())
    rows = NeighbourhoodList.private.filter(category=category, status=ListStatus.VERIFIED)
    return rows.annotate(over_on=over).filter(over_on__gt=today)


def listed_elsewhere(
    found: NeighbourhoodList, id_fingerprints: Collection[str], today: date
) -> set[str]:
    """Those of ``id_fingerprints`` that stand on a list of the same category in another
    neighbourhood, wherever that is."""
    wanted = {each for each in id_fingerprints if each}
    lists = standing_lists(found.category, today).exclude(region_id=found.region_id)
    lines = Line.private.filter(list__in=lists, household__id_fingerprint__in=wanted)
    return set(lines.values_list("household__id_fingerprint", flat=True)) if wanted else set()


def own_requests(found: NeighbourhoodList, seen_by: Person = SYSTEM) -> list[Request]:
    """What households of the list's neighbourhood, or of its kelurahan without naming one, ask
    by themselves and is not linked yet; but not of those who want nothing through their RW.

    Gandeng itself looks at all of it, anybody else only at what they may see.
    """
    codes = [found.region_id, found.region.parent_id]
    rows = Request.private.filter(
        region_id__in=codes,
        category=found.category,
        status__in=WAITING,
        household__kind="household",
        not_through_rw=False,
    )
    if not seen_by.system:
        rows = rows.filter(pk__in=Request.private.visible_to(seen_by).values("pk"))
    linked = Line.private.filter(own_request__isnull=False).values("own_request")
    return list(rows.exclude(pk__in=linked).select_related("household", "region").order_by("pk"))


def surely_same(one: Household, other: Household) -> bool:
    """The same NIK; or, where not both gave one, the same phone and the same name."""
    if one.id_fingerprint and other.id_fingerprint:
        return one.id_fingerprint == other.id_fingerprint
    same_phone = bool(one.phone_fingerprint) and one.phone_fingerprint == other.phone_fingerprint
    return same_phone and same_name(one, other)


def maybe_same(one: Household, other: Household) -> bool:
    """Enough in common that somebody who knows them should look."""
    if one.id_fingerprint and one.id_fingerprint == other.id_fingerprint:
        return True
    if one.id_fingerprint and other.id_fingerprint:
        return False
    same_phone = bool(one.phone_fingerprint) and one.phone_fingerprint == other.phone_fingerprint
    return same_phone or same_name(one, other)


def same_name(one: Household, other: Household) -> bool:
    return bool(one.name_fingerprint) and one.name_fingerprint == other.name_fingerprint


def pairs(lines: Iterable[Line], requests: Iterable[Request]) -> list[tuple[Line, Request]]:
    """Lines with the own request of the same household; only where each has no second."""
    by_line: dict[int, list[tuple[Line, Request]]] = {}
    by_request: dict[int, int] = {}
    for line, request in candidates(lines, requests):
        if surely_same(line.household, household_of(request)):
            by_line.setdefault(line.pk, []).append((line, request))
            by_request[request.pk] = by_request.get(request.pk, 0) + 1
    return [
        found[0]
        for found in by_line.values()
        if len(found) == 1
        and by_request[found[0][1].pk] == 1
        and found[0][0].own_request_id is None
    ]


def suggestions(lines: Iterable[Line], requests: Iterable[Request]) -> list[tuple[Line, Request]]:
    """Lines and own requests that may be of one household, for somebody to look at."""
    return [
        (line, request)
        for line, request in candidates(lines, requests)
        if maybe_same(line.household, household_of(request))
    ]


def candidates(
    lines: Iterable[Line], requests: Iterable[Request]
) -> Iterable[tuple[Line, Request]]:
    """Lines and requests whose households share a fingerprint, each pair once."""
    shared: dict[str, list[Line]] = {}
    for line in lines:
        for mark in marks_of(line.household):
            shared.setdefault(mark, []).append(line)
    for request in requests:
        found = {
            line.pk: line
            for mark in marks_of(household_of(request))
            for line in shared.get(mark, ())
        }
        yield from ((line, request) for line in found.values())


def marks_of(household: Household) -> list[str]:
    marks = (household.id_fingerprint, household.phone_fingerprint, household.name_fingerprint)
    return [mark for mark in marks if mark]


def household_of(request: Request) -> Household:
    assert request.household is not None
    return request.household
