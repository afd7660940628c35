"""Phones that receive the messages of a test, and browsers that sign in with them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.test import Client, override_settings

from messaging import senders
from messaging.senders import Message

CODE = re.compile(r"\b(\d{4} \d{4})\b")


@dataclass
class Phones:
    """All messages to phones, newest last."""

    messages: list[Message] = field(default_factory=list)

    def code_of(self, phone: str) -> str:
        """The newest code that ``phone`` (E.164) received."""
        text = next(each.text for each in reversed(self.messages) if each.to == phone)
        found = CODE.search(text)
        assert found is not None
        return found[1]

    def sign_in(self, browser: Client, phone: str, name: str = "Siti Contoh", **more: str) -> None:
        """The whole way of somebody honest, newcomer or not."""
        assert ask_code(browser, phone, **more) == 302
        assert enter(browser, self.code_of(phone), **more) == 302
        browser.post("/sign-in/name/", {"name": name}, **more)  # type: ignore[arg-type]
        assert "_auth_user_id" in browser.session


@contextmanager
def phones_at_hand() -> Iterator[Phones]:
    phones = Phones()
    senders.SENDERS["test"] = phones.messages.append
    try:
        with override_settings(MESSAGE_SENDERS=["test"]):
            yield phones
    finally:
        del senders.SENDERS["test"]


def ask_code(browser: Client, phone: str, **more: str) -> int:
    return browser.post("/sign-in/", {"phone": phone}, **more).status_code  # type: ignore[arg-type]


def enter(browser: Client, code: str, **more: str) -> int:
    return browser.post("/sign-in/code/", {"code": code}, **more).status_code  # type: ignore[arg-type]


def wrong(code: str) -> str:
    """Another code than ``code``."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
