"""Reading the first visible sheet of an XLSX file, with openpyxl's readers of its parts.

``load_workbook`` itself is not called: it reads all sheets and styles that a file names, and tells
of a sheet neither its merged cells nor a row that comes twice. Formulas, links, pictures and macros
are never followed.
"""

from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.reader.strings import read_string_table
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS

from aid.spreadsheets.archive import unpacked
from aid.spreadsheets.table import (
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

# By openpyxl's data_type; text is the rest.
KINDS = {"n": Kind.NUMBER, "b": Kind.FLAG, "d": Kind.DATE, "e": Kind.ERROR, "f": Kind.FORMULA}
NAMES = {"": SHEET_MAIN_NS}
MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
LAST_ROW = 1_048_576
# Excel's own limits are 250 formats of 255 characters; the time for one grows with its square.
MOST_FORMATS, LONGEST_FORMAT = 1_000, 255
PIECE = 1024 * 1024


def table(data: bytes) -> Table:
    """The rows of the first visible sheet. Raises Unreadable."""
    source = unpacked(data)
    try:
        return _table(source)
    except Unreadable:
        raise
    except Exception:  # openpyxl raises whatever a broken file makes it raise
        raise Unreadable("file_broken") from None


def _table(source: BytesIO) -> Table:
    workbook = _workbook(source)
    archive = workbook.archive
    sheet = archive.read(_first_visible(workbook))
    return _rows(Pieces(sheet), _strings(workbook), _date_styles(archive))


def _workbook(source: BytesIO) -> ExcelReader:
    reader = ExcelReader(source, read_only=True, keep_links=False)
    try:
        reader.read_manifest()
        reader.read_workbook()
    except (KeyError, OSError):  # no list of parts, or no workbook in it
        raise Unreadable("file_kind_unknown") from None
    return reader


def _first_visible(workbook: ExcelReader) -> str:
    for sheet, part in workbook.parser.find_sheets():
        if sheet.state == "visible" and part.Type.endswith("/worksheet"):
            return part.Target
    raise Unreadable("file_no_headings")


class Pieces(BytesIO):
    """Read in large pieces: older versions of expat read a long tag again with each."""

    def read(self, size: int | None = PIECE, /) -> bytes:
        return super().read(max(PIECE, size or 0))


def _strings(workbook: ExcelReader) -> Sequence[str]:
    part = workbook.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
    if part is None:
        return ()
    return read_string_table(Pieces(workbook.archive.read(part.PartName.lstrip("/"))))


def _date_styles(archive: ZipFile) -> Collection[int]:
    """The cell styles, by number, that show a number as a date or a time."""
    if ARC_STYLE not in archive.namelist():
        return ()
    styles = fromstring(archive.read(ARC_STYLE))
    formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    for each in islice(styles.iterfind("numFmts/numFmt", NAMES), MOST_FORMATS):
        formats[each.attrib["numFmtId"]] = each.attrib["formatCode"][:LONGEST_FORMAT]
    dates = {number for number, code in formats.items() if is_date_format(code)}
    cell_styles = styles.iterfind("cellXfs/xf", NAMES)
    return {place for place, each in enumerate(cell_styles) if each.get("numFmtId") in dates}


class WithoutFormulas(WorkSheetParser):
    """That a cell is computed is seen; a formula that cells share is not written out for each."""

    def parse_formula(self, element: object) -> str:  # noqa: ARG002
        return ""


def _rows(sheet: Pieces, strings: Sequence[str], dates: Collection[int]) -> Table:
    parser = WithoutFormulas(sheet, strings)
    rows: list[Row] = []
    banners: set[tuple[int, int]] = set()
    for _, element in iterparse(sheet):
        if element.tag == ROW_TAG:
            row = _row(*parser.parse_row(element), dates)
            element.clear()
            if row.cells:
                rows.append(row)
            if len(rows) > MOST_ROWS + MOST_ROWS_ABOVE:
                raise Unreadable("file_too_many_rows", most=MOST_ROWS)
        elif element.tag == MERGED_TAG:
            first, number, last, _ = range_boundaries(element.get("ref"))
            if first and number and first != last:
                banners.add((number, first - 1))
    return Table(tuple(rows), frozenset(banners))


def _row(number: int, cells: Sequence[Mapping[str, Any]], dates: Collection[int]) -> Row:
    if not 1 <= number <= LAST_ROW:
        raise Unreadable("file_broken")
    kept = {}
    for each in cells:
        cell = _cell(each, dates) if each["column"] <= MOST_COLUMNS else None
        if cell is not None:
            kept[each["column"] - 1] = cell
    return Row(number, kept)


def _cell(given: Mapping[str, Any], dates: Collection[int]) -> Cell | None:
    kind = KINDS.get(given["data_type"], Kind.TEXT)
    if kind == Kind.FORMULA:
        return Cell(kind, "")
    text = _text(given["value"])
    if not text.strip():
        return None
    if kind == Kind.NUMBER and given["style_id"] in dates:
        kind = Kind.DATE
    return Cell(kind, text)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case str():
            return unescape(value[: MOST_CELL_TEXT + 1])
    return str(value)
