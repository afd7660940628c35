"""Writing the lines of a list that is still a draft: one by one, or a whole file's at once."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import access_list
from aid.actions.entries import Entered, Row, check_entered, details_of, usual_quantity
from aid.actions.line_households import (
    forget_household,
    in_place_of,
    new_households,
    read_details,
    referred_to,
    rewrite_households,
)
from aid.categories import CATEGORIES
from aid.checks import Trouble
from aid.errors import Invalid, NotFound, problem
from aid.events import Entry, record
from aid.models import Household, Line, NeighbourhoodList
from aid.queries.doubles import line_key
from aid.relations import list_relations
from aid.rules import Who
from people.person import Person
from people.private import Details

MOST_LINES = 5_000


@dataclass(frozen=True)
class Written:
    """How many lines are new, changed, and as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Fault:
    """Why ``row`` can't be written: a code of PROBLEMS, in the field ``field``."""

    row: Row
    field: str
    code: str


@transaction.atomic
def write_line(person: Person, reference: str, entered: Entered) -> Line:
    """Add one household. Raises Invalid with every wrong field, or what the rules refuse."""
    found = access_list(person, reference, "write_line")
    row = checked(entered, found)
    standing = lines_of(found)
    if twins(row, standing):
        raise Invalid({field_of(row, standing): problem("line_listed")})
    made = add_lines(person, found, standing, [row])[0]
    record(person, list_entry("list_line", found, line=made.pk))
    return made


@transaction.atomic
def change_line(person: Person, reference: str, number: int, entered: Entered) -> Line:
    """Write one line anew; an id number that isn't given stays. A cadre changes its own alone.

    Raises Invalid, NotFound or what the rules refuse.
    """
    found = access_list(person, reference, "write_line")
    row = checked(entered, found)
    standing = lines_of(found)
    line = own_line(person, found, standing, number)
    others = [each for each in standing if each.pk != line.pk]
    if twins(row, others):
        raise Invalid({field_of(row, others): problem("line_listed")})
    change_lines(found, standing, [(line, row, details_of(row.line))])
    record(person, list_entry("list_line", found, line=line.pk))
    return line


@transaction.atomic
def remove_line(person: Person, reference: str, number: int) -> None:
    """Take one line off, and forget the household unless something else refers to it."""
    found = access_list(person, reference, "write_line")
    line = own_line(person, found, lines_of(found), number)
    record(person, list_entry("list_line_removed", found, line=line.pk))
    line.delete()
    forget_household(line.household)


def write_rows(
    person: Person, found: NeighbourhoodList, rows: Sequence[Row]
) -> Written | list[Fault]:
    """Write ``rows``, which are no doubles of each other, into the locked list: those whose
    household has a line already change it, so that a file sent twice makes no doubles. Or, when
    any is at fault, all faults and nothing written.
    """
    standing = lines_of(found)
    matched, faults = matching(person, found, standing, rows)
    if not faults and len(standing) + len(rows) - len(matched) > MOST_LINES:
        raise Trouble("file_too_many_rows", most=MOST_LINES)
    if faults:
        return faults
    whole = read_details([matched[row].household for row in matched])
    changes = [
        (line, row, filled_up(whole[line.household_id], row))
        for row, line in matched.items()
        if differs(found, line, row, whole)
    ]
    change_lines(found, standing, changes)
    new = [row for row in rows if row not in matched]
    add_lines(person, found, standing, new)
    return Written(len(new), len(changes), len(matched) - len(changes))


def matching(
    person: Person, found: NeighbourhoodList, standing: Sequence[Line], rows: Sequence[Row]
) -> tuple[dict[Row, Line], list[Fault]]:
    """The standing line of each row that has one, and the rows that can't be written."""
    known = Known(standing)
    matched: dict[Row, Line] = {}
    taken: dict[int, Row] = {}
    faults = []
    for row in sorted(rows, key=lambda row: not row.id_number):
        mine = [line for line in known.twins(row) if line.pk not in taken]
        if len(mine) > 1:
            faults.append(Fault(row, "name", "line_ambiguous"))
        elif mine and not may_change(person, found, mine[0]):
            faults.append(Fault(row, "name", "line_of_another"))
        elif mine:
            matched[row], taken[mine[0].pk] = mine[0], row
    return matched, faults


