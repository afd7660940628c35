"""Spreadsheets as people save them: what is read, and what is refused with line and column."""

from pathlib import Path

import numpy as np
import pytest

from matching.problem import NONE
from matching.tool import cells
from matching.tool.inputs import Inputs, read_inputs
from tests.matching.sheets import (
    NEED,
    NEEDS_HEADING,
    OFFER,
    OFFERS_HEADING,
    faults_of,
    needs_file,
    offers_file,
    sheet,
    told,
)


def read(folder: Path, *needs: str) -> Inputs:
    return read_inputs(needs_file(folder, *needs), offers_file(folder, OFFER))


def refused(folder: Path, *needs: str) -> list[tuple[str, int, str, str]]:
    return told(faults_of(lambda: read(folder, *needs)))


def refused_offers(folder: Path, *offers: str) -> list[tuple[str, int, str, str]]:
    needs = needs_file(folder, NEED)
    return told(faults_of(lambda: read_inputs(needs, offers_file(folder, *offers))))


def test_rows_become_needs_and_offers(tmp_path: Path) -> None:
    other = "N 2,106.83,-6.18,rice,2,1,"
    problem = read(tmp_path, NEED, other).problem
    assert [category.code for category in problem.categories] == ["meal", "rice"]
    assert {(category.step, category.unit_value) for category in problem.categories} == {(1, 1)}
    assert problem.needs.category.tolist() == [0, 1]
    assert problem.needs.quantity.tolist() == [4, 2]
    assert problem.needs.priority.tolist() == [3, 1]
    assert problem.needs.neighbourhood.tolist() == [0, NONE]
    assert problem.offers.quantity.tolist() == [5]
    assert problem.offers.radius_m.tolist() == [2000]


def test_ids_are_any_text_and_keep_their_order(tmp_path: Path) -> None:
    rows = [
        f"{name},106.8,-6.2,meal,1,1," for name in ("007", "7", '"Jl. A, no. 5"', '"a ""b"""', "é")
    ]
    assert list(read(tmp_path, *rows).need_rows) == ["007", "7", "Jl. A, no. 5", 'a "b"', "é"]


def test_an_id_may_be_a_need_s_and_an_offer_s(tmp_path: Path) -> None:
    inputs = read(tmp_path, "A,106.8,-6.2,meal,1,1,")
    assert list(inputs.need_rows) == list(inputs.offer_rows) == ["A"]


def test_columns_may_be_in_any_order_and_case(tmp_path: Path) -> None:
    needs = sheet(
        tmp_path / "needs.csv",
        " Priority ,QUANTITY,category,lat,lon,id",
        "3,4,meal,-6.1754,106.8272,N1",
    )
    inputs = read_inputs(needs, offers_file(tmp_path, OFFER))
    assert inputs.problem.digest() == read(tmp_path, NEED.replace("Gambir", "")).problem.digest()


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_read_where_the_comma_parts_no_cells(
    tmp_path: Path, separator: str
) -> None:
    point = read(tmp_path, NEED).problem
    heading, row = (text.replace(",", separator) for text in (NEEDS_HEADING, NEED))
    needs = sheet(tmp_path / "needs.csv", heading, row.replace(".", ","))
    comma = read_inputs(needs, offers_file(tmp_path, OFFER))
    assert comma.problem.digest() == point.digest()
    assert (comma.style.separator, comma.style.decimal) == (separator, ",")


def test_a_semicolon_file_may_use_decimal_points(tmp_path: Path) -> None:
    needs = sheet(tmp_path / "needs.csv", NEEDS_HEADING.replace(",", ";"), NEED.replace(",", ";"))
    inputs = read_inputs(needs, offers_file(tmp_path, OFFER))
    assert inputs.problem.digest() == read(tmp_path, NEED).problem.digest()
    assert inputs.style.decimal == "."


