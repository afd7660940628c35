"""What XLSX and CSV have in common once opened: rows of cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aid.checks import Trouble

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5_000
# Rows above the headings (a title, the name of the RW) come on top.
MOST_ROWS_ABOVE = 20
MOST_COLUMNS = 64
# No column takes as much: what is longer is cut, and refused for its length.
MOST_CELL_TEXT = 1_000


class Unreadable(Trouble):
    """The whole file can't be read as a list; ``problem`` says why."""


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    ERROR = "error"
    FORMULA = "formula"
    # Text of a CSV file that goes on past its line, as after a quotation mark left open.
    RUNS_ON = "runs_on"


@dataclass(frozen=True, slots=True)
class Cell:
    """``text``: as in the file (a number's digits, 1 or 0 of a flag), cut at MOST_CELL_TEXT + 1."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """``number``: as the person sees it, from 1. ``cells``: those that hold something, by column
    from 0."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """``banners``: (row number, column from 0) where cells merged across columns start."""

    rows: tuple[Row, ...]
    banners: frozenset[tuple[int, int]] = field(default=frozenset())


def letter(column: int) -> str:
    """What spreadsheets call the column: 0 is A, 26 is AA."""
    name = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        name = chr(ord("A") + place) + name
    return name
