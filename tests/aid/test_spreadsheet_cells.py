"""What a single cell may say, and what is refused with which code."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles.numbers import FORMAT_DATE_DATETIME

from aid.categories import CATEGORIES
from tests.aid.sheets import HEADINGS, LETTERS, csv_file, good, read, saved, xlsx

MEGABYTE = "x" * 1_000_000

ACCEPTED = [
    ("Jumlah jiwa", 4.0, "people", 4),
    ("Jumlah jiwa", "4,0", "people", 4),
    ("Jumlah jiwa", "4 jiwa", "people", 4),
    ("Jumlah jiwa", 50, "people", 50),
    ("RT", 4, "rt", 4),
    ("RT", "004", "rt", 4),
    ("RT", "Rt.004", "rt", 4),
    ("RT", "RT 004 / RW 901", "rt", 4),
    ("RT", "004/901", "rt", 4),
    ("RW", "", "rt", 4),
    ("RW", "RW 901", "rt", 4),
    ("Kebutuhan", "", "quantity", None),
    ("Kebutuhan", "1.500", "quantity", 1500),
    ("Kebutuhan", "2 paket", "quantity", 2),
    ("Rentan", "", "vulnerable", False),
    ("Rentan", "-", "vulnerable", False),
    ("Rentan", "Tidak", "vulnerable", False),
    ("Rentan", 0, "vulnerable", False),
    ("Rentan", False, "vulnerable", False),
    ("Rentan", "YA", "vulnerable", True),
    ("Rentan", "x", "vulnerable", True),
    ("Rentan", 1, "vulnerable", True),
    ("Rentan", True, "vulnerable", True),
    ("NIK", "-", "id_number", ""),
    ("NIK", "3173 0612 3456 7890", "id_number", "3173061234567890"),
    ("NIK", 3173061234567891, "id_number", "3173061234567891"),
    ("HP", "-", "phone", ""),
    ("HP", "+62 812-3456-7890", "phone", "+6281234567890"),
    ("HP", "\u202a0812 3456 7890\u202c", "phone", "+6281234567890"),
    ("HP", 81234567890, "phone", "+6281234567890"),
    ("Alamat", "Jl. Contoh\n5", "address", "Jl. Contoh 5"),
    ("Alamat", 12, "address", "12"),
    ("Alamat", "x" * 300, "address", "x" * 300),
    ("Patokan", "-depan warung", "landmark", "-depan warung"),
    ("Nama KK", "José Müller", "name", "José Müller"),
    ("Nama KK", "D'Souza", "name", "D'Souza"),
    ("Nama KK", "x" * 120, "name", "x" * 120),
]

REFUSED = [
    ("Nama KK", "", "required"),
    ("Nama KK", "-", "required"),
    ("Nama KK", 42, "name_no_letters"),
    ("Nama KK", "x" * 121, "too_long"),
    ("Nama KK", MEGABYTE, "too_long"),
    ("Nama KK", "=1+1", "formula"),
    ("Nama KK", "'=1+1", "formula"),
    ("Nama KK", " \u200b=1+1", "formula"),
    ("Nama KK", "＝1+1", "formula"),
    ("Nama KK", "@SUM(A1)", "formula"),
    ("Nama KK", "+cmd", "formula"),
    ("Nama KK", "-cmd", "formula"),
    ("Nama KK", "#N/A", "error_cell"),
    ("Nama KK", "JosÃ©", "wrong_encoding"),
    ("Nama KK", "Jos\ufffd", "wrong_encoding"),
    ("Nama KK", True, "flag_in_cell"),
    ("Jumlah jiwa", "", "required"),
    ("Jumlah jiwa", 0, "people_out_of_range"),
    ("Jumlah jiwa", -3, "people_out_of_range"),
    ("Jumlah jiwa", 51, "people_out_of_range"),
    ("Jumlah jiwa", 4.5, "quantity_not_a_number"),
    ("Jumlah jiwa", 1.125, "quantity_not_a_number"),
    ("Jumlah jiwa", "4.5", "people_out_of_range"),
    ("Jumlah jiwa", "empat", "people_out_of_range"),
    ("Jumlah jiwa", 1e300, "people_out_of_range"),
    ("Jumlah jiwa", date(2026, 4, 12), "date_in_cell"),
    ("Jumlah jiwa", True, "flag_in_cell"),
    ("Jumlah jiwa", "=SUM(C3:C9)", "formula"),
    ("Jumlah jiwa", "#REF!", "error_cell"),
    ("Jumlah jiwa", MEGABYTE, "too_long"),
    ("RT", "", "required"),
    ("RT", 0, "rt_invalid"),
    ("RT", -4, "rt_invalid"),
    ("RT", 4.5, "rt_invalid"),
    ("RT", 1000, "rt_invalid"),
    ("RT", "empat", "rt_invalid"),
    ("RT", 13, "rt_elsewhere"),
    ("RT", "004/902", "rw_elsewhere"),
    ("RT", date(2026, 4, 12), "date_in_cell"),
    ("RW", 902, "rw_elsewhere"),
    ("RW", 0, "rw_elsewhere"),
    ("RW", "Kapuk", "rw_invalid"),
    ("Kebutuhan", 0, "quantity_too_small"),
    ("Kebutuhan", -1, "quantity_too_small"),
    ("Kebutuhan", 100_001, "quantity_too_large"),
    ("Kebutuhan", 1.5, "quantity_not_a_number"),
    ("Kebutuhan", "beras", "quantity_not_a_number"),
    ("Rentan", "lansia", "vulnerable_unknown"),
    ("Rentan", 2, "vulnerable_unknown"),
    ("NIK", "317306", "id_number_invalid"),
    ("NIK", "0000000000000000", "id_number_invalid"),
    ("NIK", 3173061234567890, "digits_lost"),
    ("NIK", 3.17306e15, "digits_lost"),
    ("NIK", "3.17E+15", "digits_lost"),
    ("NIK", "3,17306E+15", "digits_lost"),
    ("NIK", 3e30, "digits_lost"),
    ("NIK", 317306123456789, "id_number_invalid"),
    ("HP", "12", "phone_invalid"),
    ("HP", "8.12E+10", "digits_lost"),
    ("HP", "=HYPERLINK(1)", "formula"),
    ("Alamat", "x" * 301, "too_long"),
    ("Alamat", MEGABYTE, "too_long"),
    ("Alamat", "=cmd|' /C calc'!A0", "formula"),
    ("Alamat", "@SUM(1)", "formula"),
    ("Alamat", "-SUM(1)", "formula"),
    ("Patokan", "x" * 201, "too_long"),
    ("Patokan", "+A1", "formula"),
]


def xlsx_with(heading: str, value: Any) -> bytes:
    """Without Excel's refusal of what no keyboard enters."""
    return xlsx(HEADINGS, good(**{heading: value}))


