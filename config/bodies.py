"""No more of a request's body is taken in than any form could need.

Django keeps whatever comes in a temporary file before it looks at it, so that anybody could fill
the disk. What is cut off here is larger than DATA_UPLOAD_MAX_MEMORY_SIZE and refused as such.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from aid.photo_files import MOST_BYTES
from aid.spreadsheets.table import MOST_BYTES as MOST_LIST_BYTES

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[..., Awaitable[None]]


# Where photos and lists are sent to: room for one that is too large, so that it is refused as
# such.
PHOTOS = re.compile(r"/(api/v1/)?matches/[^/]+/photos/")
LISTS = re.compile(r"/(api/v1|board)/lists/[^/]+/import/")


def most_bytes(path: str = "") -> int:
    """How much of a body sent to ``path`` is taken in."""
    usual: int = 4 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if PHOTOS.fullmatch(path):
        return MOST_BYTES + usual
    return MOST_LIST_BYTES + usual if LISTS.fullmatch(path) else usual


def with_bounded_bodies(application: Application) -> Application:
    """``application``, which gets the first ``most_bytes()`` of each body."""

    async def bounded(scope: Any, receive: Receive, send: Any) -> None:
        await application(scope, beginning_of(receive, most_bytes(scope["path"])), send)

    return bounded


def beginning_of(receive: Receive, most: int | None = None) -> Receive:
    """``receive`` for the beginning of a body, ``most`` bytes of it; the rest is read and thrown
    away."""
    left = most_bytes() if most is None else most

    async def received() -> Message:
        nonlocal left
        cut_off = left < 0
        message = await receive()
        while cut_off and message["type"] == "http.request":
            message = await receive()
        body = message.get("body", b"")
        left -= len(body)
        return {**message, "body": body[:left], "more_body": False} if left < 0 else message

    return received
