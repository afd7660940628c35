"""A list's file, read: what headings and layouts are understood, and what a line becomes."""

import time

import pytest
from openpyxl import Workbook

from aid.spreadsheets.lines import Line
from aid.spreadsheets.reading import MOST_ERRORS
from tests.aid.sheets import (
    GOOD,
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


def test_line_becomes_a_household() -> None:
    reading = read(xlsx(HEADINGS, good()))
    assert reading.errors == () and reading.total_rows == 1
    assert reading.lines == (
        Line(
            row=2, name="Contoh Siti", people=4, rt=4, quantity=1, vulnerable=True,
            id_number="3173061234567891", phone="+6281234567890", address="Jl. Contoh 5",
            landmark="dekat masjid",
        ),
    )  # fmt: skip


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_reads_as_xlsx_does(delimiter: str, encoding: str) -> None:
    data = csv_file(HEADINGS, good(Alamat="Jl. Melati é"), delimiter=delimiter, encoding=encoding)
    reading = read(data, "Daftar.CSV")
    assert reading == read(xlsx(HEADINGS, good(Alamat="Jl. Melati é")))
    assert reading.lines[0].address == "Jl. Melati é"


@pytest.mark.parametrize(
    "headings",
    [
        ["RT", "jml. jiwa", "NAMA  KEPALA KELUARGA"],
        ["rt", "Jumlah_Anggota Keluarga", "nama kk:"],
        ["No. RT", "People", "Head of household"],
        ["RT/RW", "Jiwa", "Nama"],
    ],
)
def test_headings_are_known_by_other_names_and_in_any_order(headings: list[str]) -> None:
    reading = read(xlsx(headings, [4, 3, "Contoh Siti"]))
    assert reading.lines == (Line(row=2, name="Contoh Siti", people=3, rt=4),)


def test_surer_heading_wins_and_unknown_columns_are_left_alone() -> None:
    rows = [["Nama", "No KK", "Nama KK", "Jiwa", "RT"], ["x 1", "31", "Contoh Siti", 3, 4]]
    assert read(xlsx(*rows)).lines == (Line(row=2, name="Contoh Siti", people=3, rt=4),)


def test_rows_count_as_in_the_file_below_titles_and_blank_rows() -> None:
    rows = [["DAFTAR WARGA RW 901"], [], HEADINGS, [], good(), ["2"], good(NIK="", RT=99)]
    for data, name in ((xlsx(*rows), "a.xlsx"), (csv_file(*rows), "a.csv")):
        reading = read(data, name)
        assert [line.row for line in reading.lines] == [5]
        assert found(reading) == {(7, "RT", "rt_elsewhere")}
        assert reading.total_rows == 2


def test_titles_across_merged_cells_are_no_lines() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (HEADINGS, ["", "RT 004"], good(), ["", "RT 005"]):
        sheet.append(row)
    sheet.merge_cells("B2:E2")
    assert found(read(saved(workbook))) == {
        (4, "Jumlah jiwa", "required"),
        (4, "RT", "required"),
    }


def test_first_visible_sheet_is_read() -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["hidden"])
    workbook.worksheets[0].sheet_state = "hidden"
    for name, title in (("Contoh Siti", "Daftar"), ("Contoh Other", "Later")):
        sheet = workbook.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append(good(**{"Nama KK": name}))
    workbook.active = 1
    assert [line.name for line in read(saved(workbook)).lines] == ["Contoh Siti"]


def test_wrong_dimensions_and_missing_places_do_not_matter() -> None:
    data = xlsx(HEADINGS, good())
    sheet = member(data, SHEET).replace(b'ref="A1:K2"', b'ref="A1:A1"')
    assert b'ref="A1:A1"' in sheet
    assert len(read(patched(data, {SHEET: sheet})).lines) == 1
    bare = b"".join(sheet.split(b' r="')[:1]) + b"".join(
        part.split(b'"', 1)[1] for part in sheet.split(b' r="')[1:]
    )
    assert read(patched(data, {SHEET: bare})) == read(data)


def test_far_row_is_read_at_its_number() -> None:
    data = xlsx(HEADINGS, good(RT="0"))
    far = member(data, SHEET).replace(b'<row r="2"', b'<row r="1048576"')
    started = time.process_time()
    assert found(read(patched(data, {SHEET: far}))) == {(1_048_576, "RT", "rt_invalid")}
    assert time.process_time() - started < 1


