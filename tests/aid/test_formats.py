"""Numbers, dates and times as the two languages write them."""

from datetime import UTC, date, datetime, time

from aid import formats


def test_numbers_and_quantities() -> None:
    assert formats.number(1648, "id") == "1.648" and formats.number(1648, "en") == "1,648"
    assert formats.decimal(1.2, "id") == "1,2"
    assert formats.quantity("sembako", 1163, "id") == "1.163 paket"
    assert formats.quantity("cash", 200_000, "id") == "Rp200.000"
    assert formats.unit_name("meal", "id") == "porsi harian"
    assert formats.unit_name("unknown", "id") == "unknown"


def test_dates_and_times() -> None:
    assert formats.day(date(2026, 11, 27), "id") == "27 November 2026"
    assert formats.day(date(2026, 8, 1), "id") == "1 Agustus 2026"
    assert formats.weekday(date(2026, 11, 27), "id") == "Jumat"
    evening = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)  # seven hours behind Jakarta
    assert formats.clock(evening, "id") == "pukul 17.30 WIB"
    assert formats.clock(evening, "en") == "17:30 WIB"
    assert formats.hour(evening, "id") == "17.30" and formats.hour(evening, "en") == "17:30"
    assert formats.hour(time(8), "id") == "08.00" and formats.hour(time(8), "en") == "08:00"
    assert formats.month(date(2026, 8, 1), "id") == "Agustus 2026"
