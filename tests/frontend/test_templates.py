"""What holds for the text of every template."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR, "frontend", "templates")
TEMPLATES = sorted(FOLDER.rglob("*.html"))
PROBLEMS = re.compile(r'{% problems "(\w+)" %}')
# A problem of the page's address: no input is there to be put right.
OF_NO_INPUT = {("coupon/open.html", "serial")}


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix().removeprefix("frontend/")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_error_is_tied_to_its_input(path: Path) -> None:
    text = path.read_text()
    untied = [
        field
        for field in PROBLEMS.findall(text)
        if f'described "{field}"' not in text and f"{field}-wrong" not in text
    ]
    assert not [field for field in untied if (name(path), field) not in OF_NO_INPUT]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_heads_of_tables_say_what_they_head(path: Path) -> None:
    heads = re.findall(r"<th\b[^>]*>(?:</th>)?", path.read_text())
    assert not [head for head in heads if "scope=" not in head or head.endswith("</th>")]


# Besides what is marked: blocks that hold attributes, not text.
MARKED = re.compile(
    r"{% block (?:body|main_class) %}.*?{% endblock %}"
    r"|{% blocktranslate\b.*?{% endblocktranslate %}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->",
    re.S,
)
NOT_READ = re.compile(r"<(script|style|code|textarea)\b.*?</\1>|<p class=\"secret.*?</p>", re.S)
READ_ALOUD = re.compile(r'\b(?:title|alt|aria-label|placeholder)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
# Names and abbreviations that are the same in both languages.
NAMES = frozenset(
    {"Gandeng", "Jakarta", "Kepulauan", "Seribu", "RT", "RW", "KK", "PDF", "CSV", "XLSX", "Rp"}
    | {"English", "Bahasa", "Indonesia", "WIB", "QR", "km", "NIK", "KTP", "BAST"}
)


# Attributes of an element that is elsewhere.
ATTRIBUTES = {"ask/said.html", "parts/place_said.html"}


@pytest.mark.parametrize(
    "path", [each for each in TEMPLATES if name(each) not in ATTRIBUTES], ids=name
)
def test_no_words_stand_unmarked(path: Path) -> None:
    """What is not marked is not translated."""
    bare = NOT_READ.sub(" ", MARKED.sub("", path.read_text()))
    aloud = " ".join(READ_ALOUD.findall(bare))
    read = re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", bare))
    assert not {word for word in WORD.findall(f"{aloud} {read}") if word not in NAMES}
