"""The one connection per process on which PostgreSQL tells what happened."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from django.db import connections

from messaging.live import CHANNEL
from people.revocation import CHANNEL as REVOKED

log = logging.getLogger(__name__)

FIRST_RETRY, LONGEST_RETRY = 0.2, 10.0
# A listening connection that died without a word is found within a minute.
KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


async def listen(begin: Callable[[], Awaitable[None]], hear: Callable[[str, str], None]) -> None:
    """Call ``hear`` with the channel and the payload of each notification, until cancelled.

    ``begin`` is called when listening begins, and again after each lost connection: what was told
    in between is lost.
    """
    delay = FIRST_RETRY
    while True:
        try:
            async with await connect() as connection:
                for channel in (CHANNEL, REVOKED):
                    await connection.execute(f"LISTEN {channel}")
                await begin()
                delay = FIRST_RETRY
                async for notice in connection.notifies():
                    hear(notice.channel, notice.payload)
        except Exception:
            log.warning("The live connection was lost.", exc_info=True)
        await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 # spreads retries # nosec B311
        delay = min(delay * 2, LONGEST_RETRY)


async def connect() -> psycopg.AsyncConnection[Any]:
    """A connection of its own, as Django would make it."""
    parameters = {**KEEPALIVES, **connections["default"].get_connection_params()}
    del parameters["cursor_factory"]
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
