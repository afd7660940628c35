"""A message to many sockets, made ready once."""

from collections.abc import Callable
from typing import Any, NamedTuple

# What `config.sockets` offers: writes a frame at once, or says that it can't.
EXTENSION = "gandeng.frames"
Write = Callable[[bytes], bool]

TEXT = 0x81  # a whole message in one frame (RFC 6455, 5.2)
SHORT, LONG = 126, 1 << 16


class Message(NamedTuple):
    text: str
    frame: bytes


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


def no_write(_: bytes) -> bool:
    return False


def write_in(scope: Any) -> Write:
    """How to write frames to the socket of ``scope``; one that never can where the server offers
    nothing."""
    write: Write = scope.get("extensions", {}).get(EXTENSION, {}).get("write", no_write)
    return write
