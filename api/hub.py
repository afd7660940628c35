"""One listener per process: PostgreSQL notifies it, and it tells the sockets that it holds.

No socket costs a database connection or a channel layer. A change reaches a topic's sockets at
once; further changes within half a second are told together, newest version first, so that no
topic sends more than two messages a second.
"""

import asyncio
import json
import logging
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import psycopg
from django.db import close_old_connections, connections

from api import topics
from messaging.live import CHANNEL

log = logging.getLogger(__name__)

SPACING = 0.5
FIRST_RETRY, LONGEST_RETRY = 0.2, 10.0
# A listening connection that died without a word is found within a minute.
KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


class Socket(Protocol):
    """What the hub needs of a consumer; ``tell`` must return at once, however slow the reader."""

    def tell(self, message: str) -> None: ...


class Topic:
    """The sockets of one topic, and what is waiting to be told them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sockets: set[Socket] = set()
        self.version = 0
        self.told_at = float("-inf")
        self.telling: asyncio.Task[None] | None = None
        self.changed = False


class Hub:
    """Sockets by topic, and the one connection that listens for all of them.

    Lives in one event loop. ``close`` ends its tasks.
    """

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self.listening: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        # One thread keeps figures from competing with requests for database connections.
        self.reader = ThreadPoolExecutor(1, "live")

    async def join(self, name: str, socket: Socket) -> None:
        """Tell ``socket`` of every change of topic ``name`` from now on, and where it stands."""
        self.hold(name, socket)
        if self.listening is None:
            self.listening = asyncio.create_task(self.listen())
        await self.ready.wait()
        # Read after listening began, so that nothing falls between.
        socket.tell(await self.read(topics.first_message, name))

    def hold(self, name: str, socket: Socket) -> None:
        self.topics.setdefault(name, Topic(name)).sockets.add(socket)

    def leave(self, name: str, socket: Socket) -> None:
        topic = self.topics.get(name)
        if topic is None:
            return
        topic.sockets.discard(socket)
        if not topic.sockets:
            del self.topics[name]

    async def listen(self) -> None:
        """Listen until cancelled; after a lost connection everybody is told to look again."""
        delay = FIRST_RETRY
        while True:
            try:
                async with await connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if self.ready.is_set():
                        self.tell_everybody(await self.read(topics.newest_version))
                    self.ready.set()
                    delay = FIRST_RETRY
                    async for notice in connection.notifies():
                        self.hear(notice.payload)
            except Exception:
                log.warning("The live connection was lost.", exc_info=True)
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311
            delay = min(delay * 2, LONGEST_RETRY)

    def hear(self, payload: str) -> None:
        told = json.loads(payload)
        for name in told["topics"]:
            if topic := self.topics.get(name):
                self.note(topic, told["version"])

    def tell_everybody(self, version: int) -> None:
        for topic in self.topics.values():
            self.note(topic, version)

    def note(self, topic: Topic, version: int) -> None:
        topic.version = max(topic.version, version)
        topic.changed = True
        if topic.telling is None or topic.telling.done():
            topic.telling = asyncio.create_task(self.tell(topic))

    async def tell(self, topic: Topic) -> None:
        """Tell the sockets of ``topic`` until nothing new is left to tell."""
        clock = asyncio.get_running_loop().time
        while topic.changed:
            await asyncio.sleep(max(0.0, topic.told_at + SPACING - clock()))
            topic.changed = False
            topic.told_at = clock()
            try:
                message = await self.message(topic)
            except Exception:
                log.warning("No message for %s yet.", topic.name, exc_info=True)
                topic.changed = True
                continue
            for socket in tuple(topic.sockets):
                socket.tell(message)

    async def message(self, topic: Topic) -> str:
        if topic.name.startswith(topics.PUBLIC):
            figures: str = await self.read(topics.message, topic.name, topic.version)
            return figures
        return topics.message(topic.name, topic.version)

    async def read(self, query: Callable[..., Any], *values: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.reader, with_connection, query, *values)

    async def close(self) -> None:
        """End the listener and whatever is being told."""
        tasks = [topic.telling for topic in self.topics.values()] + [self.listening]
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self.reader, connections.close_all)
        self.reader.shutdown(wait=False)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def connect() -> psycopg.AsyncConnection[Any]:
    """A connection of its own, as Django would make it."""
    parameters = {**KEEPALIVES, **connections["default"].get_connection_params()}
    del parameters["cursor_factory"]
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)


def with_connection(query: Callable[..., Any], *values: Any) -> Any:
    close_old_connections()
    try:
        return query(*values)
    finally:
        close_old_connections()
