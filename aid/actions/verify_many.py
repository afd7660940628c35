"""Checking many requests at once as somebody saw them, each in a transaction of its own, so that
one that is refused keeps none of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from aid.actions.verify_seen import verify_seen
from aid.errors import AidError, Message
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
