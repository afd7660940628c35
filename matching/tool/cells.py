"""What the cells of a column say, as an array; a cell that says nothing usable is a fault."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np

from matching.problem import Floats, Ints
from matching.tool.faults import Fault, fault, shown
from matching.tool.tables import Table

T = TypeVar("T")
MOST_CHARACTERS = 200
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
WHOLE = re.compile(r"-?\d+", re.ASCII)
# 5.000 and 5,000 are five thousand in one country and five in another.
AMBIGUOUS = re.compile(r"\d{1,3}([.,]\d{3})+")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Longer numbers are out of every range here, and slow to read.
MOST_DIGITS = 30


class Range(NamedTuple):
    """The least and the most that a number may be, and whether it may stand for thousands."""

    least: int
    most: int
    thousands: bool = False


# Below these the engine's sums stay in 64 bits: units of one category add up to less than 2^40
# (matching.network), and so many times the priority to less than 2^60.
QUANTITY = Range(1, 1_000_000_000)
PRIORITY = Range(1, 1_000_000)
MOST_TOTAL = 2**40 - 1
LON = Range(-180, 180)
LAT = Range(-90, 90)
# Anything beyond half-way around the Earth means "anywhere".
RADIUS_M = Range(0, 1_000_000_000, thousands=True)


class _Wrong(Exception):
    def __init__(self, code: str, **said: object) -> None:
        super().__init__(code)
        self.code, self.said = code, said


def texts(table: Table, column: str, faults: list[Fault]) -> list[str]:
    """Cells that must not be empty."""
    cells = table.columns[column]
    if all(cells) and _plain_text(cells):
        return cells
    return _each(table, column, faults, _text, "")


def optional_texts(table: Table, column: str, faults: list[Fault]) -> list[str]:
    """Cells that may be empty."""
    cells = table.columns[column]
    return cells if _plain_text(cells) else _each(table, column, faults, _optional_text, "")


def ids(table: Table, faults: list[Fault]) -> dict[str, int]:
    """The row of each id, none of which may be there twice."""
    found: dict[str, int] = {}
    for row, text in enumerate(texts(table, "id", faults)):
        first = found.setdefault(text, row)
        if first != row and text:
            said = {"value": shown(text), "first": table.lines[first]}
            faults.append(fault(table.file, table.lines[row], "id", "duplicate-id", **said))
    return found


def wholes(table: Table, column: str, within: Range, faults: list[Fault]) -> Ints:
    """(rows,) whole numbers; 1 where the cell is at fault."""
    cells = table.columns[column]
    if "".join(cells).isascii() and all(map(str.isdecimal, cells)) and _longest(cells) < 19:
        values = np.array(list(map(int, cells)), dtype=np.int64)
        if _all_in(values, within):
            return values
    read = _each(table, column, faults, lambda cell: _whole(cell, within), 1)
    return np.array(read, dtype=np.int64)


def optional_wholes(
    table: Table, column: str, within: Range, faults: list[Fault], empty: int
) -> Ints:
    """(rows,) whole numbers; `empty` where the cell says nothing, or is at fault."""
    if not any(table.columns[column]):
        return np.full(len(table), empty, dtype=np.int64)

    def read(cell: str) -> int:
        return _whole(cell, within) if cell else empty

    return np.array(_each(table, column, faults, read, empty), dtype=np.int64)


def numbers(table: Table, column: str, within: Range, faults: list[Fault]) -> Floats:
    """(rows,) numbers; 0 where the cell is at fault. A decimal comma is read where the comma
    does not part the cells."""
    cells = table.columns[column]
    ambiguous = within.thousands and any(map(AMBIGUOUS.fullmatch, cells))
    if not ambiguous and all(map(NUMBER.fullmatch, cells)):
        values = np.array(list(map(float, cells)), dtype=np.float64)
        if _all_in(values, within):
            return values
    comma = table.separator != ","
    read = _each(table, column, faults, lambda cell: _number(cell, within, comma), 0.0)
    return np.array(read, dtype=np.float64)


def has_decimal_comma(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether any number of these columns is written with a comma."""
    return any("," in cell for column in columns for cell in table.columns[column])


def _each(
    table: Table, column: str, faults: list[Fault], read: Callable[[str], T], instead: T
) -> list[T]:
    """The value of each cell; `instead` where it is at fault, or the column is missing, which
    the heading is blamed for."""
    if column in table.missing:
        return [instead] * len(table)
    values = []
    for line, cell in zip(table.lines, table.columns[column], strict=True):
        try:
            values.append(read(cell))
        except _Wrong as wrong:
            faults.append(fault(table.file, line, column, wrong.code, **wrong.said))
            values.append(instead)
    return values


# Whole columns that nothing is wrong with are read at once; what follows is for all others.


def _plain_text(cells: list[str]) -> bool:
    return "".join(cells).isascii() and _longest(cells) <= MOST_CHARACTERS


def _longest(cells: list[str]) -> int:
    return max(map(len, cells), default=0)


def _all_in(values: Ints | Floats, within: Range) -> bool:
    return bool(((values >= within.least) & (values <= within.most)).all())


def _text(cell: str) -> str:
    if not cell:
        raise _Wrong("missing-value")
    return _optional_text(cell)


def _optional_text(cell: str) -> str:
    if not cell.isascii() and LONE_SURROGATE.search(cell):
        raise _Wrong("bad-character", value=shown(cell))
    if len(cell) > MOST_CHARACTERS:
        raise _Wrong("too-long", most=MOST_CHARACTERS)
    return cell


def _whole(cell: str, within: Range) -> int:
    _text(cell)
    if not WHOLE.fullmatch(cell):
        raise _Wrong("not-whole" if _is_number(cell) else "not-a-number", value=shown(cell))
    return int(_in_range(cell, int(cell[:MOST_DIGITS]), within))


def _number(cell: str, within: Range, comma: bool) -> float:
    _text(cell)
    if within.thousands and AMBIGUOUS.fullmatch(cell):
        raise _Wrong("ambiguous-number", value=shown(cell))
    plain = cell.replace(",", ".", 1) if comma else cell
    if not NUMBER.fullmatch(plain):
        raise _Wrong("not-a-number", value=shown(cell))
    return float(_in_range(cell, float(plain), within))


def _is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell.replace(",", "")))


def _in_range(cell: str, value: float, within: Range) -> float:
    if value < within.least:
        raise _Wrong("too-small", value=shown(cell), least=within.least)
    if value > within.most:
        raise _Wrong("too-large", value=shown(cell), most=within.most)
    return value
