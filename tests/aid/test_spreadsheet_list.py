"""A whole RW's list of 1,163 lines with faults planted in it: all are found, and nothing else."""

import time
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.aid.sheets import HEADINGS, LETTERS, csv_file, found, read, saved

COUNT = 1163
MOST_SECONDS = 3.0

# Row in the file, heading, what is entered instead, code. Rows 700 to 703 repeat earlier lines.
PLANTED: list[tuple[int, str, Any, str]] = [
    (3, "RT", 0, "rt_invalid"),
    (10, "RT", "tiga", "rt_invalid"),
    (11, "RT", 4.5, "rt_invalid"),
    (12, "RT", 13, "rt_elsewhere"),
    (13, "RT", "RT 099", "rt_elsewhere"),
    (14, "RT", "", "required"),
    (15, "RT", date(2026, 4, 12), "date_in_cell"),
    (20, "RW", "902", "rw_elsewhere"),
    (21, "RW", "Kapuk", "rw_invalid"),
    (30, "Jumlah jiwa", 0, "people_out_of_range"),
    (31, "Jumlah jiwa", 51, "people_out_of_range"),
    (32, "Jumlah jiwa", "", "required"),
    (33, "Jumlah jiwa", "=C2+C3", "formula"),
    (34, "Jumlah jiwa", 4.5, "quantity_not_a_number"),
    (35, "Jumlah jiwa", True, "flag_in_cell"),
    (36, "Jumlah jiwa", "#REF!", "error_cell"),
    (100, "Nama KK", "", "required"),
    (101, "Nama KK", "=cmd|' /C calc'!A0", "formula"),
    (102, "Nama KK", "@SUM(A1)", "formula"),
    (103, "Nama KK", "x" * 1_000_000, "too_long"),
    (104, "Nama KK", "JosÃ© Contoh", "wrong_encoding"),
    (105, "Nama KK", "Jos\ufffd Contoh", "wrong_encoding"),
    (106, "Nama KK", "Siti_x0000_", "bad_characters"),
    (107, "Nama KK", 12345, "name_no_letters"),
    (108, "Nama KK", "#N/A", "error_cell"),
    (200, "Kebutuhan", 0, "quantity_too_small"),
    (201, "Kebutuhan", "beras", "quantity_not_a_number"),
    (210, "Rentan", "lansia", "vulnerable_unknown"),
    (300, "NIK", "31730612", "id_number_invalid"),
    (301, "NIK", 3.17306123456789e15, "digits_lost"),
    (302, "NIK", "3,17E+15", "digits_lost"),
    (310, "HP", "12", "phone_invalid"),
    (311, "HP", "=HYPERLINK(1)", "formula"),
    (400, "Alamat", "y" * 1_000_000, "too_long"),
    (401, "Alamat", "Jl. CempakaÂ\u00a05", "wrong_encoding"),
    (500, "Patokan", "z" * 201, "too_long"),
    (700, "NIK", "3173060000000401", "id_number_twice"),
    (701, "NIK", "3173060000000441", "id_number_twice"),
    (702, "Nama KK", "contoh  WARGA, 51", "line_twice"),
    (703, "Nama KK", "Contoh Warga 52.", "line_twice"),
    (COUNT + 1, "Jumlah jiwa", -1, "people_out_of_range"),
]


def line(row: int) -> dict[str, Any]:
    """The faultless line of ``row``; every fourth has an id number."""
    number = row - 1
    return dict(
        zip(
            HEADINGS,
            (
                number, f"Contoh Warga {number}", 1 + number % 9, f"{1 + number % 12:03}", "901", 1,
                "ya" if number % 5 == 0 else "", f"317306{number:09}1" if number % 4 == 0 else "",
                f"0812 3456 {number:04}", f"Jl. Contoh No. {number}", "dekat masjid",
            ),
            strict=True,
        )
    )  # fmt: skip


def rows(*, planted: bool) -> list[list[Any]]:
    lines = {row: line(row) for row in range(2, COUNT + 2)}
    for row, heading, value, code in PLANTED if planted else ():
        lines[row][heading] = value
        if code == "line_twice":
            # Lines 51 and 52 live in RT 004 and 005 and have no id number, or one of their own.
            lines[row].update({"RT": lines[52 if "51" in value else 53]["RT"], "NIK": ""})
    return [[fields[heading] for heading in HEADINGS] for fields in lines.values()]


def as_xlsx(*, planted: bool) -> bytes:
    """Cells longer than Excel's own limit and errors of formulas as other programs write them."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row, cells in enumerate([HEADINGS, *rows(planted=planted)], start=1):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, str) and not value.startswith(("=", "#")):
                cell._value, cell.data_type = value, "s"
            elif value != "":
                cell.value = value
    return saved(workbook)


def test_planted_faults_are_found_and_no_others() -> None:
    assert len(PLANTED) >= 40
    reading = read(as_xlsx(planted=True))
    assert found(reading) == {(row, heading, code) for row, heading, _, code in PLANTED}
    assert len(reading.errors) == len(PLANTED) and reading.left_off == 0
    assert all(error.letter == LETTERS[error.column] for error in reading.errors)
    assert reading.total_rows == COUNT
    faulty = {row for row, *_ in PLANTED}
    assert [each.row for each in reading.lines] == [
        row for row in range(2, COUNT + 2) if row not in faulty
    ]


def test_doubles_name_the_row_that_was_first() -> None:
    twice = {
        error.row: str(error.message)
        for error in read(as_xlsx(planted=True)).errors
        if error.code in ("line_twice", "id_number_twice")
    }
    assert {row: text.split("baris ")[1].split(".")[0] for row, text in twice.items()} == {
        700: "41", 701: "45", 702: "52", 703: "53",
    }  # fmt: skip


def test_corrected_list_reads_whole_within_seconds() -> None:
    data = as_xlsx(planted=False)
    started = time.process_time()
    reading = read(data)
    assert time.process_time() - started < MOST_SECONDS
    assert reading.errors == () and len(reading.lines) == COUNT
    # Line n has 1 + n % 9 people: 129 rounds of 45, and 2 + 3 for lines 1,162 and 1,163
    # (1,162 % 9 = 1, 1,163 % 9 = 2).
    assert sum(each.people for each in reading.lines) == 129 * 45 + 2 + 3


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_of_the_list_has_the_same_faults_and_those_of_its_encoding(delimiter: str) -> None:
    planted = [each for each in PLANTED if isinstance(each[2], str) or each[3] == "rt_elsewhere"]
    planted = [each for each in planted if each[3] not in ("wrong_encoding", "bad_characters")]
    lines = rows(planted=False)
    for row, heading, value, code in planted:
        cells = lines[row - 2]
        cells[HEADINGS.index(heading)] = value
        if code == "line_twice":
            first = lines[50 if "51" in value else 51]
            cells[HEADINGS.index("RT")] = first[HEADINGS.index("RT")]
            cells[HEADINGS.index("NIK")] = ""
    # The file as a whole stays below 2 MB.
    lines = [[str(value)[:500_000] for value in cells] for cells in lines]
    lines[900][1] = "Zoë Contoh"
    data = csv_file(HEADINGS, *lines, delimiter=delimiter, encoding="windows-1252")
    assert found(read(data, "a.csv")) == {
        *((row, heading, code) for row, heading, _, code in planted),
        (902, "Nama KK", "wrong_encoding"),
    }
