"""Pressing every button of a page, each undone before the next."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client


@dataclass
class Button:
    """A form with what is entered, and the button that sends it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    sent_by: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.action} {self.sent_by or ''}".strip()


class Buttons(HTMLParser):
    """The buttons of a page; the first of radio buttons is chosen, text is entered."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Button] = []
        self.form: Button | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method") == "post"
            self.form = Button(given.get("action", "")) if posts else None
        elif self.form is None:
            return
        elif tag in ("input", "textarea") and "name" in given:
            entered = given.get("value") or "Contoh"
            self.form.fields.setdefault(given["name"], entered)
        elif tag == "button":
            sent = {given["name"]: given["value"]} if "name" in given else {}
            self.found.append(Button(self.form.action, self.form.fields, sent))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


def buttons_on(content: bytes) -> list[Button]:
    parser = Buttons()
    parser.feed(content.decode())
    return parser.found


def refused(browser: Client, page: str) -> list[str]:
    """The buttons of ``page`` that were refused when they were pressed, and how; none of them
    leaves anything behind. Fails where the page has none."""
    found, wrong = buttons_on(browser.get(page).content), []
    own = [button for button in found if button.action.startswith(page)]
    for button in own:
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined] # limits count by themselves
        with undone:
            answer = browser.post(button.action, {**button.fields, **button.sent_by})
            told = [str(each) for each in get_messages(answer.wsgi_request) if each.level >= 40]
            transaction.set_rollback(True)
        if answer.status_code not in (200, 302) or told:
            wrong.append(f"{button}: {answer.status_code} {told}")
    return wrong
