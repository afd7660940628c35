"""Every text is translated."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command

from frontend import catalogue


def test_every_text_is_translated() -> None:
    call_command("messages", check=True)


def test_catalogue_keeps_no_text_that_is_gone() -> None:
    wanted = catalogue.extracted()
    gone = [
        catalogue.singular(message)
        for message in catalogue.kept()
        if message.id and wanted.get(message.id, message.context) is None
    ]
    assert gone == []


@pytest.mark.parametrize(
    ("string", "flags", "fault"),
    [
        ("Sisa: {left}", [], ""),
        ("", [], "not translated"),
        ("Sisa: {left}", ["fuzzy"], "fuzzy"),
        ("Sisa", [], "other placeholders"),
        ("Sisa: {rest}", [], "other placeholders"),
        ("Sisa: {left} dari {all}", [], "other placeholders"),
    ],
)
def test_fault_of_a_translation_is_found(string: str, flags: list[str], fault: str) -> None:
    kept = Catalog(locale="id")
    kept.add("Left: {left}", string, flags=flags)
    assert catalogue.fault_of(kept.get("Left: {left}")) == fault


def test_text_that_the_catalogue_lacks_is_found() -> None:
    wanted = Catalog(locale="id")
    wanted.add("Left", None, [("a.py", 1)])
    assert catalogue.faults(Catalog(locale="id"), wanted) == ["not translated: 'Left' (a.py)"]


def test_texts_of_templates_and_modules_are_found(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}<a title="it\'s">{% translate "One" %}</a>\n'
        "   {% blocktranslate trimmed with n=count %}\n  Two {{ n }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} hen{% plural %}{{ n }} hens{% endblocktranslate %}"
    )
    module = tmp_path / "module.py"
    module.write_text('x = _("Three")\ny = pgettext_lazy("offer", "Open")\nz = _(x)\n')
    assert [found[:2] for found in catalogue.texts(template)] == [
        (None, "One"),
        (None, "Two %(n)s"),
        (None, ("%(n)s hen", "%(n)s hens")),
    ]
    assert [found[:2] for found in catalogue.texts(module)] == [(None, "Three"), ("offer", "Open")]


def test_missing_translation_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "kept", lambda: Catalog(locale="id"))
    with pytest.raises(CommandError, match="Texts to translate"):
        call_command("messages", check=True)
