"""Hints to open pages, sent by PostgreSQL at the moment that the transaction commits.

A hint says which topics changed and in which transaction, never what: the page asks again through
its own door.
"""

import json
from collections.abc import Iterable

from django.db import connection

CHANNEL = "gandeng_live"
# PostgreSQL refuses payloads of 8000 bytes and more.
MOST_BYTES = 7_500

HINT = """
select pg_notify(
    %s, json_build_object('transaction', txid_current(), 'topics', %s::json)::text
)
"""
# Every transaction below it is over, and whoever reads now reads what it wrote.
SETTLED = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
NEWEST = f"select {SETTLED}"
MARK = f"select pg_notify(%s, json_build_object('settled', {SETTLED})::text)"

# Whoever has notices switched on is told as well, later and once for many events
# (``messaging.actions.telling``): in the same statement, and nothing is written where nobody has.
# Each topic is looked up in the index by itself, whatever statistics say.
HINT_AND_NOTE = f"""
with noted as (
    insert into messaging_occasion (topic)
    select asked.topic
    from unnest(%s::text[]) as asked (topic)
    cross join lateral (
        select from messaging_following where topic = asked.topic limit 1
    ) as followed
)
{HINT}
"""  # noqa: S608 # this module's own text # nosec B608


def publish(topics: Iterable[str], notices: Iterable[str] = ()) -> None:
    """Tell everybody who listens to one of ``topics`` that this transaction changed it, and have
    those told whose page is closed and who follow one of ``notices``.

    Nothing is sent when the surrounding transaction rolls back.
    """
    to_note = sorted(set(notices))
    with connection.cursor() as cursor:
        for batch in batches(sorted(set(topics))):
            if to_note:
                cursor.execute(HINT_AND_NOTE, [to_note, CHANNEL, batch])
                to_note = []
            else:
                cursor.execute(HINT, [CHANNEL, batch])


def batches(topics: list[str]) -> Iterable[str]:
    """``topics`` as JSON, in as few pieces as PostgreSQL's limit allows."""
    batch: list[str] = []
    size = 0
    for topic in topics:
        if batch and size + len(topic) + 3 > MOST_BYTES:
            yield json.dumps(batch, separators=(",", ":"))
            batch, size = [], 0
        batch.append(topic)
        size += len(topic) + 3
    if batch:
        yield json.dumps(batch, separators=(",", ":"))


def mark() -> None:
    """Tell every listener up to which transaction it has heard all hints once it hears this:
    notifications arrive in the order of their commits."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [CHANNEL])


def settled() -> int:
    """The first transaction that may not be over yet; what earlier ones wrote can be read."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        (transaction,) = cursor.fetchone()
    return int(transaction)
