"""How much of a request's body the site takes in."""

import asyncio
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings

from aid.photo_files import MOST_BYTES
from config.bodies import beginning_of, most_bytes
from tests.database import Copy

PIECE = 65_536
Message = dict[str, Any]


def endless() -> Iterator[Message]:
    """Three times as much as is taken in, in pieces; then the client goes."""
    for _ in range(3 * most_bytes() // PIECE):
        yield {"type": "http.request", "body": b"x" * PIECE, "more_body": True}
    while True:
        yield {"type": "http.disconnect"}


async def test_body_ends_where_no_form_could_need_more() -> None:
    sent = endless()

    async def receive() -> Message:
        return next(sent)

    received = beginning_of(receive)
    taken, more = 0, True
    while more:
        message = await received()
        taken, more = taken + len(message["body"]), message["more_body"]
    assert taken == most_bytes()
    # Nothing of the rest comes through.
    assert (await received())["type"] == "http.disconnect"


async def test_short_body_comes_as_it_is() -> None:
    message = {"type": "http.request", "body": b"{}", "more_body": False}

    async def receive() -> Message:
        return message

    assert await beginning_of(receive)() is message


@pytest.mark.parametrize(
    ("path", "photo"),
    [
        ("/matches/M-7K3M9QXA/photos/", True),
        ("/api/v1/matches/M-7K3M9QXA/photos/", True),
        ("/matches/M-7K3M9QXA/messages/", False),
        ("/api/v1/matches/M-7K3M9QXA/photos/5/remove/", False),
        ("/x/matches/M-7K3M9QXA/photos/", False),
        ("/ask/", False),
    ],
)
def test_only_addresses_of_photos_take_in_as_much_as_a_photo(path: str, photo: bool) -> None:
    assert (most_bytes(path) > MOST_BYTES) is photo
    assert most_bytes(path) <= MOST_BYTES + most_bytes()


async def test_endless_body_is_refused_as_too_large(
    committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    application = import_module("config.asgi").application
    sent = endless()
    answers: list[Message] = []

    async def receive() -> Message:
        message = next(sent)
        if message["type"] == "http.disconnect":
            await asyncio.Event().wait()  # the client stays until it is answered
        return message

    async def send(message: Message) -> None:
        answers.append(message)

    length = str(3 * most_bytes()).encode()
    headers = [
        (b"host", b"127.0.0.1"),
        (b"content-type", b"application/json"),
        (b"content-length", length),
    ]
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/follow/", "query_string": b"",
        "headers": headers,
    }  # fmt: skip
    await application(scope, receive, send)
    assert answers[0]["status"] == 413
    assert json.loads(answers[1]["body"])["code"] == "too_large"
