"""A message to many sockets, made ready once."""

from collections.abc import Callable
from typing import Any, NamedTuple

TEXT = 0x81  # a whole message in one frame (RFC 6455, 5.2)
SHORT, LONG = 126, 1 << 16
# The ASGI extension by which a server hands over a socket's lane.
EXTENSION = "gandeng.frames"

Write = Callable[[bytes], object]


class Message(NamedTuple):
    text: str
    frame: bytes


class Lane:
    """How a whole frame is written to one socket at once.

    ``write`` is None while that can't be: the server opens and closes the lane, and who sends
    holds it while an earlier message is on its way otherwise, so that none overtakes it. Looking
    at one attribute is all that a message to thousands costs besides the writing.
    """

    __slots__ = ("held", "way", "write")

    def __init__(self) -> None:
        self.way: Write | None = None
        self.write: Write | None = None
        self.held = False

    def open(self, way: Write) -> None:
        self.way = way
        self.write = None if self.held else way

    def close(self) -> None:
        self.way = self.write = None

    def hold(self) -> None:
        self.held, self.write = True, None

    def release(self) -> None:
        self.held, self.write = False, self.way


def lane_in(scope: Any) -> Lane:
    """The lane of the socket of ``scope``; one that is never open where the server has none."""
    return scope.get("extensions", {}).get(EXTENSION, {}).get("lane") or Lane()


def message_of(text: str) -> Message:
    return Message(text, frame_of(text.encode()))


def frame_of(payload: bytes) -> bytes:
    """``payload`` as a server's text frame."""
    size = len(payload)
    if size < SHORT:
        return bytes((TEXT, size)) + payload
    if size < LONG:
        return bytes((TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((TEXT, 127)) + size.to_bytes(8, "big") + payload
