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
from django.db import InterfaceError, OperationalError, connections

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
        self.newcomers: set[Socket] = set()
        self.changed = False
        self.told_at = float("-inf")
        self.told = ""
        self.telling: asyncio.Task[None] | None = None

    def is_news(self, message: str) -> bool:
        """Whether ``message`` holds other figures than the one before; it is told next.

        Where figures are rounded, that something happened must not be told by a message that
        repeats them.
        """
        figures = topics.figures_in(message)
        news, self.told = figures != self.told, figures
        return news


class Hub:
    """Sockets by topic, and the one connection that listens for all of them.

    Lives in one event loop. ``version`` is the newest that it knows of; ``close`` ends its tasks.
    """

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self.version = 0
        self.listening: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        # A thread with a connection of its own, so that figures don't compete with requests.
        self.reader = ThreadPoolExecutor(1, "live")

    async def join(self, name: str, socket: Socket) -> None:
        """Tell ``socket`` where topic ``name`` stands, and of every change from now on."""
        topic = self.hold(name, socket)
        if self.listening is None:
            self.listening = asyncio.create_task(self.listen())
        # Told only after listening began, so that nothing falls between.
        await self.ready.wait()
        if socket in topic.sockets:
            topic.newcomers.add(socket)
            self.wake(topic)

    def hold(self, name: str, socket: Socket) -> Topic:
        topic = self.topics.setdefault(name, Topic(name))
        topic.sockets.add(socket)
        return topic

    def leave(self, name: str, socket: Socket) -> None:
        topic = self.topics.get(name)
        if topic is None:
            return
        topic.sockets.discard(socket)
        topic.newcomers.discard(socket)
        if not topic.sockets:
            del self.topics[name]

    async def listen(self) -> None:
        """Listen until cancelled; after a lost connection everybody is told to look again."""
        delay = FIRST_RETRY
        while True:
            try:
                async with await connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.version = await self.read(topics.newest_version)
                    if self.ready.is_set():
                        self.note(*self.topics)
                    self.ready.set()
                    delay = FIRST_RETRY
                    async for notice in connection.notifies():
                        self.hear(notice.payload)
            except Exception:
                log.warning("The live connection was lost.", exc_info=True)
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 # spreads retries # nosec B311
            delay = min(delay * 2, LONGEST_RETRY)

    def hear(self, payload: str) -> None:
        told = json.loads(payload)
        self.version = max(self.version, told["version"])
        self.note(*told["topics"])

    def note(self, *names: str) -> None:
        """Something changed in each topic of ``names``."""
        for name in names:
            if topic := self.topics.get(name):
                topic.changed = True
                self.wake(topic)

    def wake(self, topic: Topic) -> None:
        if topic.telling is None or topic.telling.done():
            topic.telling = asyncio.create_task(self.tell(topic))

    async def tell(self, topic: Topic) -> None:
        """Tell everybody of changes, and newcomers where the topic stands, until all is told."""
        clock = asyncio.get_running_loop().time
        while topic.changed or topic.newcomers:
            if topic.changed:
                await asyncio.sleep(max(0.0, topic.told_at + SPACING - clock()))
                topic.told_at = clock()
            everybody, topic.changed = topic.changed, False
            newcomers = set(topic.newcomers)
            audience = set(topic.sockets) if everybody else newcomers
            topic.newcomers -= audience
            try:
                message = await self.message(topic)
            except Exception:
                log.warning("No message for %s yet.", topic.name, exc_info=True)
                topic.changed = topic.changed or everybody
                topic.newcomers |= audience & topic.sockets
                await asyncio.sleep(SPACING)
                continue
            if topics.is_rounded(topic.name):
                audience = topic.sockets if topic.is_news(message) else newcomers
            for socket in audience & topic.sockets:
                socket.tell(message)

    async def message(self, topic: Topic) -> str:
        if topic.name.startswith(topics.PUBLIC):
            figures: str = await self.read(topics.message, topic.name, self.version)
            return figures
        return topics.message(topic.name, self.version)

    async def read(self, query: Callable[..., Any], *values: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.reader, persistently, query, *values)

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


def persistently(query: Callable[..., Any], *values: Any) -> Any:
    """``query``'s answer, on this thread's open connection, or on a new one when it was lost."""
    try:
        return query(*values)
    except (InterfaceError, OperationalError):
        connections.close_all()
        return query(*values)
