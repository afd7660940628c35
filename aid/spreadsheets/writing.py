"""Writing a list as CSV: what people take away."""

import csv
from collections.abc import Iterable
from io import StringIO

from aid.spreadsheets.columns import COLUMNS, Column
from aid.spreadsheets.lines import Line

# What makes a spreadsheet compute a cell of a CSV file, also in its wide forms.
COMPUTED = tuple("=+-@＝＋－＠\t\r")
# Excel in Indonesian parts columns by semicolon, and takes UTF-8 for what it is by this mark.
DELIMITER = ";"
MARK = "\ufeff"


def as_csv(lines: Iterable[Line]) -> bytes:
    """``lines`` as CSV for spreadsheets. Cells that a spreadsheet would compute, and long numbers
    that it would round, start with an apostrophe; ``read_list`` takes it away again."""
    out = StringIO(newline="")
    out.write(MARK)
    writer = csv.writer(out, delimiter=DELIMITER)
    writer.writerow([column.heading for column in COLUMNS])
    for number, line in enumerate(lines, start=1):
        writer.writerow([harmless(told(line, column, number)) for column in COLUMNS])
    return out.getvalue().encode()


def harmless(value: str | int) -> str | int:
    """``value`` so that no spreadsheet computes or rounds it."""
    if isinstance(value, int):
        return value
    long_number = value.isdigit() and len(value) > 11
    return f"'{value}" if value.lstrip().startswith(COMPUTED) or long_number else value


def told(line: Line, column: Column, number: int) -> str | int:
    match column.key:
        case "ordinal":
            return number
        case "rt":
            return f"{line.rt:03}"
        case "rw":
            return ""
        case "vulnerable":
            return "ya" if line.vulnerable else "tidak"
    value: str | int | None = getattr(line, column.key)
    return "" if value is None else value
