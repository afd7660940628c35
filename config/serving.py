"""Django's synchronous views behind an asynchronous server: each request in one thread of a few.

The body is taken in before a thread has to do with it, and the answer is sent when the thread is
free again, so that slow phones keep none busy. docs/decisions/0023-one-thread-per-request.md says
why not Django's own handler.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http.response import HttpResponseBase

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Found = TypeVar("Found")

# Of one process, as many as connections that it keeps.
THREADS = settings.DB_POOL or 8
# Bytes of a streamed answer that are made at once, and of a body that stay in memory.
PIECE = 64 * 1024
# Seconds that a body may take to begin with, and bytes for each of which it gets a second more:
# a slow phone sends its photo in its time, and whoever sends next to nothing holds nothing. So many
# seconds may a piece of a stream take too: who reads no further holds no export's place.
PATIENCE, SLOWEST = 30.0, 1024
TOO_SLOW: Message = {
    "type": "http.response.start",
    "status": 408,
    "headers": [(b"connection", b"close"), (b"content-length", b"0")],
}
NAMED_OTHERWISE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass
class Answer:
    """An answer that has begun; ``rest`` are the pieces after ``first``, if there are any."""

    response: HttpResponseBase
    headers: list[tuple[bytes, bytes]]
    rest: Iterator[bytes]
    first: bytes = b""
    more: bool = True

    def take(self) -> bytes:
        """The next PIECE bytes or so; ``more`` tells whether others follow."""
        taken, size = [], 0
        for piece in self.rest:
            taken.append(piece)
            size += len(piece)
            if size >= PIECE and self.response.streaming:
                break
        else:
            self.more = False
        return b"".join(taken)

    def end(self) -> None:
        self.more = False
        self.response.close()


class Serving:
    """ASGI's HTTP protocol, answered by Django."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.threads = ThreadPoolExecutor(THREADS, "request")
        # Streams take turns, piece by piece, and keep no other request waiting.
        self.streams = ThreadPoolExecutor(1, "stream")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(PIECE) as body:
            try:
                if not await taken_in(body, receive):
                    return
            except TimeoutError:
                await send(TOO_SLOW)
                await send_piece(send, b"", more=False)
                return
            environ = environ_of(scope, body)
            answer = await in_thread(self.threads, lambda: self.begun(environ))
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.response.status_code,
                    "headers": answer.headers,
                }
            )
            await send_piece(send, answer.first, more=answer.more)
            if answer.more:
                await self.send_rest(answer, receive, send)

    async def send_rest(self, answer: Answer, receive: Receive, send: Send) -> None:
        """What is streamed, as fast as it is taken, until the client has gone. Raises TimeoutError
        for one that stopped taking it: the answer is then cut off."""
        gone = asyncio.ensure_future(until_gone(receive))
        try:
            while answer.more and not gone.done():
                piece = await in_thread(self.streams, lambda: taken_of(answer))
                async with asyncio.timeout(PATIENCE):
                    await send_piece(send, piece, more=answer.more)
        finally:
            gone.cancel()
            if answer.more:
                await asyncio.shield(in_thread(self.streams, answer.end))

    def begun(self, environ: Message) -> Answer:
        """In a thread: the answer, whole unless it is streamed and long."""
        told: list[tuple[bytes, bytes]] = []

        def start(_: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            told.extend((name.encode("latin1"), value.encode("latin1")) for name, value in headers)

        response: HttpResponseBase = self.handler(environ, start)
        answer = Answer(response, told, iter(response))
        answer.first = taken_of(answer)
        return answer


async def in_thread(threads: ThreadPoolExecutor, work: Callable[[], Found]) -> Found:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, context.run, work)


def taken_of(answer: Answer) -> bytes:
    """In a thread: the next piece; the connection to the database is then free for others."""
    try:
        piece = answer.take()
    except BaseException:
        answer.end()
        raise
    if answer.more:
        close_old_connections()
    else:
        answer.end()
    return piece


async def taken_in(body: IO[bytes], receive: Receive) -> bool:
    """Whether the request came whole, now in ``body``. Raises TimeoutError for one that comes
    more slowly than any phone's."""
    async with asyncio.timeout(PATIENCE) as patience:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return False
            piece = message.get("body", b"")
            body.write(piece)
            patience.reschedule((patience.when() or 0) + len(piece) / SLOWEST)
            more = message.get("more_body", False)
    return True


async def until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_piece(send: Send, piece: bytes, *, more: bool) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": more})


def environ_of(scope: Message, body: IO[bytes]) -> Message:
    """What WSGI tells of a request (PEP 3333), from ASGI's ``scope``."""
    length = body.tell()
    body.seek(0)
    server, port = scope.get("server") or ("localhost", 80)
    environ: Message = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        # Of a body that comes in chunks only we know how long it is.
        "CONTENT_LENGTH": str(length),
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin1")
        # Would be taken for the one with hyphens, which proxies of ours set.
        if "_" in name:
            continue
        key = NAMED_OTHERWISE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        told = value.decode("latin1")
        twice = key in environ and key != "CONTENT_LENGTH"
        separator = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{separator}{told}" if twice else told
    return environ
