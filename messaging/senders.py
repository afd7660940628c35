"""How a message reaches a phone: by the senders that the settings name.

Messages hold codes: a sender neither logs them nor hands them to a job. The two senders here are
for trying things out; WhatsApp and SMS stand beside them once they are there.
"""

import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

KEPT = 50
SHOWN_DIGITS = 4


class NotSent(Exception):
    """No sender is at hand."""


@dataclass(frozen=True)
class Message:
    """``to``: a phone in E.164."""

    to: str
    text: str
    sent_at: datetime

    @property
    def masked(self) -> str:
        """The phone by its last digits."""
        return f"…{self.to[-SHOWN_DIGITS:]}"


# In this process's memory alone.
latest: deque[Message] = deque(maxlen=KEPT)


def send(to: str, text: str) -> None:
    """Send ``text`` to the phone ``to``. Raises NotSent."""
    message = Message(to, text, timezone.now())
    if not settings.MESSAGE_SENDERS:
        raise NotSent()
    for name in settings.MESSAGE_SENDERS:
        SENDERS[name](message)


def trying_out() -> bool:
    """Whether messages may be shown to whoever looks."""
    return bool(settings.DEMO or settings.DEBUG)


def console(message: Message) -> None:
    """On the terminal that the site was started from."""
    require_trying_out()
    sys.stdout.write(f"Message to {message.masked}: {message.text}\n")


def page(message: Message) -> None:
    """On the page of the latest messages."""
    require_trying_out()
    latest.appendleft(message)


def require_trying_out() -> None:
    if not trying_out():
        raise NotSent()


SENDERS: dict[str, Callable[[Message], None]] = {"console": console, "page": page}
