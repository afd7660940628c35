"""The grammar of region codes."""

import pytest

from geo import codes
from geo.codes import Level


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("31", Level.PROVINCE),
        ("31.73", Level.CITY),
        ("31.73.01", Level.KECAMATAN),
        ("31.73.01.1006", Level.KELURAHAN),
        ("31.73.01.1006.012", Level.RW),
        ("31.73.01.1006.K01", Level.RW),
        ("3173", None),
        ("31.73.01.1006.12", None),
        ("31.73.01.1006.RW012", None),
        ("31.73.", None),
        ("31\n", None),
        ("", None),
    ],
)
def test_level_follows_from_the_shape_of_the_code(code: str, level: Level | None) -> None:
    assert codes.level_of(code) is level


def test_parent_is_the_code_without_its_last_part() -> None:
    assert codes.parent_of("31.73.01.1006.012") == "31.73.01.1006"
    assert codes.parent_of("31") is None


def test_lineage_runs_from_the_province_to_the_code_itself() -> None:
    assert codes.lineage("31.73.01.1006") == ["31", "31.73", "31.73.01", "31.73.01.1006"]


def test_a_region_contains_itself_and_its_descendants_but_no_namesake_prefix() -> None:
    assert codes.contains("31.73.01", "31.73.01")
    assert codes.contains("31.73.01", "31.73.01.1006.012")
    assert not codes.contains("31.7", "31.73")


def test_neighbourhoods_get_three_digits_or_a_k() -> None:
    assert codes.rw_code("31.73.01.1006", 12) == "31.73.01.1006.012"
    assert codes.settlement_code("31.73.01.1006", 1) == "31.73.01.1006.K01"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3173011006", "31.73.01.1006"),
        ("317301", "31.73.01"),
        ("31.73.01.1006", "31.73.01.1006"),
        ("317301100", "317301100"),
        ("Kapuk", "Kapuk"),
    ],
)
def test_undotted_codes_get_their_dots(text: str, code: str) -> None:
    assert codes.dotted(text) == code
