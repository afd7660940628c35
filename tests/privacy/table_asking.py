"""Whose the doors around the form for asking are: everybody's, and none tells of anybody."""

from collections.abc import Iterator

from tests.privacy.answers import anyone
from tests.privacy.table import Line


def asking() -> Iterator[Line]:
    for pattern in ("ask/token/", "ask/copy/", "offline/", "manifest.webmanifest", "worker.js"):
        yield Line(pattern, get=anyone)
