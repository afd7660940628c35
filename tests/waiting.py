"""Knowing that somebody waits for a lock."""

from threading import Event
from time import monotonic

from django.db import connection


def until_waiting(count: int) -> None:
    """Until so many connections to this database wait for a lock: in others, other tests do."""
    deadline = monotonic() + 30
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
            Event().wait(0.01)
    raise AssertionError("nobody waited for a lock")