@pytest.mark.parametrize(("heading", "value", "field", "wanted"), ACCEPTED)
def test_cell_is_understood(heading: str, value: Any, field: str, wanted: Any) -> None:
    reading = read(xlsx_with(heading, value))
    assert reading.errors == ()
    assert getattr(reading.lines[0], field) == wanted


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    REFUSED,
    ids=[f"{row[0]}-{row[2]}-{i}" for i, row in enumerate(REFUSED)],
)
def test_cell_is_refused_at_its_place(heading: str, value: Any, code: str) -> None:
    reading = read(xlsx_with(heading, value))
    assert [(error.column, error.cell, error.code) for error in reading.errors] == [
        (heading, f"{LETTERS[heading]}2", code)
    ]
    assert reading.lines == ()


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [row for row in REFUSED if isinstance(row[1], str | int) and not isinstance(row[1], bool)],
)
def test_csv_cell_is_refused_as_in_xlsx(heading: str, value: Any, code: str) -> None:
    reading = read(csv_file(HEADINGS, good(**{heading: value})), "a.csv")
    # A number of XLSX that may be rounded is just sixteen digits here, and taken at its word.
    wanted = [] if value == 3173061234567890 else [(heading, code)]
    assert [(error.column, error.code) for error in reading.errors] == wanted


