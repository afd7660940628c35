"""Lines with what is sealed of their households, for those who may read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from aid.actions.line_households import read_details
from aid.actions.lines import list_entry
from aid.errors import NotFound
from aid.events import record
from aid.models import Event, Household, Line, NeighbourhoodList, Request
from aid.queries.doubles import own_requests, suggestions
from aid.queries.events import READING
from aid.queries.lists import LineQuerySet
from aid.reference import tidy_reference
from aid.relations import list_relations
from aid.rules import ListStatus, allowed
from aid.spreadsheets.lines import Line as Written
from people.person import Person

# Whoever reads a list goes through many pages of it: one event tells of all within so long.
READ_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class LineShown:
    """One line as whoever wrote it, or a coordinator, reads it. ``has_id``: an id number was
    given; ``asked_alone``: the household's own request, which the reader may see, is linked to the
    line."""

    number: int
    rt: int
    quantity: int
    people: int
    vulnerable: bool
    name: str
    phone: str
    address: str
    landmark: str
    has_id: bool
    asked_alone: bool


@dataclass(frozen=True)
class Suggestion:
    """A line and an own request that may be of one household."""

    number: int
    name: str
    request: str


def list_of(person: Person, reference: str) -> NeighbourhoodList:
    """The list, when ``person`` may see it. Raises NotFound."""
    seen = NeighbourhoodList.private.visible_to(person).select_related("region__parent__parent")
    found: NeighbourhoodList | None = seen.filter(reference=tidy_reference(reference)).first()
    if found is None:
        raise NotFound()
    return found


def lines_shown(
    person: Person, found: NeighbourhoodList, *, rt: int | None = None, most: int | None = None
) -> list[LineShown]:
    """The lines that ``person`` may read, newest first; with ``rt`` those of one RT. Recorded."""
    rows = readable_lines(person, found).order_by("-number")
    chosen = rows.filter(rt=rt) if rt is not None else rows
    return read_lines(person, found, list(chosen[:most]))


def readable_lines(person: Person, found: NeighbourhoodList) -> LineQuerySet:
    """The rows of the lines that ``person`` may read by ``read_lines``."""
    rows: LineQuerySet = Line.private.visible_to(person).filter(list=found)
    return rows


def read_lines(person: Person, found: NeighbourhoodList, lines: Sequence[Line]) -> list[LineShown]:
    """``lines`` of ``found`` in words. That somebody read what others wrote is recorded, once an
    hour for each list."""
    of_others = any(line.added_by_id != person.user_id for line in lines)
    since = timezone.now() - READ_AGAIN_AFTER
    if of_others and not Event.log.read_lines(person, found.pk, since):
        record(person, list_entry(READING, found))
    return shown(person, lines)


def line_shown(person: Person, found: NeighbourhoodList, number: int) -> LineShown:
    """One line. Recorded. Raises NotFound."""
    rows = readable_lines(person, found).filter(number=number)
    for line in read_lines(person, found, list(rows)):
        return line
    raise NotFound()


def shown(person: Person, lines: Sequence[Line]) -> list[LineShown]:
    """``lines`` in words. An own request that only the kelurahan may see is told to nobody else,
    though it counts inside the list."""
    details = read_details(line.household for line in lines)
    linked = [line.own_request_id for line in lines if line.own_request_id is not None]
    seen = set(
        Request.private.visible_to(person).filter(pk__in=linked).values_list("pk", flat=True)
    )
    return [
        LineShown(
            number=line.number,
            rt=line.rt,
            quantity=line.quantity,
            people=line.household.people,
            vulnerable=line.household.vulnerable,
            name=details[line.household_id].name,
            phone=details[line.household_id].phone,
            address=details[line.household_id].address,
            landmark=details[line.household_id].landmark,
            has_id=bool(line.household.id_fingerprint),
            asked_alone=line.own_request_id in seen,
        )
        for line in lines
    ]


def whole_list(person: Person, reference: str) -> list[Written]:
    """All lines, by RT and number, as they are written into a file; taking them away is
    recorded. For coordinators. Raises NotFound."""
    found = list_of(person, reference)
    require_lines(person, found)
    rows = Line.private.of_list(found.pk).select_related("household").order_by("rt", "number")
    record(person, list_entry("list_export", found))
    return list(map(as_written, shown(person, list(rows))))


def require_lines(person: Person, found: NeighbourhoodList) -> None:
    verbs = allowed("list", ListStatus(found.status), list_relations(person, found))
    if "see_lines" not in verbs:
        raise NotFound()


def as_written(line: LineShown) -> Written:
    return Written(
        row=0,
        name=line.name,
        people=line.people,
        rt=line.rt,
        quantity=line.quantity,
        vulnerable=line.vulnerable,
        phone=line.phone,
        address=line.address,
        landmark=line.landmark,
    )


def maybe_the_same(person: Person, found: NeighbourhoodList) -> list[Suggestion]:
    """Households of the list that may have asked by themselves too, for coordinators to look
    at, as far as they may see what was asked; what is sure is linked without asking anybody."""
    require_lines(person, found)
    lines = list(Line.private.of_list(found.pk).select_related("household"))
    near = suggestions(lines, own_requests(found, seen_by=person))
    details = read_details(unique(line for line, _ in near))
    return [
        Suggestion(line.number, details[line.household_id].name, request.reference)
        for line, request in near
    ]


def unique(lines: Iterable[Line]) -> list[Household]:
    return list({line.household_id: line.household for line in lines}.values())
