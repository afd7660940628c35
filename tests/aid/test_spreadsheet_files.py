"""Files that are no list, or mean harm: refused as a whole, soon and with a reason."""

import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO

import pytest
from openpyxl import Workbook

from aid.spreadsheets.table import MOST_BYTES, MOST_ROWS, Unreadable
from tests.aid.sheets import (
    HEADINGS,
    csv_file,
    found,
    good,
    member,
    patched,
    read,
    saved,
    with_strings,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
GOOD_FILE = xlsx(HEADINGS, good())
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_of(rows: str, before: str = "") -> bytes:
    """The good file with these rows in its sheet."""
    text = f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return patched(GOOD_FILE, {SHEET: text.encode()})


def as_rows(rows: Iterable[Iterable[object]]) -> str:
    return "".join(
        "<row>" + "".join(f'<c t="str"><v>{value}</v></c>' for value in cells) + "</row>"
        for cells in rows
    )


def ods() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    return out.getvalue()


def only_hidden_sheets() -> bytes:
    workbook = Workbook()
    workbook.create_sheet("chart").sheet_state = "hidden"
    data = saved(workbook)
    text = member(data, "xl/workbook.xml").replace(b'state="visible"', b'state="hidden"')
    return patched(data, {"xl/workbook.xml": text})


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.xlsx", "file_empty"),
        (b" \r\n", "a.csv", "file_empty"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "file_too_large"),
        (OLE, "a.xls", "file_old_format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file_encrypted"),
        (b"%PDF-1.7", "a.xlsx", "file_kind_unknown"),
        (b"%PDF-1.7", "a.csv", "file_kind_unknown"),
        (b"\x89PNG\r\n", "a.csv", "file_kind_unknown"),
        (b"  <HTML><table>", "a.csv", "file_kind_unknown"),
        (b"hello", "a.xlsx", "file_kind_unknown"),
        (ods(), "a.ods", "file_kind_unknown"),
        (GOOD_FILE[:2000], "a.xlsx", "file_broken"),
        (b"PK\x03\x04" + b"\x00" * 100, "a.xlsx", "file_broken"),
        (only_hidden_sheets(), "a.xlsx", "file_no_headings"),
        (sheet_of(""), "a.xlsx", "file_no_headings"),
        (sheet_of("<row><c>"), "a.xlsx", "file_broken"),
        (sheet_of('<row r="99999999999"><c r="A1"><v>1</v></c></row>'), "a.xlsx", "file_broken"),
        (sheet_of('<row><c r="AAAA1"><v>1</v></c></row>'), "a.xlsx", "file_broken"),
        (sheet_of('<row><c t="s"><v>7</v></c></row>'), "a.xlsx", "file_broken"),
        (sheet_of('<row><c t="s"><v>-1</v></c></row>'), "a.xlsx", "file_broken"),
        (xlsx(["hello"], ["you"]), "a.xlsx", "file_no_headings"),
        (b"hello\nyou\n", "a.csv", "file_no_headings"),
        (b"\x00\x01\x02" * 99, "a.csv", "file_no_headings"),
        (xlsx(HEADINGS), "a.xlsx", "file_no_lines"),
        (csv_file(HEADINGS), "a.csv", "file_no_lines"),
        (xlsx(["Nama KK", "RT", "Jiwa", "RT"], ["x", 1, 1, 1]), "a.xlsx", "file_column_twice"),
    ],
)
def test_file_that_is_no_list_is_refused(data: bytes, filename: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, filename)
    assert refused.value.problem.code == code
    assert str(refused.value.problem.message)


def test_missing_columns_are_named() -> None:
    with pytest.raises(Unreadable) as refused:
        read(xlsx(["Nama KK", "Alamat"], ["Contoh Siti", "x"]))
    assert refused.value.problem.code == "file_columns_missing"
    assert "Jumlah jiwa, RT" in str(refused.value.problem.message)


@pytest.mark.parametrize("filename", ["a.csv", "a.xlsx"])
def test_lines_are_limited(filename: str) -> None:
    def listed(count: int) -> bytes:
        rows = [["Nama KK", "Jiwa", "RT"], *([f"Contoh {n}", 3, 4] for n in range(count))]
        return csv_file(*rows) if filename == "a.csv" else sheet_of(as_rows(rows))

    assert read(listed(MOST_ROWS), filename).total_rows == MOST_ROWS
    for count in (MOST_ROWS + 1, MOST_ROWS + 200):
        with pytest.raises(Unreadable) as refused:
            read(listed(count), filename)
        assert refused.value.problem.code == "file_too_many_rows"


def refused_soon(data: bytes) -> str:
    """The code, found in little time."""
    assert len(data) <= MOST_BYTES
    started = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert time.process_time() - started < 10
    return refused.value.problem.code


def most_memory(data: bytes) -> int:
    """Bytes that reading takes at its worst."""
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_zip_bomb_is_not_unpacked() -> None:
    data = sheet_of("<row/>" + " " * 40_000_000)
    assert refused_soon(data) == "file_expands"
    assert most_memory(data) < 5_000_000


def test_member_that_says_it_is_small_is_still_bounded() -> None:
    """The central directory claims 1,000 bytes; 40 MB are inside."""
    data = bytearray(sheet_of("<row/>" + " " * 40_000_000))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    claimed = data.replace(struct.pack("<L", size), struct.pack("<L", 1000))
    assert claimed != data
    with zipfile.ZipFile(BytesIO(claimed)) as archive:
        assert archive.getinfo(SHEET).file_size == 1000
    assert refused_soon(bytes(claimed)) == "file_broken"
    assert most_memory(bytes(claimed)) < 5_000_000


