"""What came of sending one notice."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Outcome:
    """``gone``: the address is no more; ``refused``: not taken, nor would it be later; ``busy``:
    to be tried again, after ``retry_after`` where the other side said so."""

    sent: bool = False
    gone: bool = False
    refused: bool = False
    busy: bool = False
    retry_after: timedelta = timedelta()


SENT, GONE = Outcome(sent=True), Outcome(gone=True)
REFUSED, BUSY = Outcome(refused=True), Outcome(busy=True)


def of_status(status: int, retry_after: str = "") -> Outcome:
    """By the status of a push service's answer (RFC 8030) and its Retry-After in seconds."""
    if 200 <= status < 300:
        return SENT
    if status in (404, 410):
        return GONE
    if status == 429 or status >= 500:
        wait = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0
        return Outcome(busy=True, retry_after=timedelta(seconds=min(wait, 86_400)))
    return REFUSED
