"""Colours that everybody can read, in light and in dark; one scale of sizes and of spaces; and a
page that shows every component."""

import re
from pathlib import Path

import pytest
from django.test import Client

from frontend import design
from frontend.design import STYLES

PARTS = [STYLES / found for found in re.findall(r'"(.+?)"', (STYLES / "site.css").read_text())]
SPACE = re.compile(r"^\s*(?:margin|padding|gap|row-gap|column-gap)[\w-]*:[^;]*\drem", re.MULTILINE)
TEXT = re.compile(r"^\s*font-size:[^;]*\drem", re.MULTILINE)


def test_contrast_of_black_on_white_is_21() -> None:
    assert design.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert design.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert design.shade("#777777", "#ffffff").ratio == 4.4  # never told as more than it is


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", design.pairs(), ids=lambda pair: f"{pair.ink}-{pair.ground}")
def test_colours_part_well_enough(theme: str, pair: design.Pair) -> None:
    shade = pair.light if theme == "light" else pair.dark
    assert design.contrast(shade.ink, shade.ground) >= pair.least


def test_every_colour_has_a_value_for_the_dark() -> None:
    assert len(design.colours()) > 15
    assert [token.name for token in design.colours() if token.dark == token.light] == []


def test_what_is_used_is_a_token() -> None:
    known = {token.name for token in design.tokens()}
    for sheet in STYLES.rglob("*.css"):
        used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text()))
        assert used <= known, sheet.name


@pytest.mark.parametrize("sheet", PARTS, ids=lambda path: path.name)
def test_sizes_and_spaces_of_the_base_are_on_the_scales(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert SPACE.findall(text) == [] and TEXT.findall(text) == []


@pytest.mark.django_db
def test_every_component_is_on_the_page_of_the_design_or_named_as_private(client: Client) -> None:
    content = client.get("/design/").content.decode()
    shown = {name for group in re.findall(r'class="([^"]*)"', content) for name in group.split()}
    known = design.classes()
    missing = {name: sheet for name, sheet in known.items() if name not in shown}
    assert {name: sheet for name, sheet in missing.items() if not design.is_private(name)} == {}
    for private in design.PRIVATE:  # a name that went is no excuse for the next
        assert any(design.matches(private, name) for name in known), private


@pytest.mark.django_db
def test_page_of_the_design_tells_what_the_style_sheets_hold(client: Client) -> None:
    answer = client.get("/design/")
    content = answer.content.decode()
    assert '<meta name="robots" content="noindex">' in content
    for token in design.tokens():
        assert f"<code>{token.name}</code>" in content or token.name == "font"
    for token in design.colours():
        assert token.light in content and token.dark in content
