"""Numbers, dates and times on the pages, as each language writes them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from frontend.templatetags import gandeng, rounds

EVENING = datetime(2026, 8, 1, 10, 30, tzinfo=UTC)  # seven hours behind Jakarta
WRITTEN: list[tuple[Callable[..., str], tuple[Any, ...], str, str]] = [
    (gandeng.number, (1648,), "1.648", "1,648"),
    (gandeng.rupiah, (200_000,), "Rp200.000", "Rp200,000"),
    (gandeng.rupiah, (None,), "<Rp500.000", "<Rp500,000"),
    (gandeng.rupiah_short, (1_240_000,), "Rp1,2 jt", "Rp1.2m"),
    (gandeng.rupiah_short, (1_234_000_000_000,), "Rp1.234 M", "Rp1,234bn"),
    (gandeng.amount, (1163, "sembako"), "1.163 paket", "1,163 packages"),
    (gandeng.km, (1240,), "1,2 km", "1.2 km"),
    (gandeng.km, (810,), "800 m", "800 m"),
    (gandeng.day, (EVENING,), "1 Agustus 2026", "1 August 2026"),
    (gandeng.date_only, (date(2026, 8, 1),), "1 Agustus 2026", "1 August 2026"),
    (gandeng.month, (date(2026, 8, 1),), "Agustus 2026", "August 2026"),
    (gandeng.clock, (EVENING,), "pukul 17.30 WIB", "at 17:30 WIB"),
    (gandeng.hour, (time(8),), "08.00", "08:00"),
    (rounds.kilometres, (71_576.4,), "71.576 km", "71,576 km"),
    (rounds.percent_up, (0.011,), "0,02%", "0.02%"),
]
# What writes a number, date or time without asking ``aid.formats``.
BY_ITSELF = re.compile(
    r"strftime\(|number_format\(|date_format\(|time_format\(|\|(?:time|intcomma)\b"
    r"|\|date\b(?!:'Y-m-d')"
)
BUT = {"aid/formats.py", "aid/spreadsheets/xlsx.py", "aid/spreadsheets/template.py"}


@pytest.mark.parametrize(("write", "given", "indonesian", "english"), WRITTEN)
def test_each_language_has_its_own_way(
    write: Callable[..., str], given: tuple[Any, ...], indonesian: str, english: str
) -> None:
    with translation.override("id"):
        assert write(*given) == indonesian
    with translation.override("en"):
        assert write(*given) == english


def test_one_place_knows_how_they_are_written() -> None:
    root = Path(settings.BASE_DIR)
    files = [
        path
        for app in ("aid", "api", "frontend", "geo", "matching", "messaging", "people")
        for suffix in ("*.py", "*.html", "*.txt")
        for path in (root / app).rglob(suffix)
    ]
    assert len(files) > 300
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in files
        if path.relative_to(root).as_posix() not in BUT
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if BY_ITSELF.search(line)
    ]
    assert found == []
