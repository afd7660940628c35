"""Taking a whole file of lines over, or nothing of it."""

from collections.abc import Callable, Iterable

from django.db import transaction

from aid import checks
from aid.actions.access import access_list
from aid.actions.entries import Row, row_of
from aid.actions.lines import Fault, Written, agreed, list_entry, write_rows
from aid.categories import CATEGORIES
from aid.checks import Trouble
from aid.errors import Invalid, problem
from aid.events import record
from aid.list_errors import RowsRefused
from aid.models import NeighbourhoodList
from aid.spreadsheets.lines import RowError
from aid.spreadsheets.reading import MOST_ERRORS, read_list
from people.person import Person

COLUMN = {"name": "Nama KK", "id_number": "NIK"}


def import_list(
    person: Person,
    reference: str,
    data: bytes,
    filename: str,
    household_agreed: object,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the lines of an XLSX or CSV file into a draft; those that it has already change.

    Raises Invalid for a file that is no list, RowsRefused with everything that is wrong in it,
    or what the rules refuse; then nothing is written.
    """
    with transaction.atomic():
        known = access_list(person, reference, "write_line")
    check = checks.Checks()
    check.field("agreed", lambda: agreed(household_agreed))
    check.done()
    try:
        reading = read_list(
            data,
            filename,
            rw=known.region.rw_number,
            category=CATEGORIES[known.category],
            progress=progress,
        )
    except Trouble as trouble:
        raise Invalid({"file": trouble.problem}) from None
    if reading.errors:
        raise RowsRefused(reading.errors, reading.left_off, reading.total_rows)
    with transaction.atomic():
        found = access_list(person, reference, "write_line")
        written = written_or_refused(person, found, map(row_of, reading.lines))
        facts = {"new": written.new, "changed": written.changed}
        record(person, list_entry("list_import", found, **facts))
        return written


def written_or_refused(person: Person, found: NeighbourhoodList, rows: Iterable[Row]) -> Written:
    listed = list(rows)
    try:
        written = write_rows(person, found, listed)
    except Trouble as trouble:
        raise Invalid({"file": trouble.problem}) from None
    if isinstance(written, Written):
        return written
    errors = sorted(map(row_error, written), key=lambda error: error.row)
    raise RowsRefused(errors[:MOST_ERRORS], len(errors[MOST_ERRORS:]), len(listed))


def row_error(fault: Fault) -> RowError:
    message = problem(fault.code).message
    return RowError(fault.row.line.row, COLUMN[fault.field], "", fault.code, message)
