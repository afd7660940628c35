"""How requests get from the server to Django, and answers back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from config import serving
from config.serving import PIECE, THREADS, Serving, environ_of

Message = dict[str, Any]
SOON = 5.0


def scope_of(*headers: tuple[bytes, bytes], path: str = "/somewhere/") -> Message:
    return {
        "type": "http", "http_version": "1.1", "scheme": "https", "method": "POST", "path": path,
        "query_string": b"near=1", "headers": headers, "client": ("10.0.0.1", 5),
        "server": ("127.0.0.1", 8000),
    }  # fmt: skip


def serving_by(view: Callable[[Message], Any]) -> Serving:
    """What is served where Django would answer as ``view`` does."""

    def handler(environ: Message, start: Callable[..., Any]) -> Any:
        response = view(environ)
        start("200 OK", list(response.items()))
        return response

    made = Serving()
    made.handler = handler  # type: ignore[assignment]
    return made


class Client:
    """A client that sends ``pieces`` of a body, and goes away when it is told to."""

    def __init__(self, *pieces: bytes, whole: bool = True) -> None:
        self.pieces = [(piece, number < len(pieces)) for number, piece in enumerate(pieces, 1)]
        self.whole = whole
        self.gone = asyncio.Event()
        self.told: list[Message] = []
        self.takes = asyncio.Event()
        self.takes.set()

    async def receive(self) -> Message:
        if self.pieces:
            body, more = self.pieces.pop(0)
            return {"type": "http.request", "body": body, "more_body": more or not self.whole}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.told.append(message)
        await self.takes.wait()

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.told)


@asynccontextmanager
async def asked(
    served: Serving, client: Client, *headers: tuple[bytes, bytes]
) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(served(scope_of(*headers), client.receive, client.send))
    try:
        yield task
    finally:
        client.gone.set()
        client.takes.set()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), SOON)


async def test_body_comes_whole_and_the_answer_goes_in_one_piece() -> None:
    served = serving_by(lambda environ: HttpResponse(environ["wsgi.input"].read().upper()))
    client = Client(b"ne", b"ar")
    async with asked(served, client) as task:
        await asyncio.wait_for(task, SOON)
    begin, body = client.told
    assert begin["status"] == 200
    assert (b"Content-Type", b"text/html; charset=utf-8") in begin["headers"]
    assert (body["body"], body["more_body"]) == (b"NEAR", False)


async def test_slow_bodies_keep_nobody_waiting() -> None:
    served = serving_by(lambda _: HttpResponse(b"here"))
    slow = [Client(b"a", whole=False) for _ in range(THREADS + 1)]
    tasks = [asyncio.create_task(served(scope_of(), each.receive, each.send)) for each in slow]
    quick = Client(b"")
    async with asked(served, quick) as task:
        await asyncio.wait_for(task, SOON)
    assert quick.body == b"here"
    for each in slow:
        each.gone.set()
    await asyncio.wait_for(asyncio.gather(*tasks), SOON)
    assert not any(each.told for each in slow)


async def test_body_that_does_not_come_is_not_waited_for_forever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.01)
    client = Client(b"a", whole=False)
    async with asked(serving_by(lambda _: HttpResponse(b"here")), client) as task:
        await asyncio.wait_for(task, SOON)
    assert client.told[0]["status"] == 408
    assert (b"connection", b"close") in client.told[0]["headers"]


async def test_body_gets_the_more_time_the_more_of_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.01)
    monkeypatch.setattr(serving, "SLOWEST", 1)
    client = Client(*[b"a" * 60] * 3)
    at_once = client.receive

    async def in_its_time() -> Message:
        message = await at_once()
        if not client.pieces:
            await asyncio.sleep(0.05)
        return message

    client.receive = in_its_time  # type: ignore[method-assign]
    async with asked(serving_by(lambda _: HttpResponse(b"here")), client) as task:
        await asyncio.wait_for(task, SOON)
    assert client.body == b"here"


async def test_whoever_takes_an_answer_slowly_keeps_nobody_waiting() -> None:
    served = serving_by(lambda _: StreamingHttpResponse(pieces(9)))
    slow = [Client(b"") for _ in range(THREADS + 1)]
    for each in slow:
        each.takes.clear()
    tasks = [asyncio.create_task(served(scope_of(), each.receive, each.send)) for each in slow]
    quick = Client(b"")
    async with asked(served, quick) as task:
        await asyncio.wait_for(task, SOON)
    assert len(quick.body) == 9 * PIECE
    for each in slow:
        each.takes.set()
    await asyncio.wait_for(asyncio.gather(*tasks), SOON)


def pieces(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield bytes(PIECE)


async def test_small_pieces_of_a_stream_go_together() -> None:
    served = serving_by(lambda _: StreamingHttpResponse(bytes(1024) for _ in range(100)))
    client = Client(b"")
    async with asked(served, client) as task:
        await asyncio.wait_for(task, SOON)
    # 64 times 1 KiB are a piece of 64 KiB; the other 36 follow.
    assert [len(message["body"]) for message in client.told[1:]] == [PIECE, 36 * 1024]


async def test_stream_ends_when_nobody_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.05)
    ended = Event()

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield bytes(PIECE)
        finally:
            ended.set()

    client = Client(b"")
    async with asked(serving_by(lambda _: StreamingHttpResponse(endless())), client) as task:
        while len(client.told) < 3:
            await asyncio.sleep(0)
        client.takes.clear()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(task, SOON)
    assert ended.wait(SOON)


async def test_stream_ends_when_the_client_goes() -> None:
    ended = Event()

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield bytes(PIECE)
        finally:
            ended.set()

    served = serving_by(lambda _: StreamingHttpResponse(endless()))
    client = Client(b"")
    async with asked(served, client) as task:
        while len(client.told) < 5:
            await asyncio.sleep(0)
        client.gone.set()
        await asyncio.wait_for(task, SOON)
    assert ended.wait(SOON)


async def test_stream_that_breaks_is_ended_and_not_passed_off_as_whole() -> None:
    closed = Event()

    def broken() -> Iterator[bytes]:
        yield bytes(PIECE)
        raise RuntimeError("broken")

    def view(_: Message) -> StreamingHttpResponse:
        response = StreamingHttpResponse(broken())
        response._resource_closers.append(closed.set)
        return response

    client = Client(b"")
    async with asked(serving_by(view), client) as task:
        with pytest.raises(RuntimeError, match="broken"):
            await asyncio.wait_for(task, SOON)
    assert client.told[-1]["more_body"] and closed.is_set()


async def test_connection_is_free_while_a_piece_is_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freed: list[bool] = []
    monkeypatch.setattr(serving, "close_old_connections", lambda: freed.append(True))
    client = Client(b"")
    served = serving_by(lambda _: StreamingHttpResponse(pieces(3)))
    async with asked(served, client) as task:
        await asyncio.wait_for(task, SOON)
    # After the first, second and third piece; the fourth look found the end.
    assert len(freed) == 3


def test_headers_with_underscores_are_nobody_s() -> None:
    scope = scope_of((b"x_forwarded_for", b"10.9.9.9"), (b"x-forwarded-proto", b"https"))
    environ = environ_of(scope, BytesIO())
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_X_FORWARDED_PROTO"] == "https"


def test_header_sent_twice_is_one_with_both() -> None:
    environ = environ_of(
        scope_of((b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"x=1"), (b"cookie", b"y=2")),
        BytesIO(),
    )
    assert environ["HTTP_ACCEPT"] == "a,b"
    assert environ["HTTP_COOKIE"] == "x=1; y=2"


@pytest.mark.parametrize("told", [[], [(b"content-length", b"900")]])
def test_length_is_what_was_told_or_else_what_came(told: list[tuple[bytes, bytes]]) -> None:
    body = BytesIO()
    body.write(b"four")
    environ = environ_of(scope_of(*told), body)
    # What is longer than it may be was cut off, and is refused by the length that was told.
    assert environ["CONTENT_LENGTH"] == ("900" if told else "4")
    assert environ["wsgi.input"].read() == b"four"


def test_path_is_told_as_bytes() -> None:
    environ = environ_of(scope_of(path="/wilayah/é/"), BytesIO())
    assert environ["PATH_INFO"].encode("latin1").decode() == "/wilayah/é/"
    assert environ["REMOTE_ADDR"] == "10.0.0.1"
    assert environ["wsgi.url_scheme"] == "https"
