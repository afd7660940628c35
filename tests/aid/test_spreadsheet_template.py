"""What goes out as a file: the template, and lists as CSV."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from aid.spreadsheets.columns import COLUMNS
from aid.spreadsheets.lines import Line
from aid.spreadsheets.table import Unreadable
from aid.spreadsheets.template import template
from aid.spreadsheets.writing import as_csv
from tests.aid.sheets import HEADINGS, read

LINES = (
    Line(
        row=0, name="Contoh Siti", people=4, rt=4, quantity=2, vulnerable=True,
        id_number="3173061234567890", phone="+6281234567890", address="Jl. Contoh 5; gang 2",
        landmark='sebelah "Warung Ibu"',
    ),
    Line(row=0, name="Contoh Budi", people=1, rt=12),
)  # fmt: skip


def sheets(data: bytes) -> tuple[Worksheet, Worksheet]:
    first, second = load_workbook(BytesIO(data)).worksheets
    return first, second


def test_template_has_the_columns_and_where_to_read_on() -> None:
    first, second = sheets(template("RW 901 Kapuk"))
    assert [cell.value for cell in first[1]] == HEADINGS
    assert first.freeze_panes == "A2"
    texts = [str(cell.value) for cell in second["A"]]
    assert texts[0] == "Daftar RW 901 Kapuk" and len(texts) > 5
    assert any("1 sampai 50" in text for text in texts)
    assert any("5.000 baris dan 2 MB" in text for text in texts)


def test_template_s_instructions_name_its_columns() -> None:
    texts = " ".join(str(cell.value) for cell in sheets(template("RW 901"))[1]["A"])
    for column in COLUMNS[1:]:
        assert column.heading in texts


def test_empty_template_is_no_list_yet() -> None:
    with pytest.raises(Unreadable) as refused:
        read(template("RW 901"))
    assert refused.value.problem.code == "file_no_lines"


def test_columns_with_leading_zeros_are_text() -> None:
    first, _ = sheets(template("RW 901", LINES))
    for heading in ("RT", "RW", "NIK", "HP"):
        letter = "ABCDEFGHIJK"[HEADINGS.index(heading)]
        assert first.column_dimensions[letter].number_format == "@"
    assert first["D2"].value == "004" and first["D2"].number_format == "@"
    assert first["H2"].value == "3173061234567890" and first["H2"].data_type == "s"


def test_template_offers_yes_and_no_and_limits_people() -> None:
    validations = {
        str(each.sqref): each
        for each in sheets(template("RW 901"))[0].data_validations.dataValidation
    }
    assert validations["G2:G5001"].formula1 == '"ya,tidak"'
    assert (validations["C2:C5001"].formula1, validations["C2:C5001"].formula2) == ("1", "50")


def test_what_went_out_comes_back() -> None:
    for data, name in ((template("RW 901", LINES), "a.xlsx"), (as_csv(LINES), "a.csv")):
        reading = read(data, name)
        assert reading.errors == ()
        quantities = tuple(replace(line, row=0) for line in reading.lines)
        assert quantities == LINES
        assert [line.row for line in reading.lines] == [2, 3]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＋", "－", "＠"])
def test_no_cell_that_went_out_is_computed(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    line = replace(LINES[0], name=text, address=text, landmark=text)
    rows = list(csv.reader(StringIO(as_csv([line]).decode("utf-8-sig"), newline=""), delimiter=";"))
    for place in (1, 9, 10):
        assert rows[1][place] == f"'{text}"
    first, _ = sheets(template(f"{start}RW", [line]))
    for cell in (first["B2"], first["J2"], first["K2"]):
        assert cell.data_type == "s"


def test_phone_and_id_number_keep_their_digits_in_csv() -> None:
    rows = list(csv.reader(StringIO(as_csv(LINES).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1][7:9] == ["'3173061234567890", "'+6281234567890"]


def test_csv_is_marked_as_utf8_and_parted_by_semicolon() -> None:
    data = as_csv(LINES)
    assert data.startswith("\ufeffNo;Nama KK;".encode())
    assert data.endswith(b"\r\n")


def test_characters_that_no_file_holds_are_left_out() -> None:
    first, _ = sheets(template("RW \x00901", [replace(LINES[0], name="Siti\x01")]))
    assert first["B2"].value == "Siti"
