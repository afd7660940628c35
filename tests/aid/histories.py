"""A small sealed history, and what its owner can do to it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.db import connection

from aid.history import Head
from aid.models import Event, Seal
from aid.proof import Kind
from aid.queries.history import one_moment
from aid.queries.proofs import findings
from tests.database import Copy

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60
OLDEST_RUNNING = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

TABLES = ("aid_event", "aid_seal")
KEEP = [f"create table kept_{table} as table {table}" for table in TABLES]
RESTORE = [
    statement
    for table in TABLES
    for statement in (
        f"delete from {table}",
        f"insert into {table} table kept_{table}",
        f"drop table kept_{table}",
    )
]


def happened(*kinds: str, settled: bool = True) -> list[int]:
    """Events of one transaction; their ids.

    ``settled``: comes back when they can be sealed. A server counts transactions of all its
    databases together, and other tests run in theirs.
    """
    facts = {"quantity": 3, "category": "meal"}
    who = {"actor_id": 7, "request_id": 8, "offer_id": 9, "match_id": 10}
    rows = [Event(at=AT, kind=kind, region_code="31.73", facts=facts, **who) for kind in kinds]
    ids = [event.pk for event in Event.log.bulk_create(rows)]
    if settled:
        settle()
    return ids


def settle() -> None:
    """Wait until no running transaction is older than an event."""
    newest = Event.log.order_by("-transaction").values_list("transaction", flat=True)[0]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while oldest_running() <= newest:
        assert time.monotonic() < deadline, "a transaction runs on"
        time.sleep(0.02)


def oldest_running() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_RUNNING)
        (number,) = cursor.fetchone()
        return int(number)


@dataclass(frozen=True)
class History:
    """Six events, at positions 1 to 6, sealed, their head published."""

    copy: Copy
    ids: list[int]
    file: Path

    def as_owner(self, *statements: str) -> None:
        """Run SQL with no grant in its way; ``{3}`` stands for the id of the third event."""
        with psycopg.connect(self.copy.owner_url) as owner:
            for statement in statements:
                owner.execute(self.named(statement).encode())

    @contextmanager
    def tampered(self, *statements: str) -> Iterator[None]:
        """What the owner does holds during the block."""
        self.as_owner(*KEEP, *statements)
        yield
        self.as_owner(*RESTORE)

    def named(self, text: str) -> str:
        return text.format("", *self.ids)

    def found(self, *kept: Head) -> list[tuple[Kind, str]]:
        with one_moment():
            differing = findings(Seal.log.newest(), self.file, kept)
            return [(finding.kind, finding.where) for finding in differing]


def newest() -> Head:
    seal = Seal.log.newest()
    assert seal is not None
    return seal.head


def sealed_ids() -> list[int]:
    return list(Seal.log.order_by("position").values_list("event_id", flat=True))
