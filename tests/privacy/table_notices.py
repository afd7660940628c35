"""Whose the doors of notices are: one's own, or whoever holds the link of a mail."""

from collections.abc import Iterator

from tests.privacy.answers import account, anyone, hidden, led
from tests.privacy.table import Line


def notices() -> Iterator[Line]:
    yield Line("notices/worker.js", get=anyone)
    for verb in ("on", "off", "asked"):
        yield Line("notices/phone/<str:verb>/", post=anyone, fill={"verb": verb})
    # Nobody here holds a link of a mail.
    for name in ("confirm", "stop"):
        yield Line(f"notices/{name}/<str:token>/", "token", get=hidden, post=hidden)
    yield Line("my/notices/", get=account)
    yield Line("my/notices/mail/", get=led, post=account)
    yield Line("my/notices/off/", get=led, post=account)
