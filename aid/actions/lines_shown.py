"""Lines with what is sealed of their households, for those who may read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aid.actions.line_households import read_details
from aid.actions.lines import list_entry
from aid.errors import NotFound
from aid.events import record
from aid.models import Household, Line, NeighbourhoodList
from aid.queries.doubles import own_requests, suggestions
from aid.reference import tidy_reference
from aid.relations import list_relations
from aid.rules import ListStatus, allowed
from aid.spreadsheets.lines import Line as Written
from people.person import Person


@dataclass(frozen=True)
class LineShown:
    """One line as whoever wrote it, or a coordinator, reads it. ``has_id``: an id number was
    given; ``asked_alone``: the household's own request is linked to the line."""

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
    """The lines that ``person`` may read, newest first; with ``rt`` those of one RT."""
    rows = Line.private.visible_to(person).filter(list=found).order_by("-number")
    chosen = rows.filter(rt=rt) if rt is not None else rows
    return shown(list(chosen[:most]))


def line_shown(person: Person, found: NeighbourhoodList, number: int) -> LineShown:
    """One line. Raises NotFound."""
    rows = Line.private.visible_to(person).filter(list=found, number=number)
    for line in shown(list(rows)):
        return line
    raise NotFound()


def shown(lines: Sequence[Line]) -> list[LineShown]:
    details = read_details(line.household for line in lines)
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
            asked_alone=line.own_request_id is not None,
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
    return list(map(as_written, shown(list(rows))))


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
    at; what is sure is linked without asking anybody."""
    require_lines(person, found)
    lines = list(Line.private.of_list(found.pk).select_related("household"))
    near = suggestions(lines, own_requests(found))
    details = read_details(unique(line for line, _ in near))
    return [
        Suggestion(line.number, details[line.household_id].name, request.reference)
        for line, request in near
    ]


def unique(lines: Iterable[Line]) -> list[Household]:
    return list({line.household_id: line.household for line in lines}.values())