def test_messages_never_repeat_what_a_cell_holds() -> None:
    for heading, value, _ in REFUSED:
        text = str(value)
        for error in read(csv_file(HEADINGS, good(**{heading: value})), "a.csv").errors:
            message = str(error.message)
            assert len(message) < 250
            assert len(text) < 5 or text not in message


def test_step_of_the_list_s_category_is_kept() -> None:
    cash = CATEGORIES["cash"]
    lines = read(xlsx_with("Kebutuhan", "Rp200.000"), category=cash).lines
    assert lines[0].quantity == 200_000
    errors = read(xlsx_with("Kebutuhan", 15_000), category=cash).errors
    assert [error.code for error in errors] == ["quantity_step"]


def test_time_and_custom_date_formats_are_dates() -> None:
    for number_format in (FORMAT_DATE_DATETIME, "h:mm", "dd/mm", "[$-421]d mmmm yyyy", "[h]:mm"):
        assert codes_of_formatted(number_format) == ["date_in_cell"], number_format


def test_units_and_colours_in_a_format_make_no_date() -> None:
    for number_format in (
        "General",
        "0",
        '0 "jiwa sehari"',
        "[Red]0",
        "#,##0_);(#,##0)",
        "@",
        "0\\d",
    ):
        assert codes_of_formatted(number_format) == [], number_format


def codes_of_formatted(number_format: str) -> list[str]:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEADINGS)
    sheet.append(good())
    sheet["C2"].number_format = number_format
    return [error.code for error in read(saved(workbook)).errors]


def test_control_characters_are_refused_in_both_formats() -> None:
    # openpyxl writes _x0001_ as it is: what Excel writes for the character.
    assert [e.code for e in read(xlsx_with("Nama KK", "Siti_x0001_")).errors] == ["bad_characters"]
    data = csv_file(HEADINGS, good(**{"Nama KK": "Siti\x00"}))
    assert [e.code for e in read(data, "a.csv").errors] == ["bad_characters"]


def test_rows_in_another_encoding_are_told_one_by_one() -> None:
    rows = [
        good(NIK="", **{"Nama KK": name}) for name in ("Contoh Siti", "José", "Contoh Budi", "Zoë")
    ]
    reading = read(csv_file(HEADINGS, *rows, encoding="windows-1252"), "a.csv")
    assert [(error.row, error.column, error.code) for error in reading.errors] == [
        (3, "Nama KK", "wrong_encoding"),
        (5, "Nama KK", "wrong_encoding"),
    ]
    assert [line.row for line in reading.lines] == [2, 4]


def test_open_quotation_mark_swallows_no_household_in_silence() -> None:
    lines = [good(NIK="", **{"Nama KK": f"Contoh {n}"}) for n in "abc"]
    lines[0][-1] = '"dekat masjid'
    lines[1][-1] = 'dekat pasar"'
    reading = read(csv_file(HEADINGS, *lines), "a.csv")
    assert [(error.row, error.column, error.code) for error in reading.errors] == [
        (2, "Patokan", "quote_open")
    ]


def test_line_break_within_a_quoted_cell_is_one_row() -> None:
    lines = [good(NIK="", **{"Nama KK": f"Contoh {n}"}) for n in "ab"]
    lines[0][-1] = '"dekat\nmasjid"'
    reading = read(csv_file(HEADINGS, *lines), "a.csv")
    assert [(line.row, line.landmark) for line in reading.lines] == [
        (2, "dekat masjid"),
        (3, "dekat masjid"),
    ]
