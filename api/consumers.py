"""One socket each: authorised when it connects, told by the hub, dropped when it can't keep up."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie

from aid.errors import AidError
from aid.queries.links import person_in
from api import topics
from api.hub import hub
from people.errors import PeopleError
from people.limits import spend
from people.network import network_in
from people.person import Person

# How long a reader may leave a message unread before its socket is closed, in seconds.
PATIENCE = 20.0
# A send that doesn't wait then costs no turn of the event loop.
EAGER: dict[str, Any] = {"eager_start": True} if sys.version_info >= (3, 12) else {}


class Follower(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Follows one topic; what the client sends is ignored.

    At most one message is on its way and one is waiting, the newest: every message says all
    that the earlier ones did.
    """

    def __init__(self, topic_of: Callable[[Person, str], str]) -> None:
        super().__init__()
        self.topic_of = topic_of
        self.topic = ""
        self.sending: asyncio.Task[None] | None = None
        self.waiting: str | None = None
        self.sending_since = 0.0

    async def connect(self) -> None:
        await self.accept()
        try:
            self.topic = await database_sync_to_async(self.authorised)()
        except (AidError, PeopleError) as refusal:
            await self.close(topics.close_code(refusal))
            return
        await hub().join(self.topic, self)

    def authorised(self) -> str:
        spend("socket", network=network_in(self.scope))
        person = person_at(self.scope["headers"])
        return self.topic_of(person, self.scope["url_route"]["kwargs"].get("key", ""))

    def tell(self, message: str) -> None:
        """Send ``message``, or keep it until the one before it has gone out."""
        self.waiting = message
        loop = asyncio.get_running_loop()
        if self.sending is None:
            self.sending_since = loop.time()
            sending = asyncio.Task(self.send_waiting(), loop=loop, **EAGER)
            self.sending = None if sending.done() else sending
        elif loop.time() - self.sending_since > PATIENCE:
            self.drop()

    async def send_waiting(self) -> None:
        try:
            while self.waiting is not None:
                message, self.waiting = self.waiting, None
                await self.send(message)
        except OSError:
            self.waiting = None
        self.sending = None

    def drop(self) -> None:
        """Stop telling a reader that can't keep up; once it reads again, it learns why."""
        hub().leave(self.topic, self)
        if self.sending is not None:
            self.sending.cancel()
        self.sending = asyncio.create_task(self.close(topics.TOO_SLOW))

    async def disconnect(self, _code: int) -> None:
        if self.topic:
            hub().leave(self.topic, self)
        if self.sending is not None:
            self.sending.cancel()


def person_at(headers: Iterable[tuple[bytes, bytes]]) -> Person:
    """Who connects, by the session cookie.

    Channels' own middlewares would stand in the way of every message to look after a session
    that no socket changes.
    """
    cookies = dict(headers).get(b"cookie", b"").decode("latin-1")
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME))
    request = HttpRequest()
    request.session = session
    return person_in(get_user(request), session)
