"""One hub per process: PostgreSQL notifies it, and it tells the sockets that it holds.

No socket costs a database connection or a channel layer. A change reaches a topic's sockets at
once; further changes within half a second are told together, so that no topic sends more than two
messages a second.
"""

import asyncio
import json
import logging
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError, connections

from api import topics
from api.cursors import cursor_at
from api.frames import Lane, Message, message_of
from api.guard import Guard
from api.listening import listen
from api.newest import Newest
from api.standing import Standing
from messaging.live import CHANNEL, mark, settled

log = logging.getLogger(__name__)

SPACING = 0.5
SWEEP = 60.0
# Who heard nothing for so long gets a newer cursor, so that few are too old after a restart.
SILENCE = 240.0
REMINDED_AT_ONCE = 500


class Socket(Protocol):
    """What the hub needs of a consumer; all of it must return at once, however slow the reader.

    By its ``lane``, when it is open, it can be told without ``tell``. ``remind`` tells only
    whoever has read everything else.
    """

    @property
    def standing(self) -> Standing: ...
    @property
    def lane(self) -> Lane: ...

    def tell(self, message: Message) -> None: ...
    def remind(self, message: Message) -> None: ...
    def end(self, code: int) -> None: ...


class Topic:
    """The sockets of one topic, and what is waiting to be told them; of newcomers, with the
    cursors that they came with."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sockets: set[Socket] = set()
        self.newcomers: dict[Socket, str] = {}
        self.changed = False
        self.told_at = float("-inf")
        self.told = ""
        self.read, self.read_at = "", float("-inf")
        self.telling: asyncio.Task[None] | None = None

    @property
    def is_quiet(self) -> bool:
        return self.telling is None or self.telling.done()

    def is_silent(self, now: float) -> bool:
        """Whether nobody was told anything for so long that cursors grow old; those of rounded
        figures don't."""
        return now - self.told_at > SILENCE and not topics.is_rounded(self.name)

    def is_news(self, message: str) -> bool:
        """Whether ``message`` holds other figures than the one before; it is told next.

        Where figures are rounded, that something happened must not be told by a message that
        repeats them.
        """
        figures = topics.figures_in(message)
        news, self.told = figures != self.told, figures
        return news


