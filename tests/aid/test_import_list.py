"""A whole file becomes lines, or nothing of it does."""

from time import perf_counter
from typing import Any

import pytest

from aid.actions import imports, lines
from aid.errors import Invalid, NotFound, WrongState
from aid.list_errors import RowsRefused
from aid.models import Event, Household, Line
from people.models import Consent, PrivateDetails
from people.person import Person
from tests import factories, lists
from tests.aid import test_spreadsheet_list as whole
from tests.aid.sheets import HEADINGS, csv_file, good, xlsx

pytestmark = pytest.mark.django_db


def file_of(*rows: list[Any]) -> bytes:
    return xlsx(HEADINGS, *rows)


def told(refused: RowsRefused) -> list[tuple[str, str, str]]:
    """Each error as (cell, heading, code)."""
    return [(error.cell, error.column, error.code) for error in refused.errors]


def taken(person: Person, reference: str, data: bytes, name: str = "a.xlsx") -> tuple[int, ...]:
    written = imports.import_list(person, reference, data, name, True)
    return written.new, written.changed, written.unchanged


def test_1163_lines_with_planted_errors_then_corrected_then_again(rw_head: Person) -> None:
    made = lists.opened(rw_head, last_rt=12)
    with pytest.raises(RowsRefused) as refused:
        taken(rw_head, made.reference, whole.as_xlsx(planted=True))
    found = {(error.row, error.column, error.code) for error in refused.value.errors}
    assert found == {(row, heading, code) for row, heading, _, code in whole.PLANTED}
    assert len(whole.PLANTED) >= 40 and refused.value.total == 1_163
    # Nothing half imported.
    assert not Line.private.exists() and not Household.private.exists()
    assert not Consent.private.exists()

    clean = whole.as_xlsx(planted=False)
    begun = perf_counter()
    assert taken(rw_head, made.reference, clean) == (1_163, 0, 0)
    print(f"1,163 lines read and stored in {perf_counter() - begun:.2f} s")  # noqa: T201
    assert Household.private.count() == Consent.private.count() == 1_163
    begun = perf_counter()
    assert taken(rw_head, made.reference, clean) == (0, 0, 1_163)
    print(f"1,163 lines found again in {perf_counter() - begun:.2f} s")  # noqa: T201
    assert Line.private.filter(list=made).count() == Household.private.count() == 1_163


def test_what_changed_in_the_file_changes_its_line(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    rows = [good(), good(**{"Nama KK": "Contoh Budi", "NIK": ""})]
    assert taken(rw_head, made.reference, file_of(*rows)) == (2, 0, 0)
    rows[1] = good(**{"Nama KK": "contoh  budi", "NIK": "", "Jumlah jiwa": 6})
    rows.append(good(**{"Nama KK": "Contoh Tuti", "NIK": ""}))
    assert taken(rw_head, made.reference, file_of(*rows)) == (1, 1, 1)
    assert [line.household.people for line in lists.lines_of(made)] == [4, 6, 4]
    assert Event.log.filter(kind="list_import", facts__new=1, facts__changed=1).exists()


def test_same_id_number_with_a_new_name_is_the_same_household(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    taken(rw_head, made.reference, file_of(good()))
    assert taken(rw_head, made.reference, file_of(good(**{"Nama KK": "Siti Aminah"}))) == (0, 1, 0)


def test_names_that_two_lines_swap_stay_two_lines(rw_head: Person) -> None:
    one, two = "3173061234567891", "3173061234567892"
    made = lists.opened(rw_head)
    taken(rw_head, made.reference, file_of(
        good(**{"Nama KK": "Budi", "NIK": one}), good(**{"Nama KK": "Tuti", "NIK": two})
    ))  # fmt: skip
    assert taken(rw_head, made.reference, file_of(
        good(**{"Nama KK": "Tuti", "NIK": one}), good(**{"Nama KK": "Budi", "NIK": two})
    )) == (0, 2, 0)  # fmt: skip
    assert len(lists.lines_of(made)) == 2


def test_empty_cells_leave_what_is_known(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    taken(rw_head, made.reference, file_of(good()))
    bare = good(NIK="", HP="", Alamat="", Patokan="", Kebutuhan="")
    assert taken(rw_head, made.reference, file_of(bare)) == (0, 0, 1)


def test_cadre_does_not_overwrite_the_line_of_another(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    taken(rw_head, made.reference, file_of(good()))
    with pytest.raises(RowsRefused) as refused:
        taken(lists.cadre_of(), made.reference, file_of(good(**{"Jumlah jiwa": 9})))
    assert told(refused.value) == [("B2", "Nama KK", "line_of_another")]


def test_line_that_could_be_two_is_told(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    ids = ("3173061234567891", "3173061234567892")
    taken(rw_head, made.reference, file_of(*(good(NIK=each) for each in ids)))
    with pytest.raises(RowsRefused) as refused:
        taken(rw_head, made.reference, file_of(good(NIK="")))
    assert told(refused.value) == [("B2", "Nama KK", "line_ambiguous")]


def test_fault_found_after_reading_names_the_column_as_the_file_has_it(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    rows = [["RT", "Jiwa", "Kepala keluarga"], [4, 4, "Contoh Siti"]]
    taken(rw_head, made.reference, xlsx(*rows))
    with pytest.raises(RowsRefused) as refused:
        taken(lists.cadre_of(), made.reference, xlsx(["Judul"], [], *rows))
    assert told(refused.value) == [("C4", "Kepala keluarga", "line_of_another")]


def test_line_of_a_later_rt_than_the_last_is_a_fault(rw_head: Person) -> None:
    made = lists.opened(rw_head, last_rt="12")
    with pytest.raises(RowsRefused) as refused:
        taken(rw_head, made.reference, file_of(good(RT="012"), good(RT="RT 013", NIK="")))
    assert told(refused.value) == [("D3", "RT", "rt_elsewhere")]


def test_csv_is_taken_too(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    assert taken(rw_head, made.reference, csv_file(HEADINGS, good()), "a.csv") == (1, 0, 0)


def test_file_that_is_no_list_is_told(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    with pytest.raises(Invalid) as refused:
        taken(rw_head, made.reference, b"%PDF-1.7", "a.pdf")
    assert refused.value.problems["file"].code == "file_kind_unknown"


def test_households_must_have_been_asked(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    with pytest.raises(Invalid) as refused:
        imports.import_list(rw_head, made.reference, file_of(good()), "a.xlsx", False)
    assert refused.value.problems["agreed"].code == "household_not_asked"


def test_who_may_not_write_is_refused_before_the_file_is_read(
    stranger: Person, donor: Person, rw_head: Person
) -> None:
    made = lists.compiled(rw_head)
    for person in (stranger, donor, factories.office(factories.ELSEWHERE)):
        with pytest.raises(NotFound):
            taken(person, made.reference, b"not a file")
    with pytest.raises(WrongState):
        taken(rw_head, made.reference, b"not a file")


def test_progress_is_told(rw_head: Person) -> None:
    told: list[tuple[int, int]] = []
    made = lists.opened(rw_head)
    imports.import_list(
        rw_head, made.reference, whole.as_xlsx(planted=False), "a.xlsx", True,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told[:2] == [(0, 0), (0, 1_163)] and told[-1] == (1_163, 1_163)
    assert PrivateDetails.private.count() <= lines.MOST_LINES
