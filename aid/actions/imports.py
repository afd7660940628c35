"""Taking a whole file of lines over, or nothing of it."""

from collections.abc import Callable

from django.db import transaction

from aid import checks
from aid.actions.access import access_list
from aid.actions.entries import row_of
from aid.actions.lines import Written, agreed, list_entry, write_rows
from aid.categories import CATEGORIES
from aid.checks import Trouble
from aid.errors import Invalid, problem
from aid.events import record
from aid.list_errors import RowsRefused
from aid.models import NeighbourhoodList
from aid.spreadsheets.lines import Reading
from aid.spreadsheets.reading import MOST_ERRORS, read_list
from people.person import Person


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

    ``progress`` hears how many of how many rows are read, first of none; all is written at the
    end. Raises Invalid for a file that is no list, RowsRefused with everything that is wrong in
    it, or what the rules refuse; then nothing is written.
    """
    reading = read_file(person, reference, data, filename, household_agreed, progress=progress)
    return take_over(person, reference, reading)


def read_file(
    person: Person,
    reference: str,
    data: bytes,
    filename: str,
    household_agreed: object,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """What ``take_over`` writes of a file. Raises as ``import_list``. Not inside a transaction:
    no row is to be locked meanwhile, and ``progress`` is to be seen."""
    with transaction.atomic():
        known = access_list(person, reference, "write_line")
    check = checks.Checks()
    check.field("agreed", lambda: agreed(household_agreed))
    check.done()
    if progress is not None:
        progress(0, 0)
    try:
        reading = read_list(
            data,
            filename,
            rw=known.region.rw_number,
            last_rt=known.last_rt,
            category=CATEGORIES[known.category],
            progress=progress,
        )
    except Trouble as trouble:
        raise Invalid({"file": trouble.problem}) from None
    if reading.errors:
        raise RowsRefused(reading.errors, reading.left_off, reading.total_rows)
    return reading


@transaction.atomic
def take_over(person: Person, reference: str, reading: Reading) -> Written:
    """Write all lines of a file that was read without fault, or none. Raises as
    ``import_list``."""
    found = access_list(person, reference, "write_line")
    written = written_or_refused(person, found, reading)
    facts = {"new": written.new, "changed": written.changed}
    record(person, list_entry("list_import", found, **facts))
    return written


def written_or_refused(person: Person, found: NeighbourhoodList, reading: Reading) -> Written:
    try:
        written = write_rows(person, found, list(map(row_of, reading.lines)))
    except Trouble as trouble:
        raise Invalid({"file": trouble.problem}) from None
    if isinstance(written, Written):
        return written
    errors = [
        reading.columns[fault.field].error(fault.row.line.row, problem(fault.code))
        for fault in sorted(written, key=lambda fault: fault.row.line.row)
    ]
    raise RowsRefused(errors[:MOST_ERRORS], len(errors[MOST_ERRORS:]), reading.total_rows)
