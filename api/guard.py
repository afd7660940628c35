"""Closes sockets whose right to follow has ended, within moments and without asking for each.

What ends rights is told by the database (``people.revocation``) and names a session, an account
or a page link; the sockets that hang on it are asked for anew. Once a minute one statement looks
which sessions have ended by themselves.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from typing import Any, Protocol

from api.standing import Standing, close_codes
from people.revocation import sessions_over

log = logging.getLogger(__name__)

# So many sessions, and sockets of theirs, are looked at at once.
AT_ONCE, MOST_SOCKETS = 20, 2_000
# Seconds between those of whom nothing was heard, and before asking again where it failed.
PAUSE, RETRY = 0.2, 1.0
# So many endings are remembered for sockets that were being authorised meanwhile.
MOST_ENDED = 10_000


class Guarded(Protocol):
    """A socket with a right that may end; ``end`` must return at once."""

    @property
    def standing(self) -> Standing: ...

    def end(self, code: int) -> None: ...


class Guard:
    """The sockets of one process by the marks on which their rights hang.

    ``read`` answers a query in the thread of those who read. ``now`` counts what ended, so that a
    socket can tell since when it has been authorised.
    """

    def __init__(self, read: Callable[..., Awaitable[Any]]) -> None:
        self.read = read
        self.held: dict[str, set[Guarded]] = {}
        self.now = 0
        self.ended: OrderedDict[str, int] = OrderedDict()
        self.unknown_until = 0
        self.doubted: dict[Guarded, None] = {}
        self.to_be_sure: dict[Guarded, None] = {}
        self.asking: asyncio.Task[None] | None = None

    def hold(self, socket: Guarded, since: int) -> None:
        """Watch over ``socket``, which was being authorised since ``since``."""
        marks = socket.standing.marks
        for mark in marks:
            self.held.setdefault(mark, set()).add(socket)
        if marks and (since < self.unknown_until or self.has_ended(marks, since)):
            self.doubt([socket])

    def has_ended(self, marks: Iterable[str], since: int) -> bool:
        return any(self.ended.get(mark, 0) > since for mark in marks)

    def leave(self, socket: Guarded) -> None:
        for mark in socket.standing.marks:
            holders = self.held.get(mark, set())
            holders.discard(socket)
            if not holders:
                self.held.pop(mark, None)
        self.doubted.pop(socket, None)
        self.to_be_sure.pop(socket, None)

    def hear(self, mark: str) -> None:
        """What hangs on ``mark`` may have ended."""
        self.now += 1
        self.ended[mark] = self.now
        self.ended.move_to_end(mark)
        if len(self.ended) > MOST_ENDED:
            _, self.unknown_until = self.ended.popitem(last=False)
        self.doubt(self.held.get(mark, ()))

    def doubt(self, sockets: Iterable[Guarded]) -> None:
        """Ask for ``sockets`` anew, now."""
        self.doubted |= dict.fromkeys(sockets)
        self.ask_soon()

    def doubt_all(self) -> None:
        """Nobody listened for a while: ask for everybody, little by little."""
        self.now += 1
        self.unknown_until = self.now
        for sockets in self.held.values():
            self.to_be_sure |= dict.fromkeys(sockets)
        self.ask_soon()

    def ask_soon(self) -> None:
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self.ask())

    async def ask(self) -> None:
        """Ask for those doubted, then for those to be sure of, and close what ended."""
        while waiting := self.doubted or self.to_be_sure:
            sockets = next_of(waiting)
            for socket in sockets:
                self.doubted.pop(socket, None)
                self.to_be_sure.pop(socket, None)
            try:
                codes = await self.read(close_codes, [socket.standing for socket in sockets])
            except Exception:
                log.warning("Who may follow is not known at present.", exc_info=True)
                self.doubted |= dict.fromkeys(filter(self.holds, sockets))
                await asyncio.sleep(RETRY)
                continue
            for socket, code in zip(sockets, codes, strict=True):
                if code is not None and self.holds(socket):
                    socket.end(code)
            if not self.doubted:
                await asyncio.sleep(PAUSE)

    def holds(self, socket: Guarded) -> bool:
        return any(socket in self.held.get(mark, ()) for mark in socket.standing.marks[:1])

    async def sweep(self) -> None:
        """Close what hangs on sessions that ended by themselves. One statement."""
        for mark in await self.read(sessions_over, list(self.held)):
            self.doubt(self.held.get(mark, ()))

    async def close(self) -> None:
        if self.asking is not None:
            self.asking.cancel()
            await asyncio.gather(self.asking, return_exceptions=True)


def next_of(waiting: Iterable[Guarded]) -> list[Guarded]:
    """The first of ``waiting``, of few sessions."""
    sessions: set[str | None] = set()
    sockets: list[Guarded] = []
    for socket in islice(waiting, MOST_SOCKETS):
        sessions.add(socket.standing.session_key)
        if len(sessions) > AT_ONCE:
            break
        sockets.append(socket)
    return sockets
