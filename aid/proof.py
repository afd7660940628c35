"""Comparing a chain of seals with its events and with its published heads. Plain Python."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aid.history import FORMS, START, Head, Value, chained, covered


class Kind(StrEnum):
    EVENT_CHANGED = "event or what its seal says of it changed"
    EVENT_DELETED = "event deleted"
    EVENT_LEFT_OUT = "event slipped in before the sealed line, or its seal removed"
    EVENT_TOO_NEW = "event of a transaction that did not begin yet"
    SEAL_CHANGED = "seal changed"
    SEAL_REMOVED = "seal removed"
    SEAL_REORDERED = "seal out of the events' order"
    HEAD_DIFFERS = "the chain differs from a published head"
    CHAIN_SHORTER = "the chain is shorter than a published head"
    HEADS_DAMAGED = "the published heads can't be read"
    HEADS_MISSING = "the published heads are missing"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed; ``where`` tells the place in words."""

    kind: Kind
    where: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}"


@dataclass(frozen=True)
class Link:
    """A seal, with its event's columns as they are now; None when there is no such event."""

    position: int
    event_id: int
    transaction: int
    form: int
    at: str
    hash: bytes
    event: Mapping[str, Value] | None

    def due(self, previous: bytes) -> bytes | None:
        """The hash that belongs here after ``previous``; None when it can't be known."""
        if self.event is None or self.form not in FORMS:
            return None
        values = [self.event[column] for column in FORMS[self.form]]
        return chained(previous, covered(self.form, self.position, self.at, values))

    @property
    def where(self) -> str:
        place = f"position {self.position}, event {self.event_id}"
        if self.event is None:
            return place
        return f"{place} ({self.event['kind']}, {self.event['at']})"


def differences(links: Iterable[Link]) -> Iterator[Finding]:
    """Where seals, in order of position, are not what their events and the seals before say.

    A wrong hash is the event's fault, or the seal's own when the next seal follows from what
    the hash should be. After a seal that is missing or whose event is, the next one's hash is
    taken for granted, so that one change is told once.
    """
    last: Link | None = None
    should_be: bytes | None = None  # the last hash, when it isn't
    for link in links:
        yield from misplaced(last, link)
        follows = link.position == (last.position if last else 0) + 1
        seal_alone = should_be is not None and follows and link.due(should_be) == link.hash
        if last is not None and should_be is not None:
            yield Finding(Kind.SEAL_CHANGED if seal_alone else Kind.EVENT_CHANGED, last.where)
        due = link.due(last.hash if last else START) if follows else None
        should_be = None if due == link.hash or seal_alone else due
        last = link
    if last is not None and should_be is not None:
        yield Finding(Kind.EVENT_CHANGED, last.where)


def misplaced(last: Link | None, link: Link) -> Iterator[Finding]:
    """What is wrong with the place, the event and the form of ``link``, its hash aside."""
    missing = range(last.position + 1 if last else 1, link.position)
    if missing:
        yield Finding(Kind.SEAL_REMOVED, positions(missing))
    if last and (link.transaction, link.event_id) <= (last.transaction, last.event_id):
        yield Finding(Kind.SEAL_REORDERED, link.where)
    if link.event is None:
        yield Finding(Kind.EVENT_DELETED, link.where)
    elif link.form not in FORMS:
        yield Finding(Kind.SEAL_CHANGED, f"{link.where}, form {link.form}")
    elif link.transaction != link.event["transaction"]:
        yield Finding(Kind.SEAL_CHANGED, f"{link.where}, transaction {link.transaction}")


def positions(missing: range) -> str:
    first, last = missing[0], missing[-1]
    return f"position {first}" if first == last else f"positions {first} to {last}"


def unlike(head: Head, hashes: Mapping[int, bytes], length: int) -> Iterator[Finding]:
    """What is wrong when ``head`` was published: ``hashes`` by position, of ``length`` seals."""
    if head.position > length:
        where = f"position {head.position} was published, the chain ends at {length}"
        yield Finding(Kind.CHAIN_SHORTER, where)
    elif hashes.get(head.position) != head.hash:
        yield Finding(Kind.HEAD_DIFFERS, f"position {head.position}, published {head.hash.hex()}")
