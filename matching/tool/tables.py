"""A CSV file as columns of text, each cell with the line that it stands on."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from itertools import chain, repeat
from pathlib import Path

from matching.tool.faults import Fault, Refused, fault, shown

SEPARATORS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What files of spreadsheet programs begin with: XLSX and ODS (zip), XLS.
OWN_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Table:
    """lines: of each row, the line of the file that it begins on. columns: (rows,) cells by
    name, without the spaces around them; of a column that the file doesn't have, empty text.
    missing: columns that it should have and doesn't."""

    file: Path
    separator: str
    lines: list[int]
    columns: dict[str, list[str]]
    missing: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.lines)


def read_table(
    file: Path, needed: Sequence[str], optional: Sequence[str] = ()
) -> tuple[Table, list[Fault]]:
    """The table in `file`, and what is wrong with its rows; those rows are left out.

    Columns may be in any order; blank lines are passed over; comma, semicolon or tab, whichever
    the heading uses most, parts the cells. Raises Refused when there is no telling rows.
    """
    text = _text(file)
    records = _records(file, text, separator := _separator(text))
    first = next(records, None)
    if first is None:
        raise Refused([fault(file, 0, "", "no-heading", columns=separator.join(needed))])
    if isinstance(first, Fault):
        raise Refused([first])
    names = [cell.casefold() for cell in first[1]]
    faults = _wrong_heading(file, *first, needed, optional)
    lines, by_place = _rows(file, separator, names, records, faults)
    by_name = {name: by_place[place] for place, name in enumerate(names)}
    columns = {name: by_name.get(name) or [""] * len(lines) for name in (*needed, *optional)}
    return Table(file, separator, lines, columns, frozenset(needed) - set(names)), faults


def _text(file: Path) -> str:
    """Bytes that are not UTF-8 become lone surrogates, so that each cell can be judged."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused([fault(file, 0, "", "unreadable", why=error.strerror)]) from None
    if data.startswith(OWN_FORMATS):
        raise Refused([fault(file, 0, "", "not-csv")])
    if data.startswith(UTF_16) or b"\0" in data:
        raise Refused([fault(file, 0, "", "not-utf-8")])
    return data.decode("utf-8-sig", errors="surrogateescape")


def _separator(text: str) -> str:
    heading = next((line for line in StringIO(text) if line.strip()), "")
    return max(SEPARATORS, key=heading.count)


def _records(file: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]] | Fault]:
    """Each record that is not blank with the line that it begins on."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            if "expected after" not in str(error):
                yield fault(file, line, "", "unclosed-quote")
                return
            yield fault(file, line, "", "bad-quote")
            continue
        if any(cells):
            yield line, cells


def _wrong_heading(
    file: Path, line: int, cells: list[str], needed: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    known = (*needed, *optional)
    names = [cell.casefold() for cell in cells]
    faults = []
    for place, name in enumerate(names):
        if name and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; is {near[0]} meant?" if near else f"; known are {', '.join(known)}"
            faults.append(fault(file, line, shown(cells[place]), "unknown-column", hint=hint))
        elif name in names[:place] and name:
            faults.append(fault(file, line, name, "duplicate-column"))
    faults += [fault(file, line, name, "missing-column") for name in needed if name not in names]
    return faults


def _rows(
    file: Path,
    separator: str,
    names: list[str],
    records: Iterator[tuple[int, list[str]] | Fault],
    faults: list[Fault],
) -> tuple[list[int], list[list[str]]]:
    """The lines of the rows, and the cells of each column in the heading's order."""
    lines: list[int] = []
    by_place: list[list[str]] = [[] for _ in names]
    for record in records:
        if isinstance(record, Fault):
            faults.append(record)
            continue
        line, cells = record
        wrong = _misfit(file, separator, names, line, cells)
        if wrong is not None:
            faults.append(wrong)
            continue
        lines.append(line)
        # Programs leave out empty cells at the end of a line.
        missing = repeat("", len(names) - len(cells))
        for values, cell in zip(by_place, chain(cells, missing), strict=False):
            values.append(cell)
    return lines, by_place


def _misfit(
    file: Path, separator: str, names: list[str], line: int, cells: list[str]
) -> Fault | None:
    """Cells beyond the heading, or under a heading without a name, unless they are empty."""
    if len(cells) <= len(names) and all(names):
        return None
    if any(cells[len(names) :]):
        return fault(
            file, line, "", "too-many-cells",
            found=len(cells), expected=len(names), separator=shown(separator),
        )  # fmt: skip
    for name, cell in zip(names, cells, strict=False):
        if cell and not name:
            return fault(file, line, "", "no-column", value=shown(cell))
    return None
