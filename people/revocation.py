"""What ends a right that somebody may be using at this very moment.

Triggers of the database (``people``'s and ``aid``'s migrations) tell it on a channel of its own,
whoever makes the change and by whatever door. A notification names a session (by the fingerprint
under which its row is kept), an account or a page link, nothing else: whoever hears it asks anew.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from people.person import Person
from people.session import opened_links
from people.sessions import hidden

CHANNEL = "gandeng_revoked"
SESSION = "session:"


def marks_of(session_key: str | None, session: Any, person: Person) -> tuple[str, ...]:
    """On what the rights of ``person`` in ``session`` hang, as notifications name it."""
    if not session_key:
        return ()
    return (
        f"{SESSION}{hidden(session_key)}",
        *(f"account:{account}" for account in person.accounts),
        *(f"link:{link}" for link in opened_links(session)),
    )


def sessions_over(marks: Iterable[str]) -> list[str]:
    """Those of ``marks`` that name a session which ended or expired. One statement."""
    keys = {mark.removeprefix(SESSION) for mark in marks if mark.startswith(SESSION)}
    held = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return [f"{SESSION}{key}" for key in keys - set(held.values_list("session_key", flat=True))]
