"""Listening to the hints that actions send to open pages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def hints() -> Iterator[set[str]]:
    """The topics of all hints sent during the block, whether or not it commits."""
    topics: set[str] = set()

    def listen(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        if "pg_notify" in sql:
            topics.update(json.loads(params[-1]))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(listen):
        yield topics
