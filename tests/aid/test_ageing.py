"""When something is due, and whose turn it is as it goes on waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from aid import ageing
from aid.ageing import THRESHOLDS, Kind, Office
from tests.factories import HOME, RW_901

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)


def waited(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


# A check is due after 24 hours, and rises every 24 more; where nobody eats today, 4 and 4.
@pytest.mark.parametrize(
    ("hours", "pressing", "risen"),
    [
        (23.9, False, None),
        (24, False, 0),
        (47.9, False, 0),
        (48, False, 1),
        (72, False, 2),
        (96, False, 3),
        (9999, False, 3),
        (3.9, True, None),
        (4, True, 0),
        (16, True, 3),
    ],
)
def test_check_rises_every_day_or_every_four_hours(
    hours: float, pressing: bool, risen: int | None
) -> None:
    assert ageing.rises(Kind.CHECK, waited(hours), NOW, pressing=pressing) == risen


def test_it_rises_up_to_the_city_and_no_further() -> None:
    turns = [ageing.turn(Office.RW, count) for count in range(5)]
    assert turns == [Office.RW, Office.KELURAHAN, Office.KECAMATAN, Office.CITY, Office.CITY]
    assert ageing.turn(Office.KECAMATAN, 1) is Office.CITY


@pytest.mark.parametrize(
    ("kind", "region", "office"),
    [
        (Kind.CHECK, RW_901, Office.RW),
        (Kind.CHECK, HOME, Office.KELURAHAN),
        (Kind.DISPUTE, RW_901, Office.KELURAHAN),
        (Kind.SENSITIVE_COMPLAINT, RW_901, Office.KECAMATAN),
    ],
)
def test_it_begins_with_the_smallest_office_that_can_settle_it(
    kind: Kind, region: str, office: Office
) -> None:
    assert ageing.office_of(kind, region) is office


def test_it_concerns_the_offices_from_where_it_began_to_where_it_rose() -> None:
    """Of something that began with the kelurahan and rose to the kecamatan."""
    concerned = [
        board for board in Office if ageing.concerns(board, Office.KELURAHAN, Office.KECAMATAN)
    ]
    assert concerned == [Office.KECAMATAN, Office.KELURAHAN]


def test_what_presses_is_never_later_than_what_does_not() -> None:
    for threshold in THRESHOLDS.values():
        assert threshold.pressing.due <= threshold.usual.due
        assert threshold.pressing.rises <= threshold.usual.rises


def test_every_kind_has_a_threshold_and_rises() -> None:
    assert set(THRESHOLDS) == set(Kind)
    assert all(threshold.pressing.rises > timedelta(0) for threshold in THRESHOLDS.values())
