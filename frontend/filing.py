"""Filing what a form asks, once however often the form is sent.

The form carries a key of its own, made with it. What came of sending it is kept under that key for
a day, sealed, until the receipt has been shown: whoever lost the answer on the way sends again and
gets it.
"""

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction

from aid.actions import requests
from aid.actions.requests import Asked
from frontend import receipts
from people import kept_answers
from people.kept_answers import LEAST_OF_NOBODY, Attempt, InFlight, attempt_of
from people.person import Person
from people.vault import fingerprint

MOST_CHARACTERS = 64
PATIENCE = (0.1, 0.2, 0.4, 0.8, 0.8)  # seconds between looks whether the other one is done
FILED = 302


class StillSending(Exception):
    """The same form is being sent by another tap, which takes long."""


class ShownAlready(Exception):
    """The form was sent before, and its receipt was shown; ``answer`` is as in ``Kept``."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        super().__init__(answer)


def new_key() -> str:
    return secrets.token_urlsafe(24)


def mark_of(user_id: int | None) -> str:
    """Tells in a form who opened it; empty for whoever has no account."""
    return "" if user_id is None else fingerprint("form", str(user_id))[:16]


def key_in(text: str) -> str:
    """The key that a form brought; empty for one that a stranger could guess."""
    fits = LEAST_OF_NOBODY <= len(text) <= MOST_CHARACTERS
    return text if fits and text.isascii() and text.isprintable() else ""


def file_once(person: Person, asked: Asked, key: str) -> tuple[receipts.Kept, bool]:
    """The receipt of the form with ``key``, filed now unless it was before; and whether what was
    filed is what ``asked`` says. Without a key it is filed in any case.

    Raises what ``requests.submit`` does, StillSending, or ShownAlready.
    """
    if not key:
        return receipts.of(requests.submit(person, asked)), True
    sender = "" if person.user_id is None else str(person.user_id)
    attempt = attempt_of(f"form:{sender}", key, repr(asked))
    for _ in looks():
        try:
            with transaction.atomic():
                return filed(person, asked, attempt)
        except InFlight:
            continue
    raise StillSending()


def looks() -> Iterator[None]:
    yield
    for seconds in PATIENCE:
        time.sleep(seconds)
        yield


def filed(person: Person, asked: Asked, attempt: Attempt) -> tuple[receipts.Kept, bool]:
    before = kept_answers.found(attempt)
    if before is None:
        kept = receipts.of(requests.submit(person, asked), attempt.key)
        kept_answers.keep(attempt, FILED, json.dumps(asdict(kept)).encode())
        return kept, True
    if not before.body:
        raise ShownAlready(attempt.key)
    return receipts.Kept(**json.loads(before.body)), before.same


def shown(kept: receipts.Kept) -> None:
    """The receipt was shown: the site forgets link and code."""
    if kept.answer:
        with transaction.atomic():
            kept_answers.empty(kept.answer)