def test_a_decimal_comma_between_commas_is_told_as_a_cell_too_many(tmp_path: Path) -> None:
    """106,8272 makes two cells: 8 where the heading has 7."""
    assert refused(tmp_path, NEED.replace("106.8272", "106,8272")) == [
        ("needs.csv", 2, "", "too-many-cells")
    ]
    assert refused(tmp_path, NEED.replace("106.8272", '"106,8272"')) == [
        ("needs.csv", 2, "lon", "not-a-number")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_byte_order_mark_line_ends_and_blank_lines_make_no_difference(
    tmp_path: Path, end: str, mark: bytes
) -> None:
    text = end.join(["", NEEDS_HEADING, "", NEED, ",,,,,,", "  ", ""])
    needs = tmp_path / "needs.csv"
    needs.write_bytes(mark + text.encode())
    inputs = read_inputs(needs, offers_file(tmp_path, OFFER))
    assert inputs.problem.digest() == read(tmp_path, NEED).problem.digest()


def test_lines_are_those_of_the_file_past_blank_lines_and_quoted_line_breaks(
    tmp_path: Path,
) -> None:
    """Heading 1, blank 2, a row on 3 and 4, the fault on 5."""
    rows = ["", '"N\n0",106.8,-6.2,meal,1,1,', NEED.replace(",4,", ",x,")]
    assert refused(tmp_path, *rows) == [("needs.csv", 5, "quantity", "not-a-number")]


def test_everything_that_is_wrong_is_told_at_once_in_both_files(tmp_path: Path) -> None:
    needs = needs_file(
        tmp_path,
        ",106.8,-6.2,meal,0,1,",
        "N2,east,-96,,1,0,",
        "N3,106.8,-6.2,meal,1,1,",
        "N3,106.8,-6.2,meal,1.5,1,",
    )
    offers = offers_file(tmp_path, "A,106.8,-6.2,meal,1,-1", "B,106.8,-6.2,meal,-3")
    assert sorted(told(faults_of(lambda: read_inputs(needs, offers)))) == [
        ("needs.csv", 2, "id", "missing-value"),
        ("needs.csv", 2, "quantity", "too-small"),
        ("needs.csv", 3, "category", "missing-value"),
        ("needs.csv", 3, "lat", "too-small"),
        ("needs.csv", 3, "lon", "not-a-number"),
        ("needs.csv", 3, "priority", "too-small"),
        ("needs.csv", 5, "id", "duplicate-id"),
        ("needs.csv", 5, "quantity", "not-whole"),
        ("offers.csv", 2, "radius_m", "too-small"),
        ("offers.csv", 3, "quantity", "too-small"),
        ("offers.csv", 3, "radius_m", "missing-value"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        *[("quantity", value, "not-a-number") for value in ("nan", "inf", "four", "٤", "1_0")],
        *[("quantity", value, "not-whole") for value in ("1.0", '"1,000"', "1e3", "+4")],
        ("quantity", "0", "too-small"),
        ("quantity", "-4", "too-small"),
        ("quantity", "1000000001", "too-large"),
        ("quantity", "9" * 40, "too-large"),
        ("quantity", "9" * 400, "too-long"),
        ("priority", "0", "too-small"),
        ("priority", "1000001", "too-large"),
        *[("lon", value, "not-a-number") for value in ("nan", "inf", "-Infinity", "1_0", "0x1")],
        ("lon", "180.01", "too-large"),
        ("lon", "1e999", "too-large"),
        ("lat", "-90.01", "too-small"),
        ("lat", "106.8272", "too-large"),
        ("category", "", "missing-value"),
        ("category", "c" * 201, "too-long"),
        ("id", "", "missing-value"),
    ],
)
def test_a_cell_that_says_nothing_usable_is_refused(
    tmp_path: Path, column: str, value: str, code: str
) -> None:
    cells_of = NEED.split(",")
    cells_of[NEEDS_HEADING.split(",").index(column)] = value
    # A sound row first and last: a column is read as a whole where all of it is sound.
    rows = ("N0,106.8,-6.2,meal,1,1,", ",".join(cells_of), "N9,106.8,-6.2,meal,1,1,")
    assert refused(tmp_path, *rows) == [("needs.csv", 3, column, code)]


def test_the_limits_themselves_are_allowed(tmp_path: Path) -> None:
    inputs = read(tmp_path, "N1,106.8,-6.2,meal,1000000000,1000000,")
    assert inputs.problem.needs.quantity.tolist() == [10**9]
    assert inputs.problem.needs.priority.tolist() == [10**6]


def test_quantities_that_do_not_add_up_in_64_bits_are_refused(tmp_path: Path) -> None:
    """1,100 times a thousand million is more than 2^40 - 1 = 1,099,511,627,775."""
    rows = [f"N{n},106.8,-6.2,meal,1000000000,1," for n in range(1100)]
    assert refused(tmp_path, *rows) == [("needs.csv", 0, "quantity", "total-too-large")]
    assert refused(tmp_path, *rows[:1099]) == []
    assert cells.MOST_TOTAL == 1_099_511_627_775


@pytest.mark.parametrize("radius", ["0", "0.0", "2000.5", "1e3", "999999999"])
def test_any_radius_from_0_is_a_radius(tmp_path: Path, radius: str) -> None:
    assert refused_offers(tmp_path, OFFER.replace("2000", radius)) == []


@pytest.mark.parametrize("radius", ["5.000", "1.000.000", "2.500"])
def test_a_radius_that_may_mean_thousands_is_refused(tmp_path: Path, radius: str) -> None:
    """5.000 is 5 km to one reader and 5 m to another."""
    row = OFFER.replace("2000", radius)
    assert refused_offers(tmp_path, row) == [("offers.csv", 2, "radius_m", "ambiguous-number")]


@pytest.mark.parametrize(
    ("heading", "faults"),
    [
        ("id,lon,lat,category,quantity", [("priority", "missing-column")]),
        ("id,lat,category,priority", [("lon", "missing-column"), ("quantity", "missing-column")]),
        (f"{NEEDS_HEADING},phone", [('"phone"', "unknown-column")]),
        (
            "id,lon,lat,category,quantity,priority,Neighborhood",
            [('"Neighborhood"', "unknown-column")],
        ),
        (f"{NEEDS_HEADING},Lat", [("lat", "duplicate-column")]),
    ],
)
def test_missing_unknown_and_doubled_columns_are_refused(
    tmp_path: Path, heading: str, faults: list[tuple[str, str]]
) -> None:
    needs = needs_file(tmp_path, heading=heading)
    found = faults_of(lambda: read_inputs(needs, offers_file(tmp_path, OFFER)))
    assert told(found) == [("needs.csv", 1, column, code) for column, code in faults]


def test_a_misspelt_column_is_guessed(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, heading=f"{NEEDS_HEADING.removesuffix('hood')}rhood")
    (found,) = faults_of(lambda: read_inputs(needs, offers_file(tmp_path, OFFER)))
    assert found.reason == "this column is not known; is neighbourhood meant?"


def test_a_missing_column_hides_no_other_fault(tmp_path: Path) -> None:
    needs = needs_file(tmp_path, "N1,x,-6.2,meal,1", heading="id,lon,lat,category,quantity")
    found = faults_of(lambda: read_inputs(needs, offers_file(tmp_path, OFFER)))
    assert told(found) == [
        ("needs.csv", 1, "priority", "missing-column"),
        ("needs.csv", 2, "lon", "not-a-number"),
    ]


def test_an_empty_column_without_a_name_is_passed_over_and_a_full_one_is_not(
    tmp_path: Path,
) -> None:
    heading = f"{NEEDS_HEADING},"
    offers = offers_file(tmp_path, OFFER)
    good = needs_file(tmp_path, f"{NEED},", heading=heading)
    assert faults_of(lambda: read_inputs(good, offers)) == []
    bad = needs_file(tmp_path, f"{NEED},", f"{NEED},call first", heading=heading)
    assert told(faults_of(lambda: read_inputs(bad, offers))) == [("needs.csv", 3, "", "no-column")]


def test_a_row_without_its_last_cells_is_whole_when_they_may_be_empty(tmp_path: Path) -> None:
    short = NEED.removesuffix(",Gambir")
    assert read(tmp_path, short).problem.needs.neighbourhood.tolist() == [NONE]
    assert refused(tmp_path, short.removesuffix(",3")) == [
        ("needs.csv", 2, "priority", "missing-value")
    ]


def test_quotes_that_are_not_closed_or_go_on_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, NEED, f'"{NEED}', NEED) == [("needs.csv", 3, "", "unclosed-quote")]
    assert refused(tmp_path, f'"N"{NEED}', NEED.replace("106", "x")) == [
        ("needs.csv", 2, "", "bad-quote"),
        ("needs.csv", 3, "lon", "not-a-number"),
    ]


