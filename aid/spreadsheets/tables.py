"""A plain table as XLSX, row by row."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet


def as_workbook(
    title: str, headings: Sequence[Sequence[str]], rows: Iterable[Iterable[Any]]
) -> bytes:
    """One sheet: ``headings``, a row each, stay in sight above ``rows``. Numbers are numbers,
    and no text is a formula."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = f"A{len(headings) + 1}"
    for heading in headings:
        sheet.append(list(heading))
    for row in rows:
        sheet.append([_typed(sheet, value) for value in row])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _typed(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """What a sheet takes: text stays text, whatever it starts with."""
    if not isinstance(value, str):
        return value
    written = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    written.data_type = "s"
    return written