def test_nothing_is_unpacked_beyond_a_false_size_that_its_checksum_agrees_with() -> None:
    """The central directory claims 1,000 bytes, with the checksum of just these; 10 MB follow."""
    content = f'<worksheet xmlns="{MAIN}"><sheetData><row/>'.encode() + b" " * 10_000_000
    data = patched(GOOD_FILE, {SHEET: content})
    claimed = data
    for true, false in ((zlib.crc32(content), zlib.crc32(content[:1000])), (len(content), 1000)):
        claimed = claimed.replace(struct.pack("<L", true), struct.pack("<L", false))
    with zipfile.ZipFile(BytesIO(claimed)) as archive:
        assert len(archive.read(SHEET)) == 1000
    assert refused_soon(claimed) == "file_broken"
    assert most_memory(claimed) < 5_000_000


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_expands_without_bound_is_refused(compression: int) -> None:
    out = BytesIO(GOOD_FILE)
    with zipfile.ZipFile(out, "a", compression) as archive:
        archive.writestr("x", b" " * 10_000_000)
    assert refused_soon(out.getvalue()) == "file_broken"
    assert most_memory(out.getvalue()) < 5_000_000


def test_many_members_are_refused() -> None:
    assert refused_soon(patched(GOOD_FILE, {f"x/{n}": b"" for n in range(600)})) == "file_expands"


def test_millions_of_tags_are_not_looked_at() -> None:
    assert refused_soon(sheet_of("<row>" + "<c/>" * 900_000 + "</row>")) == "file_expands"


def test_deep_nesting_is_refused() -> None:
    assert refused_soon(sheet_of("<row>" * 900_000)) == "file_expands"


@pytest.mark.parametrize("path", ["[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_thousands_of_parts_are_not_looked_for(path: str) -> None:
    assert refused_soon(patched(GOOD_FILE, {path: b"<x>" + b"<x/>" * 20_000})) == "file_expands"


def test_tags_are_counted_over_all_members() -> None:
    rows = ("<row>" + "<c/>" * 450_000 + "</row>").encode()
    assert refused_soon(patched(GOOD_FILE, {SHEET: rows, "y.xml": rows})) == "file_expands"


def test_one_tag_of_megabytes_is_read_soon() -> None:
    assert refused_soon(sheet_of(f'<row><c x="{"y" * 29_000_000}"/></row>')) == "file_no_headings"


def test_formula_of_many_cells_is_not_written_out_for_each() -> None:
    shared = f'<c r="A1"><f t="shared" si="0">{"A1+" * 20_000}A1</f></c>'
    others = '<c r="A2"><f t="shared" si="0"/></c>' * 5_000
    assert refused_soon(sheet_of(f"<row>{shared}{others}</row>")) == "file_no_headings"


def test_number_format_of_megabytes_is_read_soon() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="200" formatCode="{"[" * 1_000_000}"'
        "/></numFmts></styleSheet>"
    )
    started = time.process_time()
    assert read(patched(GOOD_FILE, {"xl/styles.xml": styles.encode()})).errors == ()
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "types",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("path", [SHEET, "xl/workbook.xml", "_rels/.rels", "xl/styles.xml"])
def test_own_types_and_entities_are_refused(types: str, path: str) -> None:
    data = patched(GOOD_FILE, {path: types.encode() + b"<x/>"})
    assert refused_soon(data) == "file_kind_unknown"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_own_types_are_refused_in_each_encoding(encoding: str) -> None:
    text = f'<!DOCTYPE x [<!ATTLIST c x CDATA "{"y" * 1000}">]><worksheet xmlns="{MAIN}"/>'
    assert refused_soon(patched(GOOD_FILE, {SHEET: text.encode(encoding)})) == "file_kind_unknown"


def test_sheet_elsewhere_is_not_fetched() -> None:
    rels = member(GOOD_FILE, "xl/_rels/workbook.xml.rels")
    for target in ("../../../etc/passwd", "http://127.0.0.1:9/sheet.xml"):
        path = "/xl/worksheets/sheet1.xml"
        changed = rels.replace(path.encode(), target.encode())
        assert changed != rels
        data = patched(GOOD_FILE, {"xl/_rels/workbook.xml.rels": changed})
        assert refused_soon(data) == "file_broken"


def test_megabytes_of_text_in_many_cells_stay_small() -> None:
    """One shared string of 10 MB, named by 1,000 cells."""
    strings = f'<sst xmlns="{MAIN}">' + "".join(
        f"<si><t>{text}</t></si>" for text in ("Nama KK", "Jiwa", "RT", "x" * 10_000_000)
    )
    head = "".join(f'<c t="s"><v>{place}</v></c>' for place in range(3))
    line = '<row><c t="s"><v>3</v></c><c><v>3</v></c><c><v>4</v></c></row>'
    data = with_strings(sheet_of(f"<row>{head}</row>" + line * 1000), f"{strings}</sst>")
    started = time.process_time()
    reading = read(data)
    assert time.process_time() - started < 10
    assert reading.total_rows == 1000
    assert {(column, code) for _, column, code in found(reading)} == {("Nama KK", "too_long")}


def test_csv_cell_as_large_as_the_file_is_one_error() -> None:
    data = csv_file(HEADINGS, good(Alamat="x" * 1_900_000), good(NIK="", RT=5))
    assert found(read(data, "a.csv")) == {(2, "Alamat", "too_long")}
