"""Files as people, and those who mean harm, upload them."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from aid.spreadsheets.lines import Reading
from aid.spreadsheets.reading import read_list

HEADINGS = [
    "No", "Nama KK", "Jumlah jiwa", "RT", "RW", "Kebutuhan", "Rentan", "NIK", "HP", "Alamat",
    "Patokan",
]  # fmt: skip
# Column letters by heading, as Excel shows them.
LETTERS = dict(zip(HEADINGS, "ABCDEFGHIJK", strict=True))
TYPES = "[Content_Types].xml"
GOOD: dict[str, Any] = {
    "No": 1, "Nama KK": "Contoh Siti", "Jumlah jiwa": 4, "RT": "004", "RW": "901",
    "Kebutuhan": 1, "Rentan": "ya", "NIK": "3173061234567891", "HP": "0812 3456 7890",
    "Alamat": "Jl. Contoh 5", "Patokan": "dekat masjid",
}  # fmt: skip


def good(**changes: Any) -> list[Any]:
    """A faultless line; of other headings than names in Python, give ``**{"Nama KK": …}``."""
    return [{**GOOD, **changes}[heading] for heading in HEADINGS]


def xlsx(*rows: Iterable[Any]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def csv_file(*rows: Sequence[Any], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    text = "\r\n".join(delimiter.join(map(str, row)) for row in rows)
    return text.encode(encoding)


def patched(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """``data`` with other content in some members of its zip file."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for path in dict.fromkeys([*old.namelist(), *changes]):
            new.writestr(path, changes[path] if path in changes else old.read(path))
    return out.getvalue()


def member(data: bytes, path: str) -> bytes:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(path)


def with_strings(data: bytes, strings: str) -> bytes:
    """``data`` with shared strings, as its own list of parts says."""
    types = member(data, TYPES).replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    return patched(data, {"xl/sharedStrings.xml": strings.encode(), TYPES: types})


def read(data: bytes, filename: str = "daftar.xlsx", **options: Any) -> Reading:
    return read_list(data, filename, **{"rw": 901, "last_rt": 12, **options})


def found(reading: Reading) -> set[tuple[int, str, str]]:
    """Each error as (row, heading, code)."""
    return {(error.row, error.column, error.code) for error in reading.errors}
