"""The XLSX template of a list, which people fill in."""

from collections.abc import Sequence
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from aid.checks import MOST_PEOPLE
from aid.spreadsheets.columns import COLUMNS, Column
from aid.spreadsheets.lines import Line
from aid.spreadsheets.table import MOST_BYTES, MOST_ROWS, letter
from aid.spreadsheets.writing import told

TEXT_FORMAT = "@"
HEAD = PatternFill("solid", fgColor="FFE8EEF4")


def template(rw_label: str, lines: Sequence[Line] = ()) -> bytes:
    """An XLSX file to fill in, with ``lines`` in it already: the list on the first sheet, how to
    fill it in, in Indonesian, on the second. ``rw_label``: whose list it is, for people."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Daftar"
    _write_headings(sheet)
    for number, line in enumerate(lines, start=1):
        for place, column in enumerate(COLUMNS, start=1):
            _write(sheet.cell(number + 1, place), told(line, column, number), column)
    _add_validations(sheet)
    with translation.override("id"):
        _write_instructions(workbook.create_sheet("Petunjuk"), rw_label)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_headings(sheet: Worksheet) -> None:
    for place, column in enumerate(COLUMNS):
        cell = sheet.cell(1, place + 1, column.heading)
        cell.font, cell.fill = Font(bold=True), HEAD
        width = sheet.column_dimensions[letter(place)]
        width.width = column.width
        if column.as_text:
            width.number_format = TEXT_FORMAT
    sheet.freeze_panes = "A2"


def _write(cell: Cell | MergedCell, value: str | int, column: Column) -> None:
    if value == "":
        return
    if isinstance(value, int):
        cell.value = value
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        # Never a formula, whatever a name starts with.
        cell.data_type = "s"
    if column.as_text:
        cell.number_format = TEXT_FORMAT


def _add_validations(sheet: Worksheet) -> None:
    yes_or_no = DataValidation(type="list", formula1='"ya,tidak"', allow_blank=True)
    people = DataValidation(
        type="whole", operator="between", formula1="1", formula2=str(MOST_PEOPLE), allow_blank=True
    )
    for place, column in enumerate(COLUMNS):
        cells = f"{letter(place)}2:{letter(place)}{MOST_ROWS + 1}"
        if column.key == "vulnerable":
            yes_or_no.add(cells)
        if column.key == "people":
            people.add(cells)
    for validation in (yes_or_no, people):
        validation.showErrorMessage = True
        sheet.add_data_validation(validation)


def _write_instructions(sheet: Worksheet, rw_label: str) -> None:
    sheet.column_dimensions["A"].width = 100
    title = sheet.cell(1, 1)
    _write(title, _("List of {rw}").format(rw=rw_label), COLUMNS[0])
    title.font = Font(bold=True, size=14)
    for number, text in enumerate(_instructions(), start=2):
        cell = sheet.cell(number, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _instructions() -> list[str]:
    return [
        _("One line per household (KK). Please leave the headings as they are."),
        _("Needed: Nama KK, Jumlah jiwa (1 to {most}), RT.").format(most=MOST_PEOPLE),
        _("RW can stay empty. So can Kebutuhan: then the list's usual quantity counts."),
        _("Rentan: ya for a household with elderly, ill or disabled people, infants or pregnancy."),
        _("NIK, HP, Alamat and Patokan are optional. Enter them only if the household agrees."),
        _("NIK has 16 digits. Leave its column formatted as text, or the last digits get lost."),
        _("No formulas, no merged cells. At most {rows} lines and {size} MB.").format(
            rows=f"{MOST_ROWS:,}".replace(",", "."), size=MOST_BYTES // 1024 // 1024
        ),
        _("Upload this file on the page of the list, as XLSX or CSV; faults are shown by row."),
    ]
