"""Moments as they come out of the database."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

pytestmark = pytest.mark.django_db


def read(text: str, zone: str = "UTC") -> object:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('timezone', %s, true)", [zone])
        cursor.execute("select %s::timestamptz", [text])
        (found,) = cursor.fetchone()
    return found


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-30 14:28:48.1234+00", datetime(2026, 11, 30, 14, 28, 48, 123_400, UTC)),
        ("2026-11-30 14:28:48+00", datetime(2026, 11, 30, 14, 28, 48, 0, UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)),
    ],
)
def test_moment_is_read_in_utc(text: str, moment: datetime) -> None:
    found = read(text)
    assert found == moment
    assert isinstance(found, datetime) and found.tzinfo is UTC


def test_moment_of_another_zone_is_the_same_moment() -> None:
    assert read("2026-11-30 14:28:48+00", "Asia/Jakarta") == datetime(
        2026, 11, 30, 14, 28, 48, tzinfo=UTC
    )


@pytest.mark.parametrize("text", ["infinity", "20000-01-01 00:00:00+00", "0044-03-15 00:00:00 BC"])
def test_moment_that_python_has_no_year_for_is_refused(text: str) -> None:
    with pytest.raises((DataError, ValueError)):
        read(text)
