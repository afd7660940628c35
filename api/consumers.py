"""One socket each: authorised when it connects, told by the hub, dropped when it can't keep up."""

import asyncio
import sys
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from aid.errors import AidError
from api import topics
from api.frames import Lane, Message, lane_in
from api.hub import hub
from api.standing import Standing, TopicOf, session_key_in, standing_of
from people.errors import PeopleError
from people.limits import spend
from people.network import network_in

# How long a reader may leave a message unread before its socket is closed, in seconds.
PATIENCE = 20.0
# A send that doesn't wait then costs no turn of the event loop.
EAGER: dict[str, Any] = {"eager_start": True} if sys.version_info >= (3, 12) else {}


class Follower(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Follows one topic; what the client sends is ignored.

    At most one message is on its way and one is waiting, the newest: every message says all
    that the earlier ones did.
    """

    def __init__(self, topic_of: TopicOf) -> None:
        super().__init__()
        self.topic_of = topic_of
        self.standing: Standing | None = None
        self.lane = Lane()
        self.sending: asyncio.Task[None] | None = None
        self.waiting: Message | None = None
        self.sending_since = 0.0

    async def connect(self) -> None:
        await self.accept()
        self.lane = lane_in(self.scope)
        since = await hub().listening()
        try:
            self.standing = await database_sync_to_async(self.authorised)()
        except (AidError, PeopleError) as refusal:
            await self.close(topics.close_code(refusal))
            return
        hub().join(self, since, cursor_in(self.scope["query_string"]))

    def authorised(self) -> Standing:
        spend("socket", network=network_in(self.scope))
        key = self.scope["url_route"]["kwargs"].get("key", "")
        return standing_of(session_key_in(self.scope["headers"]), self.topic_of, key)

    def tell(self, message: Message) -> None:
        """Send ``message``, or keep it until the one before it has gone out."""
        if self.lane.write is not None:
            self.lane.write(message.frame)
            return
        self.waiting = message
        loop = asyncio.get_running_loop()
        if self.sending is None:
            self.lane.hold()
            self.sending_since = loop.time()
            sending = asyncio.Task(self.send_waiting(), loop=loop, **EAGER)
            self.sending = None if sending.done() else sending
        elif loop.time() - self.sending_since > PATIENCE:
            self.end(topics.TOO_SLOW)

    def remind(self, message: Message) -> None:
        if self.sending is None:
            self.tell(message)

    async def send_waiting(self) -> None:
        try:
            while self.waiting is not None:
                message, self.waiting = self.waiting, None
                await self.send(message.text)
        except (OSError, RuntimeError):
            # It is closed or closing, and will say so itself.
            self.waiting = None
        self.sending = None
        self.lane.release()

    def end(self, code: int) -> None:
        """Tell it nothing any more; once it reads again, it learns why."""
        hub().leave(self)
        self.lane.hold()
        if self.sending is not None:
            self.sending.cancel()
        self.sending = asyncio.create_task(self.close(code))

    async def disconnect(self, _code: int) -> None:
        if self.standing is not None:
            hub().leave(self)
        if self.sending is not None:
            self.sending.cancel()


def cursor_in(query: bytes) -> str:
    """The cursor with which somebody comes back; whatever it is, it is no error."""
    return parse_qs(query.decode("latin-1")).get("after", [""])[0]
