"""Reading CSV: UTF-8 with or without its mark, or UTF-16 with it; the columns parted by semicolon,
comma or tab."""

import codecs
import csv
from collections.abc import Callable, Iterator
from io import StringIO

from aid.spreadsheets.table import (
    MOST_BYTES,
    MOST_CELL_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_ABOVE,
    Cell,
    Kind,
    Row,
    Table,
    Unreadable,
)

DELIMITERS = ";,\t"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# A cell of the whole file's size is refused by its length, with its row; csv would just stop.
csv.field_size_limit(MOST_BYTES)


def table(data: bytes, known: Callable[[Row], int]) -> Table:
    """The rows; of the delimiters that which gives the most headings, as ``known`` counts them in
    one row. Raises Unreadable. Bytes that are no text become characters which mark them as such."""
    text = decoded(data)
    best = max(DELIMITERS, key=lambda delimiter: _headings(text, delimiter, known))
    return Table(tuple(_kept(text, best)))


def decoded(data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="surrogateescape")


def _headings(text: str, delimiter: str, known: Callable[[Row], int]) -> int:
    rows = (row for row, _ in zip(_rows(text, delimiter), range(MOST_ROWS_ABOVE), strict=False))
    return max((known(row) for row in rows), default=0)


def _kept(text: str, delimiter: str) -> Iterator[Row]:
    count = 0
    for row in _rows(text, delimiter):
        if row.cells:
            count += 1
            if count > MOST_ROWS + MOST_ROWS_ABOVE:
                raise Unreadable("file_too_many_rows", most=MOST_ROWS)
            yield row


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, record in enumerate(records, start=1):
            cells = enumerate(record[:MOST_COLUMNS])
            yield Row(
                number,
                {
                    column: Cell(_kind(value, delimiter), value[: MOST_CELL_TEXT + 1])
                    for column, value in cells
                    if value and not value.isspace()
                },
            )
    except csv.Error:
        raise Unreadable("file_broken") from None


def _kind(value: str, delimiter: str) -> Kind:
    """A line's end together with a delimiter: a quotation mark was left open."""
    if delimiter in value and ("\n" in value or "\r" in value):
        return Kind.RUNS_ON
    return Kind.TEXT