def test_an_unclosed_quote_in_a_large_file_ends_reading_where_it_began(tmp_path: Path) -> None:
    many = [NEED.replace("N1", f"N{n}") for n in range(2, 6000)]
    assert refused(tmp_path, NEED, f'"{NEED}', *many) == [("needs.csv", 3, "", "unclosed-quote")]


@pytest.mark.parametrize(
    ("data", "line", "column", "code"),
    [
        (b"", 0, "", "no-heading"),
        (b"\n \n", 0, "", "no-heading"),
        (NEEDS_HEADING.encode("utf-16"), 0, "", "not-utf-8"),
        (NEEDS_HEADING.encode("utf-16-le"), 0, "", "not-utf-8"),
        (b"PK\x03\x04 an xlsx", 0, "", "not-csv"),
        (f"{NEEDS_HEADING}\n{NEED}\u00e9".encode("cp1252"), 2, "neighbourhood", "bad-character"),
    ],
)
def test_a_file_that_is_no_csv_in_utf_8_is_refused(
    tmp_path: Path, data: bytes, line: int, column: str, code: str
) -> None:
    needs = tmp_path / "needs.csv"
    needs.write_bytes(data)
    found = faults_of(lambda: read_inputs(needs, offers_file(tmp_path, OFFER)))
    assert told(found) == [("needs.csv", line, column, code)]


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    found = faults_of(lambda: read_inputs(tmp_path / "no.csv", tmp_path))
    assert told(found) == [
        ("no.csv", 0, "", "unreadable"),
        (tmp_path.name, 0, "", "unreadable"),
    ]