def test_prefixed_tags_and_shared_strings_are_understood() -> None:
    """As other programs than Excel write them; phonetic aids are no part of a name."""
    data = xlsx(HEADINGS, good())
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<x:sst xmlns:x="{main}">' + "".join(
        f"<x:si>{text}</x:si>"
        for text in (
            "<x:t>Nama KK</x:t>", "<x:t>Jiwa</x:t>", "<x:t>RT</x:t>",
            "<x:r><x:t>Contoh </x:t></x:r><x:r><x:t>Siti</x:t></x:r>"
            '<x:rPh sb="0" eb="1"><x:t>no</x:t></x:rPh>',
        )
    ) + "</x:sst>"  # fmt: skip
    rows = "".join(
        "<x:row>" + "".join(cells) + "</x:row>"
        for cells in (
            [f'<x:c t="s"><x:v>{place}</x:v></x:c>' for place in range(3)],
            [
                '<x:c t="s"><x:v>3</x:v></x:c>',
                "<x:c><x:v>4.0</x:v></x:c>",
                "<x:c><x:v>4</x:v></x:c>",
            ],
        )
    )
    sheet = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    data = with_strings(patched(data, {SHEET: sheet.encode()}), strings)
    assert read(data).lines == (Line(row=2, name="Contoh Siti", people=4, rt=4),)


def test_rows_out_of_order_or_given_twice_are_all_read() -> None:
    rows = [good(NIK="", **{"Nama KK": f"Contoh {name}"}) for name in "abc"]
    data = xlsx(HEADINGS, *rows)
    sheet = member(data, SHEET)
    for old, new in ((b'<row r="3"', b'<row r="2"'), (b'<row r="4"', b'<row r="3"')):
        assert old in sheet
        sheet = sheet.replace(old, new)
    sheet = sheet.replace(b'<row r="3"', b'<row r="9"', 1).replace(b'<row r="2"', b'<row r="11"', 1)
    lines = read(patched(data, {SHEET: sheet})).lines
    assert [(line.row, line.name) for line in lines] == [
        (11, "Contoh a"),
        (2, "Contoh b"),
        (9, "Contoh c"),
    ]


def test_cell_far_to_the_right_costs_nothing() -> None:
    data = xlsx(HEADINGS, good())
    far = member(data, SHEET).replace(b'r="K2"', b'r="XFD2"')
    assert b"XFD2" in far
    started = time.process_time()
    assert [line.landmark for line in read(patched(data, {SHEET: far})).lines] == [""]
    assert time.process_time() - started < 1


def test_progress_is_told_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    rows = [good(NIK="", **{"Nama KK": f"Contoh {number}"}) for number in range(120)]
    read(xlsx(HEADINGS, *rows), progress=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 120), (50, 120), (100, 120), (120, 120)]


def test_errors_beyond_a_limit_are_counted_and_all_rows_are_read() -> None:
    # 300 lines with 2 faults each, and one without: 600 - 500 left off.
    rows = [[f"Contoh {number}", 0, 0] for number in range(300)]
    reading = read(xlsx(["Nama KK", "Jiwa", "RT"], *rows, ["Contoh Siti", 1, 1]))
    assert (len(reading.errors), reading.left_off) == (MOST_ERRORS, 100)
    assert reading.total_rows == 301 and [line.row for line in reading.lines] == [302]


def test_rts_and_rw_are_free_where_the_list_has_none() -> None:
    reading = read(xlsx(HEADINGS, good(RT=77, RW="012")), last_rt=None, rw=None)
    assert reading.errors == () and reading.lines[0].rt == 77


class TestTheSameHousehold:
    """Counts once: one id number, or one name in one RT."""

    def listed(self, *lines: dict[str, object]) -> set[tuple[int, str, str]]:
        return found(read(xlsx(HEADINGS, *(good(**{**GOOD, **line}) for line in lines))))

    def test_one_id_number_is_one_household(self) -> None:
        assert self.listed({}, {"Nama KK": "Contoh Budi", "RT": "5"}) == {
            (3, "NIK", "id_number_twice")
        }

    def test_one_name_in_one_rt_is_one_household(self) -> None:
        assert self.listed({"NIK": ""}, {"Nama KK": "CONTOH.  siti", "RT": "RT 4"}) == {
            (3, "Nama KK", "line_twice")
        }

    def test_name_and_id_number_together_are_told_once(self) -> None:
        assert self.listed({}, {}) == {(3, "NIK", "id_number_twice")}

    def test_two_id_numbers_tell_one_name_apart(self) -> None:
        assert self.listed({}, {"NIK": "3173061234567892"}) == set()

    def test_another_rt_is_another_household(self) -> None:
        assert self.listed({"NIK": ""}, {"NIK": "", "RT": 5}) == set()

    def test_both_rows_are_named(self) -> None:
        reading = read(xlsx(HEADINGS, good(), good(RT=5), good(RT=0, **{"Nama KK": "Contoh B"})))
        assert [(error.cell, error.code) for error in reading.errors] == [
            ("H3", "id_number_twice"),
            ("D4", "rt_invalid"),
            ("H4", "id_number_twice"),
        ]
        assert "baris 2." in str(reading.errors[0].message)
        assert [line.row for line in reading.lines] == [2]