class Hub:
    """Sockets by topic, what this process knows of each, and whom it watches over.

    Lives in one event loop. ``close`` ends its tasks.
    """

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self.newest = Newest()
        self.guard = Guard(self.read)
        self.tasks: list[asyncio.Task[None]] = []
        self.looking: asyncio.Task[int] | None = None
        self.reminding: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        # A thread with a connection of its own, so that figures don't compete with requests.
        self.reader = ThreadPoolExecutor(1, "live")

    async def listening(self) -> int:
        """Wait until nothing can be missed any more; since when that is, for ``join``."""
        if not self.tasks:
            self.tasks = [
                asyncio.create_task(listen(self.begin, self.hear)),
                asyncio.create_task(self.sweep()),
            ]
        await self.ready.wait()
        return self.guard.now

    def join(self, socket: Socket, since: int, cursor: str = "") -> None:
        """Tell ``socket``, which was authorised after ``since``, what it missed since ``cursor``
        and every change from now on."""
        topic = self.hold(socket)
        self.guard.hold(socket, since)
        topic.newcomers[socket] = cursor
        self.wake(topic)

    def hold(self, socket: Socket) -> Topic:
        name = socket.standing.topic
        topic = self.topics.setdefault(name, Topic(name))
        topic.sockets.add(socket)
        return topic

    def leave(self, socket: Socket) -> None:
        self.guard.leave(socket)
        topic = self.topics.get(socket.standing.topic)
        if topic is None:
            return
        topic.sockets.discard(socket)
        topic.newcomers.pop(socket, None)
        if not topic.sockets:
            del self.topics[topic.name]

    async def begin(self) -> None:
        """Listening began; after a lost connection everybody looks again and is asked for."""
        self.newest.begin(await self.read(topics.recent))
        if self.ready.is_set():
            self.guard.doubt_all()
            for topic in self.topics.values():
                self.change(topic)
        self.ready.set()

    def hear(self, channel: str, payload: str) -> None:
        if channel != CHANNEL:
            self.guard.hear(payload)
            return
        told = json.loads(payload)
        for name in told.get("topics", ()):
            self.newest.note(name, told["transaction"])
            if topic := self.topics.get(name):
                self.change(topic)
        if "settled" in told and (self.reminding is None or self.reminding.done()):
            self.reminding = asyncio.create_task(self.remind(told["settled"]))

    def change(self, topic: Topic) -> None:
        topic.changed = True
        self.wake(topic)

    def wake(self, topic: Topic) -> None:
        if topic.is_quiet:
            topic.telling = asyncio.create_task(self.tell(topic))

    async def tell(self, topic: Topic) -> None:
        """Tell everybody of changes, and newcomers what they missed, until all is told."""
        clock = asyncio.get_running_loop().time
        while topic.changed or topic.newcomers:
            if topic.changed:
                await asyncio.sleep(max(0.0, topic.told_at + SPACING - clock()))
                topic.told_at = clock()
            everybody, topic.changed = topic.changed, False
            newcomers, topic.newcomers = topic.newcomers, {}
            try:
                await self.tell_once(topic, newcomers, everybody=everybody)
            except Exception:
                log.warning("No message for %s yet.", topic.name, exc_info=True)
                topic.changed = topic.changed or everybody
                still = {each: of for each, of in newcomers.items() if each in topic.sockets}
                topic.newcomers = still | topic.newcomers
                await asyncio.sleep(SPACING)

    async def tell_once(
        self, topic: Topic, newcomers: dict[Socket, str], *, everybody: bool
    ) -> None:
        if topics.is_rounded(topic.name):
            message = await self.message(topic, everybody=everybody)
            cursor = topics.cursor_in(message)
            behind = told_unchanged(topic, newcomers, lambda known: known == cursor)
            audience = topic.sockets - (newcomers.keys() - behind)
            audience = audience if topic.is_news(message) else behind.keys() & topic.sockets
        else:
            if not everybody:
                newcomers = await self.without_those_up_to_date(topic, newcomers)
                if not newcomers:
                    return
            message = await self.message(topic, everybody=everybody)
            audience = topic.sockets.copy() if everybody else newcomers.keys() & topic.sockets
        told = message_of(message)
        for socket in audience:
            # As ``tell`` begins, without the call, which counts for thousands.
            write = socket.lane.write
            if write is None:
                socket.tell(told)
            else:
                write(told.frame)

    async def without_those_up_to_date(
        self, topic: Topic, newcomers: dict[Socket, str]
    ) -> dict[Socket, str]:
        """Those of ``newcomers`` who have to look again; the others were told that they needn't."""
        if not any(newcomers.values()):
            return newcomers
        now, name = await self.settled(), topic.name
        return told_unchanged(
            topic, newcomers, lambda cursor: self.newest.is_up_to_date(name, cursor, now)
        )

    async def message(self, topic: Topic, *, everybody: bool) -> str:
        """What to tell now: to newcomers alone what was read a moment ago, if nothing was heard
        since; what happened then is told them when it is heard."""
        now = asyncio.get_running_loop().time()
        if everybody or now - topic.read_at > SPACING:
            if topic.name.startswith(topics.PUBLIC):
                topic.read = await self.read(topics.public_hint, topic.name)
            else:
                topic.read = topics.hint(topic.name, await self.settled())
            topic.read_at = now
        return topic.read

    async def settled(self) -> int:
        """``messaging.live.settled`` as of now; who asks at the same time shares the answer."""
        if self.looking is None:
            self.looking = asyncio.create_task(self.look())
        return await asyncio.shield(self.looking)

    async def look(self) -> int:
        await asyncio.sleep(0)
        self.looking = None
        transaction: int = await self.read(settled)
        return transaction

    async def sweep(self) -> None:
        """Every minute: look for what ended by itself, and let cursors follow."""
        while True:
            await asyncio.sleep(SWEEP * random.uniform(0.5, 1.0))  # noqa: S311 # spreads processes # nosec B311
            try:
                await self.guard.sweep()
                await self.read(mark)
            except Exception:
                log.warning("No sweep this time.", exc_info=True)

    async def remind(self, transaction: int) -> None:
        """Everything before ``transaction`` was heard, so that whoever was told nothing for long
        knows no less."""
        now = asyncio.get_running_loop().time()
        cursor = cursor_at(transaction)
        silent = [topic for topic in self.topics.values() if topic.is_silent(now)]
        for count, topic in enumerate(silent, 1):
            if topic.is_quiet:
                topic.told_at = now
                message = message_of(topics.unchanged(topic.name, cursor))
                for socket in topic.sockets:
                    socket.remind(message)
            if count % REMINDED_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def read(self, query: Callable[..., Any], *values: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.reader, persistently, query, *values)

    async def close(self) -> None:
        """End the listener and whatever is being told."""
        telling = [topic.telling for topic in self.topics.values()]
        tasks = [task for task in (*telling, self.reminding, self.looking, *self.tasks) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.guard.close()
        await asyncio.get_running_loop().run_in_executor(self.reader, connections.close_all)
        self.reader.shutdown(wait=False)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def told_unchanged(
    topic: Topic, newcomers: dict[Socket, str], is_current: Callable[[str], bool]
) -> dict[Socket, str]:
    """Tell those of ``newcomers`` whose cursor is current that nothing changed; the others."""
    behind: dict[Socket, str] = {}
    for socket, cursor in newcomers.items():
        if not cursor or not is_current(cursor):
            behind[socket] = cursor
        elif socket in topic.sockets:
            socket.tell(message_of(topics.unchanged(topic.name, cursor)))
    return behind


def persistently(query: Callable[..., Any], *values: Any) -> Any:
    """``query``'s answer, on this thread's open connection, or on a new one when it was lost."""
    try:
        return query(*values)
    except (InterfaceError, OperationalError):
        connections.close_all()
        return query(*values)
