"""The sealed history in plain Python: what a seal covers, how seals are chained, what is published.

docs/reference/history.md describes the same for whoever checks it with tools of their own.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

# What stands before the first seal.
START = bytes(32)
# Transaction and id before those of any event.
BEGINNING = (0, 0)
# What each form of seal covers of an event, in this order. A new column of events is a new form;
# seals that are there keep theirs.
FORMS: dict[int, tuple[str, ...]] = {
    1: (
        "id",
        "at",
        "transaction",
        "kind",
        "actor_id",
        "request_id",
        "offer_id",
        "match_id",
        "region_code",
        "facts",
    ),
}
FORM = max(FORMS)

Value = int | str | None

POSITION = r"[0-9]{1,18}"
HASH = r"[0-9a-f]{64}"
HEAD = re.compile(rf"({POSITION}):({HASH})")
LINE = re.compile(rf"({POSITION}) ({HASH}) (\S+)\n")


class HistoryDiffers(Exception):
    """The chain isn't the one whose heads were published."""


class CounterBehind(Exception):
    """The server counts transactions from below those of sealed events, as after a restore.

    What is written now would sort before what is sealed.
    """


@dataclass(frozen=True)
class Head:
    """The newest seal: its position (1 is the first, 0 when there is none) and hash."""

    position: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.hash.hex()}"


def written(moment: datetime) -> str:
    """A moment as seals cover it: ``2026-11-25T02:28:41.123456Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def covered(form: int, position: int, sealed_at: str, event: Sequence[Value]) -> bytes:
    """The bytes that a seal covers: one JSON array, written as JSON.stringify writes it.

    ``event`` holds the columns of ``FORMS[form]``; times as ``written``, facts as PostgreSQL
    prints jsonb.
    """
    array = [f"gandeng history {form}", position, sealed_at, *event]
    return json.dumps(array, ensure_ascii=False, separators=(",", ":")).encode()


def chained(previous: bytes, content: bytes) -> bytes:
    """The hash of a seal: SHA-256 of the hash before it and the bytes that it covers."""
    return hashlib.sha256(previous + content).digest()


def head_from(text: str) -> Head:
    """A head that somebody kept, ``POSITION:HASH``. Raises ValueError."""
    found = HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"not POSITION:HASH: {text!r}")
    return Head(int(found[1]), bytes.fromhex(found[2]))


def line_of(head: Head, at: datetime) -> str:
    """The line by which a head is published."""
    return f"{head.position} {head.hash.hex()} {written(at)}\n"


def head_in(line: str) -> Head | None:
    """The head that a published line tells; None when the line is damaged."""
    found = LINE.fullmatch(line)
    return Head(int(found[1]), bytes.fromhex(found[2])) if found else None
