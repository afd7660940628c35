"""Answers to POSTs, kept for a day, so that the same POST sent again changes nothing again.

What a POST was answered is kept in the transaction of what it changed, so that either both are
there or neither. docs/decisions/0017-answers-are-kept-with-the-change.md says why.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from people.fields import seal_in, unseal_in
from people.models import KeptAnswer
from people.vault import fingerprint

# The database shows none that are younger.
KEPT = timedelta(days=1)
# Where neither an account nor a session tells one from another, the key alone does.
LEAST_OF_NOBODY = 16

TABLE = KeptAnswer._meta.db_table
NAME = "select set_config('gandeng.answer', %(key)s, true)"
# The second statement sees what was committed before the first got the lock.
FIND = f"""
    {NAME}, pg_try_advisory_xact_lock(%(number)s);
    select asked, status, body from {TABLE} where key = %(key)s
"""  # noqa: S608 # the table's own name # nosec B608
KEEP = f"""
    insert into {TABLE} (key, asked, status, body, made_at)
    values (%s, %s, %s, %s, %s)
"""  # noqa: S608 # nosec B608
EMPTY = f"""
    {NAME};
    update {TABLE} set body = %(body)s where key = %(key)s
"""  # noqa: S608 # nosec B608


@dataclass(frozen=True)
class Attempt:
    """One POST with a key: fingerprints of the key and its sender, and of what it asks."""

    key: str
    asked: str

    @property
    def number(self) -> int:
        """The number of its advisory lock: 64 bits, with sign."""
        return int.from_bytes(bytes.fromhex(self.key)[:8], "big", signed=True)


@dataclass(frozen=True)
class Answer:
    """What an attempt was answered. ``same``: it asked the very same. ``body`` is empty where
    there was none, and once it was emptied."""

    status: int
    body: bytes
    same: bool


def attempt_of(sender: str, key: str, asked: str) -> Attempt:
    """An attempt with ``key`` by ``sender`` at ``asked``, all told in full."""
    return Attempt(
        fingerprint("idempotency", f"{sender}\0{key}"), fingerprint("idempotent_post", asked)
    )


class InFlight(Exception):
    """The same attempt is being made now, by another process or thread."""


def found(attempt: Attempt) -> Answer | None:
    """The answer to ``attempt`` when it was made before, None for the first. Inside a transaction;
    no other makes the same attempt until it ends. Raises InFlight when another does so now."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"key": attempt.key, "number": attempt.number})
        if not cursor.fetchone()[1]:
            raise InFlight
        cursor.nextset()
        row = cursor.fetchone()
    if row is None:
        return None
    asked, status, body = row
    plain = unseal_in(KeptAnswer(key=attempt.key, body=body), "body")
    return Answer(status, plain, asked == attempt.asked)


def keep(attempt: Attempt, status: int, body: bytes) -> None:
    """Write the answer to ``attempt`` down, to be given to the same attempt again; in the
    transaction that found none."""
    row = KeptAnswer(key=attempt.key)
    seal_in(row, "body", body)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [row.key, attempt.asked, status, row.body, timezone.now()])


def empty(key: str) -> None:
    """Forget what the attempt with the fingerprint ``key`` was answered, but not that it was made.
    Inside a transaction."""
    row = KeptAnswer(key=key)
    seal_in(row, "body", b"")
    with connection.cursor() as cursor:
        cursor.execute(EMPTY, {"key": key, "body": row.body})


def forget_old() -> None:
    """Delete the answers that nobody asks for again after a day."""
    KeptAnswer.private.filter(made_at__lt=timezone.now() - KEPT).delete()
