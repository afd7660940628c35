"""Checking one request as somebody saw it: what changed meanwhile is looked at again."""

from collections.abc import Iterator
from contextlib import contextmanager

from aid.actions.unchanged import only_if
from aid.actions.verification import refuse, verify
from aid.errors import WrongState
from aid.models import Request
from people.person import Person


def version_of(request: Request) -> str:
    """What somebody looks at who checks a request; another one when any of it changed."""
    moments = [at.timestamp() if at else "" for at in (request.until, request.corrected_at)]
    parts = (request.status, request.needed, request.urgency, *moments)
    return " ".join(str(part) for part in parts)


def verify_seen(person: Person, reference: str, seen: str) -> Request:
    """Check one request. Raises WrongState where it changed since it was ``seen``."""
    with as_seen(reference, seen):
        return verify(person, reference)


def refuse_seen(person: Person, reference: str, reason: object, seen: str) -> Request:
    """Refuse one request. Raises WrongState where it changed since it was ``seen``."""
    with as_seen(reference, seen):
        return refuse(person, reference, reason)


@contextmanager
def as_seen(reference: str, seen: str) -> Iterator[None]:
    """What is done inside is done to the request as ``version_of`` it was ``seen``, or as it is
    where nothing is said of that."""

    def unchanged() -> None:
        rows = Request.private.filter(reference=reference)
        if seen and any(version_of(row) != seen for row in rows):
            raise WrongState()

    with only_if(unchanged):
        yield