def test_a_fault_is_one_line_with_file_line_column_and_code(tmp_path: Path) -> None:
    """Whatever the cell holds: it is shown on one line, and cut."""
    (found,) = faults_of(lambda: read(tmp_path, NEED.replace("106.8272", f'"a\nb{"c" * 90}"')))
    assert str(found) == (
        f'{tmp_path}/needs.csv:2: lon: not-a-number: "a\\x0ab{"c" * 37}…" is not a number'
    )


def test_a_heading_alone_is_a_file_without_rows(tmp_path: Path) -> None:
    inputs = read_inputs(needs_file(tmp_path), offers_file(tmp_path))
    assert (len(inputs.problem.needs), len(inputs.problem.offers)) == (0, 0)
    assert inputs.problem.categories == ()


def test_sound_columns_read_as_a_whole_hold_what_cell_by_cell_they_hold(tmp_path: Path) -> None:
    """One cell out of order (a decimal comma) makes the reader look at every cell."""
    rows = [f"N{n};{106 + n / 7};{-6 - n / 9};meal;{n + 1};{n % 3 + 1};" for n in range(9)]
    heading = NEEDS_HEADING.replace(",", ";")
    offers = offers_file(tmp_path, OFFER)
    whole = read_inputs(needs_file(tmp_path, *rows, heading=heading), offers).problem
    rows[4] = rows[4].replace(".", ",")
    single = read_inputs(needs_file(tmp_path, *rows, heading=heading), offers).problem
    assert np.array_equal(whole.needs.point, single.needs.point)
    assert whole.digest() == single.digest()


def test_offers_need_their_own_columns(tmp_path: Path) -> None:
    offers = sheet(tmp_path / "offers.csv", NEEDS_HEADING)
    found = faults_of(lambda: read_inputs(needs_file(tmp_path, NEED), offers))
    assert [(each.column, each.code) for each in found] == [
        ('"priority"', "unknown-column"),
        ('"neighbourhood"', "unknown-column"),
        ("radius_m", "missing-column"),
    ]
    assert "radius_m" in OFFERS_HEADING
