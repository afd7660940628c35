"""Which Person stands behind a browser session."""

from typing import Any, cast

from people.models import User
from people.person import Person
from people.queries import person_of

KEYS = {"resident": "opened_requests", "helper": "helped_requests"}


def person_in(user: Any, session: Any) -> Person:
    """The Person behind ``user`` (Django's, possibly anonymous) and the links that were opened
    in ``session``."""
    account = cast(User, user) if getattr(user, "is_authenticated", False) else None
    opened = session.get(KEYS["resident"], ())
    return person_of(account, opened, session.get(KEYS["helper"], ()))


def remember_opened(session: Any, request_id: int, opens_as: str) -> None:
    """Let this session see request ``request_id`` as "resident" or "helper" from now on."""
    known = session.get(KEYS[opens_as], [])
    session[KEYS[opens_as]] = sorted({*known, request_id})
