"""Colours that everybody can read, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR, "frontend/styles/parts/tokens.css")
TEXT = 4.5  # WCAG 2.2, 1.4.3
LINES = 3.0  # WCAG 2.2, 1.4.11
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "brand") for ground in ("paper", "card")),
    *((tone, f"{tone}-soft", TEXT) for tone in ("brand", "warn", "bad")),
    *(("ink", f"{tone}-soft", TEXT) for tone in ("brand", "warn", "bad")),
    ("soft", "brand-soft", TEXT),
    ("bad", "card", TEXT),
    ("bad", "paper", TEXT),
    ("on-brand", "brand", TEXT),
    *((line, ground, LINES) for line in ("edge", "focus") for ground in ("paper", "card")),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours of both themes; dark ones replace light ones."""
    light, dark = re.findall(r":root \{(.*?)\}", TOKENS.read_text(), flags=re.S)
    read = [dict(re.findall(r"--([\w-]+): #(\w{6});", block)) for block in (light, dark)]
    return {"light": read[0], "dark": {**read[0], **read[1]}}


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_colours_part_well_enough(theme: str, ink: str, ground: str, least: float) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= least