class Known:
    """The lines of a list, to be found by id number, or by name and RT."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_id: dict[str, Line] = {}
        self._by_name: dict[tuple[str, int], list[Line]] = {}
        for line in lines:
            if line.household.id_fingerprint:
                self._by_id[line.household.id_fingerprint] = line
            same = (line.household.name_fingerprint, line.rt)
            self._by_name.setdefault(same, []).append(line)

    def twins(self, row: Row) -> list[Line]:
        """The lines of the same household: of the same id number, or else of the same name and
        RT unless two id numbers tell them apart."""
        if row.id_number in self._by_id:
            return [self._by_id[row.id_number]]
        named = self._by_name.get((row.name, row.line.rt), [])
        return [line for line in named if not (row.id_number and line.household.id_fingerprint)]


def twins(row: Row, standing: Iterable[Line]) -> list[Line]:
    return Known(standing).twins(row)


def field_of(row: Row, standing: Iterable[Line]) -> str:
    """Where a double shows: in its id number, or its name."""
    ids = {line.household.id_fingerprint for line in standing}
    return "id_number" if row.id_number and row.id_number in ids else "name"


def checked(entered: Entered, found: NeighbourhoodList) -> Row:
    check = checks.Checks()
    row = check_entered(check, entered, CATEGORIES[found.category], found.last_rt)
    check.field("agreed", lambda: agreed(entered.agreed))
    check.done()
    assert row is not None
    return row


def agreed(value: object) -> None:
    if value is not True:
        raise Trouble("household_not_asked")


def lines_of(found: NeighbourhoodList) -> list[Line]:
    """All lines of a locked list, with their households, by number."""
    return list(Line.private.of_list(found.pk).select_related("household"))


def own_line(
    person: Person, found: NeighbourhoodList, standing: Iterable[Line], number: int
) -> Line:
    for line in standing:
        if line.number == number and may_change(person, found, line):
            return line
    raise NotFound()


def may_change(person: Person, found: NeighbourhoodList, line: Line) -> bool:
    """Coordinators any line, a cadre what it wrote itself."""
    if Who.COORDINATOR in list_relations(person, found):
        return True
    return person.user_id is not None and line.added_by_id == person.user_id


def add_lines(
    person: Person, found: NeighbourhoodList, standing: Sequence[Line], rows: Sequence[Row]
) -> list[Line]:
    """Write new lines with their households, whose consent whoever writes them passes on."""
    if not rows:
        return []
    last = max((line.number for line in standing), default=0)
    taken = {line.key for line in standing}
    now = timezone.now()
    households = new_households(found.region, rows)
    lines = [
        Line(
            list=found,
            number=last + place,
            household=household,
            rt=row.line.rt,
            quantity=quantity_of(found, row),
            key=free_key(row, taken),
            added_by_id=person.user_id,
            added_at=now,
        )
        for place, (row, household) in enumerate(zip(rows, households, strict=True), start=1)
    ]
    made: list[Line] = Line.private.bulk_create(lines, 500)
    return made


def free_key(row: Row, taken: set[str]) -> str:
    """The row's key, longer where another line of the same name and RT stands beside it."""
    key = row.longer_key if row.key in taken else row.key
    taken.add(key)
    return key


def quantity_of(found: NeighbourhoodList, row: Row, line: Line | None = None) -> int:
    """The row's quantity. Where it gives none, that of its standing ``line`` stays, unless it was
    the usual one, which follows the number of people."""
    usual = usual_quantity(found.category, row.line.people)
    if row.line.quantity is not None:
        return row.line.quantity
    if line is None or line.quantity == usual_quantity(found.category, line.household.people):
        return usual
    return line.quantity


def filled_up(known: Details, row: Row) -> Details:
    """The row's details; what it leaves empty stays as it is known."""
    given = details_of(row.line)
    return replace(
        known,
        name=given.name,
        phone=given.phone or known.phone,
        address=given.address or known.address,
        landmark=given.landmark or known.landmark,
    )


def differs(
    found: NeighbourhoodList, line: Line, row: Row, whole: Mapping[uuid.UUID, Details]
) -> bool:
    household, known = line.household, whole[line.household_id]
    return (
        filled_up(known, row) != known
        or household.people != row.line.people
        or household.vulnerable != row.line.vulnerable
        or line.rt != row.line.rt
        or line.quantity != quantity_of(found, row, line)
        or (bool(row.id_number) and household.id_fingerprint != row.id_number)
    )


def change_lines(
    found: NeighbourhoodList,
    standing: Sequence[Line],
    changes: Sequence[tuple[Line, Row, Details]],
) -> None:
    """Write lines anew that are there, and their households."""
    if not changes:
        return
    changing = {line.pk for line, _, _ in changes}
    taken = {line.key for line in standing if line.pk not in changing}
    renamed = []
    kept = referred_to(changing, [line.household for line, _, _ in changes])
    households: list[tuple[Household, Row, Details]] = []
    replaced: list[tuple[Line, tuple[Household, Row, Details]]] = []
    for line, row, details in changes:
        line.quantity = quantity_of(found, row, line)
        line.rt = row.line.rt
        key = free_key(row, taken)
        renamed += [line] if key != line.key else []
        line.key = key
        change = (line.household, row, details)
        if line.household_id in kept:
            replaced.append((line, change))
        else:
            households.append(change)
    # Two lines may swap names: no key may be there twice, even for a moment.
    for line in renamed:
        Line.private.filter(pk=line.pk).update(key=line_key(f"{line.pk}", 0, "moved"))
    news = in_place_of([change for _, change in replaced])
    for (line, _), new in zip(replaced, news, strict=True):
        line.household = new
    written = ["rt", "quantity", "key", "household"]
    Line.private.bulk_update([line for line, _, _ in changes], written, 500)
    rewrite_households(households)


def list_entry(kind: str, found: NeighbourhoodList, **facts: object) -> Entry:
    return Entry(kind, region=found.region_code, facts={"list": found.pk, **facts})
