"""Checking requests as somebody saw them; many at once each in a transaction of its own, so that
one that is refused keeps none of the others."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from aid.actions.unchanged import only_if
from aid.actions.verification import refuse, verify
from aid.errors import AidError, Message, WrongState
from aid.models import Request
from people.person import Person

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Ticked:
    """A request, and what was seen of it when somebody said yes: ``version_of`` it then."""

    reference: str
    seen: str


@dataclass(frozen=True)
class Checked:
    """What came of one: ``why`` it was not checked, empty where it was."""

    reference: str
    why: Message = ""


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


def verify_many(person: Person, ticked: Sequence[Ticked]) -> list[Checked]:
    """Check the first MOST_AT_ONCE of ``ticked``; what came of each. Those that changed since
    they were seen are left as they are."""
    return [verified_or_why(person, each) for each in ticked[:MOST_AT_ONCE]]


def verified_or_why(person: Person, ticked: Ticked) -> Checked:
    try:
        verify_seen(person, ticked.reference, ticked.seen)
    except AidError as refusal:
        return Checked(ticked.reference, refusal.message)
    return Checked(ticked.reference)


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
