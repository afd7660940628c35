"""Columns by binary COPY hold what the statement says, or are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from matching.copied import BIGINT, BOOLEAN, DOUBLE, INTEGER, SMALLINT, TIMESTAMP, copied, text

pytestmark = pytest.mark.django_db


def test_columns_of_every_type() -> None:
    rows = copied(
        "select 5::bigint, -7::integer, 2::smallint, 0.25::float8, %(yes)s, rpad('31.73', 8), "
        "%(at)s::timestamptz from generate_series(1, 2)",
        {"yes": True, "at": datetime(2000, 1, 2, tzinfo=UTC)},
        {
            "big": BIGINT, "usual": INTEGER, "small": SMALLINT, "part": DOUBLE, "yes": BOOLEAN,
            "code": text(8), "at": TIMESTAMP,
        },
    )  # fmt: skip
    assert len(rows) == 2
    day = timedelta(days=1) // timedelta(microseconds=1)
    found = [
        rows[name][1].item() for name in ("big", "usual", "small", "part", "yes", "code", "at")
    ]
    assert found == [5, -7, 2, 0.25, True, b"31.73   ", day]


def test_no_rows_are_no_rows() -> None:
    assert len(copied("select 1 where false", {}, {"one": INTEGER})) == 0


@pytest.mark.parametrize(
    "statement",
    ["select null::integer", "select 1::bigint", "select 1, 2", "select null::bigint, 1::bigint"],
)
def test_nulls_and_other_types_are_refused(statement: str) -> None:
    with pytest.raises(ValueError, match="type"):
        copied(statement, {}, {"one": INTEGER})


def test_values_that_only_fit_together_by_chance_are_refused() -> None:
    """Eight bytes and four, as many as four and eight."""
    with pytest.raises(ValueError, match="one, two"):
        copied("select 1::bigint, 2", {}, {"one": INTEGER, "two": BIGINT})
