"""The cells of one sheet of an XLSX file."""

import re
from collections.abc import Collection, Sequence

from aid.spreadsheets.markup import Attributes, Clipped, Tags
from aid.spreadsheets.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_ABOVE,
    Cell,
    Kind,
    Row,
    Unreadable,
)

PLACE = re.compile("([A-Z]{1,3})[0-9]{1,7}")
LAST_ROW = 1_048_576

# By the type that a cell names; text is the rest.
KINDS = {"n": Kind.NUMBER, "b": Kind.FLAG, "d": Kind.DATE, "e": Kind.ERROR}


class Sheet(Tags):
    """``rows``: those with something in them. ``banners``: where merged cells start, as
    (row number, column from 0). A row's number and a cell's column are those that the file gives,
    or follow the one before; how large the sheet says that it is does not matter."""

    def __init__(self, strings: Sequence[str], dates: Collection[int]) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.banners: set[tuple[int, int]] = set()
        self._strings, self._dates = strings, dates
        self._number, self._column = 0, -1
        self._cells: dict[int, Cell] = {}
        self._start_cell("n", style=0)
        self._aid = self._wanted = False

    def _start_cell(self, type: str, *, style: int) -> None:
        self._type, self._style = type, style
        self._formula = False
        self._text = Clipped()

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._number = row_number(attributes.get("r"), self._number)
            self._cells, self._column = {}, -1
        elif name == "c":
            self._column = column_number(attributes.get("r"), self._column)
            self._start_cell(attributes.get("t", "n"), style=int(attributes.get("s", "0")))
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aid = True
        elif name in ("v", "t"):
            self._wanted = not self._aid
        elif name == "mergeCell":
            self._note_banner(attributes["ref"])

    def closed(self, name: str) -> None:
        if name in ("v", "t"):
            self._wanted = False
        elif name == "rPh":
            self._aid = False
        elif name == "c" and self._column < MOST_COLUMNS:
            cell = self._cell()
            if cell is not None:
                self._cells[self._column] = cell
        elif name == "row" and self._cells:
            self._keep_row()

    def characters(self, content: str) -> None:
        if self._wanted:
            self._text.add(content)

    def _keep_row(self) -> None:
        self.rows.append(Row(self._number, self._cells))
        if len(self.rows) > MOST_ROWS + MOST_ROWS_ABOVE:
            raise Unreadable("file_too_many_rows", most=MOST_ROWS)

    def _cell(self) -> Cell | None:
        text = self._text.text()
        if self._formula:
            return Cell(Kind.FORMULA, "")
        if not text.strip():
            return None
        if self._type == "s":
            return self._shared(int(text))
        kind = KINDS.get(self._type, Kind.TEXT)
        if kind == Kind.NUMBER and self._style in self._dates:
            kind = Kind.DATE
        return Cell(kind, text)

    def _shared(self, place: int) -> Cell | None:
        if place < 0:
            raise Unreadable("file_broken")
        text = self._strings[place]
        return Cell(Kind.TEXT, text) if text.strip() else None

    def _note_banner(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = PLACE.fullmatch(first), PLACE.fullmatch(last)
        if start is not None and end is not None and start[1] != end[1]:
            number = int(first[len(start[1]) :])
            self.banners.add((number, column_number(first, -1)))


def row_number(given: str | None, before: int) -> int:
    number = before + 1 if given is None else int(given)
    if not 1 <= number <= LAST_ROW:
        raise Unreadable("file_broken")
    return number


def column_number(given: str | None, before: int) -> int:
    """From 0; ``given``: the cell's place, such as AB12."""
    if given is None:
        return before + 1
    place = PLACE.fullmatch(given)
    if place is None:
        raise Unreadable("file_broken")
    number = 0
    for sign in place[1]:
        number = number * 26 + ord(sign) - ord("A") + 1
    return number - 1
