"""Reading the list of an RW from the file that somebody keeps it in.

All rows are read and all faults gathered, so that a person corrects the file once. Only a file
that can't be understood as a list at all raises.
"""

from collections.abc import Callable, Iterator
from typing import Any

from aid.categories import Category
from aid.checks import Trouble
from aid.errors import Problem, problem
from aid.names import same_name_key
from aid.spreadsheets import columns, delimited
from aid.spreadsheets.cells import READERS, Place
from aid.spreadsheets.columns import COLUMNS, Heading, Headings
from aid.spreadsheets.lines import Line, Reading, RowError
from aid.spreadsheets.table import MOST_BYTES, MOST_ROWS, Cell, Kind, Row, Table, Unreadable

MOST_ERRORS = 500
ROWS_BETWEEN_PROGRESS = 50
BLANK = Cell(Kind.TEXT, "")

ZIP = b"PK\x03\x04"
# Excel's own format until 2003; a workbook with a password is put into the same container.
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"{\\rtf")
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml")
DELIMITED = (".csv", ".tsv", ".txt")


def read_list(
    data: bytes,
    filename: str,
    *,
    rw: int | None,
    last_rt: int | None = None,
    category: Category | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """The lines of the XLSX or CSV file ``data``, and what is wrong with it, cell by cell.

    ``rw``: the number of the list's RW; ``last_rt``: the highest of its RTs, where known.
    ``category``: what the quantities are of, for their steps. ``progress`` hears how many of how
    many rows are read. Raises Unreadable when the file as a whole is no list.
    """
    table = _opened(data, filename)
    headings = columns.found(table.rows)
    rows = list(_households(table, headings))
    if not rows:
        raise Unreadable("file_no_lines")
    if len(rows) > MOST_ROWS:
        raise Unreadable("file_too_many_rows", most=MOST_ROWS)
    reader = Reader(headings, Place(rw, last_rt, category))
    for done, row in enumerate(rows):
        if progress is not None and done % ROWS_BETWEEN_PROGRESS == 0:
            progress(done, len(rows))
        reader.read(row)
    if progress is not None:
        progress(len(rows), len(rows))
    return reader.result(len(rows))


def _opened(data: bytes, filename: str) -> Table:
    if len(data) > MOST_BYTES:
        raise Unreadable("file_too_large", most=MOST_BYTES // 1024 // 1024)
    if not data.strip():
        raise Unreadable("file_empty")
    if data.startswith(ZIP):
        from aid.spreadsheets import xlsx  # noqa: PLC0415 # heavy, and seldom needed

        return xlsx.table(data)
    if data.startswith(OLD_FORMAT):
        raise Unreadable("file_encrypted" if ENCRYPTED in data else "file_old_format")
    start = data[:1000].lstrip().lower()
    other = data.startswith(OTHER_KINDS) or start.startswith(MARKUP)
    if other or not filename.lower().endswith(DELIMITED):
        raise Unreadable("file_kind_unknown")
    return delimited.table(data, columns.known)


def _households(table: Table, headings: Headings) -> Iterator[Row]:
    """The rows below the headings that say something; not those with nothing but a running number,
    nor titles that are written across merged cells."""
    telling = {heading.place for key, heading in headings.by_key.items() if key != "ordinal"}
    for row in table.rows:
        filled = [place for place in row.cells if place in telling]
        title = len(filled) == 1 and (row.number, filled[0]) in table.banners
        if row.number > headings.row and filled and not title:
            yield row


class Reader:
    """Gathers lines and errors, and remembers who was listed where."""

    def __init__(self, headings: Headings, place: Place) -> None:
        self._headings = headings.by_key
        self._place = place
        self._lines: list[Line] = []
        self._errors: list[RowError] = []
        self._count = 0
        self._ids: dict[str, int] = {}
        self._names: dict[tuple[str, int], list[tuple[int, str]]] = {}

    def read(self, row: Row) -> None:
        before = self._count
        values: dict[str, Any] = {}
        for column in COLUMNS:
            heading = self._headings.get(column.key)
            if heading is not None and column.key in READERS:
                self._read_cell(row, heading, values)
        self._look_for_double(row, values)
        if self._count == before:
            values.pop("rw", None)
            self._lines.append(Line(row.number, **values))

    def result(self, total: int) -> Reading:
        errors = tuple(self._errors)
        columns = {key: heading.in_file for key, heading in self._headings.items()}
        left_off = self._count - len(errors)
        return Reading(tuple(self._lines), errors, total, left_off, columns)

    def _read_cell(self, row: Row, heading: Heading, values: dict[str, Any]) -> None:
        column = heading.column
        cell = row.cells.get(heading.place, BLANK)
        try:
            values[column.key] = READERS[column.key](cell, column, self._place)
        except Trouble as trouble:
            self._note(row, heading, trouble.problem)

    def _note(self, row: Row, heading: Heading, problem: Problem) -> None:
        self._count += 1
        if len(self._errors) < MOST_ERRORS:
            self._errors.append(heading.in_file.error(row.number, problem))

    def _look_for_double(self, row: Row, values: dict[str, Any]) -> None:
        number = values.get("id_number", "")
        first = self._ids.setdefault(number, row.number) if number else row.number
        if first != row.number:
            self._note(row, self._headings["id_number"], problem("id_number_twice", row=first))
        twin = self._twin(row, values, number)
        if twin is not None and first == row.number:
            self._note(row, self._headings["name"], problem("line_twice", row=twin))

    def _twin(self, row: Row, values: dict[str, Any], number: str) -> int | None:
        """The row of the same name in the same RT, unless two id numbers tell them apart."""
        if "name" not in values or "rt" not in values:
            return None
        same = self._names.setdefault((same_name_key(values["name"]), values["rt"]), [])
        twins = [place for place, its in same if not (number and its) or number == its]
        same.append((row.number, number))
        return twins[0] if twins else None
