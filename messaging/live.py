"""Hints to open pages, sent by PostgreSQL at the moment that the transaction commits.

A hint says which topics changed, never what: the page asks again through its own door.
"""

import json
from collections.abc import Iterable

from django.db import connection

CHANNEL = "gandeng_live"
# PostgreSQL refuses payloads of 8000 bytes and more.
MOST_BYTES = 7_500


def publish(topics: Iterable[str], version: int) -> None:
    """Tell everybody who listens to one of ``topics`` that ``version`` (an event's id) is there.

    Nothing is sent when the surrounding transaction rolls back.
    """
    with connection.cursor() as cursor:
        for payload in payloads(sorted(set(topics)), version):
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, payload])


def payloads(topics: list[str], version: int) -> Iterable[str]:
    """``topics`` in as few payloads as PostgreSQL's limit allows."""
    batch: list[str] = []
    size = 0
    for topic in topics:
        if batch and size + len(topic) + 3 > MOST_BYTES:
            yield json.dumps({"topics": batch, "version": version}, separators=(",", ":"))
            batch, size = [], 0
        batch.append(topic)
        size += len(topic) + 3
    if batch:
        yield json.dumps({"topics": batch, "version": version}, separators=(",", ":"))
