"""How far the reading of a file has come, for whoever sent it: kept for a few minutes, beside the
import, which is one transaction and stays it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from django.core.cache import cache

from people.person import Person

SECONDS_KEPT = 600
SECONDS_BETWEEN = 0.3


@dataclass(frozen=True)
class Progress:
    """Rows read so far, ``of`` how many; both 0 while the file is opened."""

    done: int = 0
    of: int = 0


def kept(person: Person, reference: str, key: object) -> Callable[[int, int], None] | None:
    """Keeps what it is told for ``progress_of`` the same ``key``, a UUID that the page chose;
    None without one. Not to be told inside a transaction: nobody else would see it."""
    name = name_of(person, reference, key)
    if name is None:
        return None
    next_at = 0.0

    def keep(done: int, of: int) -> None:
        nonlocal next_at
        if done == of or monotonic() >= next_at:
            cache.set(name, (done, of), SECONDS_KEPT)
            next_at = monotonic() + SECONDS_BETWEEN

    return keep


def progress_of(person: Person, reference: str, key: object) -> Progress:
    """What was kept for ``key`` by the same account about the same list, or nothing yet."""
    name = name_of(person, reference, key)
    return Progress(*cache.get(name, (0, 0))) if name is not None else Progress()


def name_of(person: Person, reference: str, key: object) -> str | None:
    if person.user_id is None:
        return None
    try:
        return f"import:{person.user_id}:{reference}:{uuid.UUID(str(key))}"
    except ValueError:
        return None
