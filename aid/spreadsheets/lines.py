"""What comes out of a list's file, and goes into one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aid.errors import Message, Problem


@dataclass(frozen=True)
class Line:
    """One household. ``row``: where it stands in the file, from 1, as a spreadsheet counts; 0 for a
    line that comes from none. ``quantity``: None where none was given. ``phone``: E.164."""

    row: int
    name: str
    people: int
    rt: int
    quantity: int | None = None
    vulnerable: bool = False
    id_number: str = ""
    phone: str = ""
    address: str = ""
    landmark: str = ""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell. ``column``: its heading as the file has it; ``letter``: what the
    spreadsheet calls the column. ``code`` is stable; ``message`` never repeats what the cell
    holds."""

    row: int
    column: str
    letter: str
    code: str
    message: Message

    @property
    def cell(self) -> str:
        return f"{self.letter}{self.row}"


@dataclass(frozen=True)
class InFile:
    """A column as the file has it: its heading there, and what the spreadsheet calls it."""

    written: str
    letter: str

    def error(self, row: int, problem: Problem) -> RowError:
        return RowError(row, self.written, self.letter, problem.code, problem.message)


@dataclass(frozen=True)
class Reading:
    """``lines``: those without a fault, in the file's order. ``errors``: by row, at most
    ``aid.spreadsheets.reading.MOST_ERRORS``; ``left_off`` counts those beyond. ``total_rows``: rows
    that were meant as households. ``columns``: those that the file has, by key."""

    lines: tuple[Line, ...]
    errors: tuple[RowError, ...]
    total_rows: int
    left_off: int = 0
    columns: Mapping[str, InFile] = field(default_factory=dict)
