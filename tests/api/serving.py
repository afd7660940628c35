"""The site as it is served, in a test's own event loop, and how to listen to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import psycopg
import uvicorn
from django.db import connections
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from api.hub import Hub, hub
from people.person import Person
from tests.api.client import client_of

SOON = 3.0


@dataclass(frozen=True)
class Live:
    """The site's port, and its hub."""

    port: int
    hub: Hub

    def follow(
        self,
        path: str,
        session: str = "",
        origin: str = "",
        after: str | None = None,
    ) -> connect:
        cookie = {"Cookie": f"sessionid={session}"}
        query = "" if after is None else f"?{urlencode({'after': after})}"
        address = f"ws://127.0.0.1:{self.port}{path}{query}"
        return connect(
            address,
            origin=Origin(origin or f"http://127.0.0.1:{self.port}"),
            additional_headers=cookie,
        )

    async def closed_with(self, path: str, session: str = "") -> int:
        async with self.follow(path, session) as socket:
            return await close_code(socket)

    async def first(self, path: str, session: str = "", after: str | None = None) -> dict[str, Any]:
        """What a socket is told first."""
        async with self.follow(path, session, after=after) as socket:
            return await heard(socket)


@asynccontextmanager
async def served(protocol: str = "config.sockets:Protocol") -> AsyncIterator[Live]:
    config = uvicorn.Config(
        "config.asgi:application",
        port=0,
        ws=protocol,
        lifespan="off",
        log_level="warning",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield Live(server.servers[0].sockets[0].getsockname()[1], hub())
    server.should_exit = True
    await serving
    await hub().close()


async def heard(socket: ClientConnection, within: float = SOON) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), within))
    return told


async def hears_nothing(socket: ClientConnection, within: float) -> bool:
    try:
        await asyncio.wait_for(socket.recv(), within)
    except TimeoutError:
        return True
    return False


async def close_code(socket: ClientConnection, within: float = SOON) -> int:
    """With what the socket is closed; what it is told before is let pass."""
    async with asyncio.timeout(within):
        async for _ in until_closed(socket):
            pass
    return socket.close_code or 0


async def until_closed(socket: ClientConnection) -> AsyncIterator[str | bytes]:
    while True:
        try:
            yield await socket.recv()
        except ConnectionClosed:
            return


async def do(action: Callable[..., Any], *values: Any, **fields: Any) -> Any:
    """Run ``action`` in a thread, on a connection of its own that commits."""
    return await asyncio.to_thread(alone, action, *values, **fields)


def alone(action: Callable[..., Any], *values: Any, **fields: Any) -> Any:
    try:
        return action(*values, **fields)
    finally:
        connections.close_all()


def session_of(person: Person) -> str:
    return str(client_of(person).django.cookies["sessionid"].value)


def cut_listeners(owner_url: str) -> None:
    """End every connection that listens, from the other side."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        cut = connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and query ilike 'listen %'"
        ).fetchall()
    assert cut == [(True,)]
