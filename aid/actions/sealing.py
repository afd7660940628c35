"""Sealing what happened into the chain, and publishing its head."""

from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from aid import published
from aid.history import (
    BEGINNING,
    FORM,
    FORMS,
    START,
    CounterBehind,
    Head,
    HistoryDiffers,
    chained,
    covered,
    written,
)
from aid.models import Seal
from aid.queries.history import counter_is_behind, to_seal

AT_ONCE = 1_000
# Sealers take turns: a number of their own among PostgreSQL's advisory locks.
TURN = 0x7365616C


def seal_all(at_once: int = AT_ONCE) -> int:
    """Seal every event that no running transaction can precede; how many were sealed.

    Each batch is a transaction of its own. Raises CounterBehind.
    """
    total = 0
    while sealed := seal_some(at_once):
        total += sealed
        if sealed < at_once:
            break
    return total


@transaction.atomic(durable=True)
def seal_some(most: int) -> int:
    """Seal the next events, at most ``most``; how many there were.

    Sealers elsewhere wait. Should one not, unique positions and events refuse its fork.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TURN])
    newest = Seal.log.newest()
    if newest is not None and counter_is_behind(newest.transaction):
        raise CounterBehind(f"transaction {newest.transaction} is sealed")
    head = newest.head if newest else Head(0, START)
    seals = chain_on(head, to_seal(*(newest.place if newest else BEGINNING), most))
    Seal.log.bulk_create(seals)
    return len(seals)


def chain_on(head: Head, events: list[dict[str, Any]]) -> list[Seal]:
    """The seals of ``events``, in this order, after ``head``."""
    now = timezone.now()
    seals, previous = [], head.hash
    for position, event in enumerate(events, head.position + 1):
        content = [event[column] for column in FORMS[FORM]]
        previous = chained(previous, covered(FORM, position, written(now), content))
        seals.append(
            Seal(
                position=position,
                event_id=event["id"],
                transaction=event["transaction"],
                form=FORM,
                at=now,
                hash=previous,
            )
        )
    return seals


def publish(path: Path) -> Head | None:
    """Add the chain's head to the file of heads, unless it is the last there; what was added.

    Raises HistoryDiffers when the chain doesn't contain that last one: then nothing is added.
    """
    newest = Seal.log.newest()
    before = published.newest(path)
    if before is not None and before.hash not in Seal.log.hashes([before.position]).values():
        raise HistoryDiffers(f"published: {before}; sealed: {newest or 'nothing'}")
    if newest is None or newest.head == before:
        return None
    published.append(path, newest.head, newest.at)
    return newest.head
