"""An office takes rows of its regions away: who may, how many at once, and that it is recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import finalize

from django.db import transaction
from django.db.models import QuerySet

from aid.actions.access import require
from aid.errors import NotAllowed, SignInNeeded
from aid.events import Entry, record
from aid.export_errors import ExportsWait, ExportTooLong
from aid.queries.exports import Chunk, Columns, chunk, newest_key
from aid.relations import region_relations
from people.person import Person, Role

# Of one process.
MOST_AT_ONCE = 3
# A spreadsheet is made whole before it is sent, a cell in some ten microseconds.
MOST_IN_XLSX = 20_000


@dataclass(frozen=True)
class Wanted:
    """What somebody takes away: ``rows``, already filtered and theirs to see, of ``what``
    ("requests", "matches"); ``until`` is the newest key, ``count`` how many there are."""

    what: str
    rows: QuerySet[Any]
    columns: Columns
    until: int
    count: int


class Slots:
    """Who takes something away from this process now: each person once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock = Lock()
        self.held: set[int] = set()

    def take(self, account: int) -> Callable[[], None]:
        """A place; what gives it back. Raises ExportsWait."""
        with self.lock:
            if account in self.held or len(self.held) >= self.most:
                raise ExportsWait()
            self.held.add(account)
        return lambda: self.held.discard(account)


slots = Slots(MOST_AT_ONCE)


@contextmanager
def place_of(person: Person) -> Iterator[None]:
    """A place as long as the block runs. Raises SignInNeeded and ExportsWait."""
    give_back = take_place(person)
    try:
        yield
    finally:
        give_back()


def take_place(person: Person) -> Callable[[], None]:
    if person.user_id is None:
        raise SignInNeeded()
    return slots.take(person.user_id)


def pieces(person: Person, find: Callable[[], Wanted], head: bytes) -> "Pieces":
    """The file of what ``find`` finds, after ``head``. Raises SignInNeeded and ExportsWait."""
    place = take_place(person)
    try:
        return Pieces(find(), head, place)
    except BaseException:
        place()
        raise


def wanted(
    person: Person,
    what: str,
    rows: QuerySet[Any],
    columns: Columns,
    region: str = "",
    **filters: Any,
) -> Wanted:
    """What ``person`` takes away, of ``region`` or of all regions of their offices. Recorded.

    Raises SignInNeeded and NotAllowed for whoever holds no office there.
    """
    regions = [region] if region else offices(person)
    for code in regions:
        require("region", "see_board", None, region_relations(person, code))
    found = Wanted(what, rows, columns, newest_key(rows), rows.count())
    facts = {"rows": found.count, **filters}
    with transaction.atomic():
        record(person, *(Entry(f"export_{what}", region=code, facts=facts) for code in regions))
    return found


def offices(person: Person) -> list[str]:
    """Codes of the regions that ``person`` looks after; none inside another of them."""
    if person.user_id is None:
        raise SignInNeeded()
    held = set(person.regions(Role.COORDINATOR, Role.AUDITOR))
    if not held:
        raise NotAllowed()
    return sorted(code for code in held if not any(code.startswith(f"{other}.") for other in held))


def refuse_long(found: Wanted) -> None:
    """Raise ExportTooLong for what is too much for a spreadsheet."""
    if found.count > MOST_IN_XLSX:
        raise ExportTooLong(most=MOST_IN_XLSX, rows=found.count)


class Pieces:
    """The file, piece by piece, read as fast as they are taken; its place is given back when it
    is closed, or when nobody wants it any more."""

    def __init__(self, found: Wanted, head: bytes, place: Callable[[], None]) -> None:
        self.found = found
        self.head = head
        self.close = finalize(self, place)

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        after = 0
        while after < self.found.until:
            read = self.read(after)
            after = read.last
            if read.lines:
                yield read.lines

    def read(self, after: int) -> Chunk:
        return chunk(self.found.rows, self.found.columns, after, self.found.until)
