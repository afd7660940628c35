"""The doors to the board's map."""

from collections.abc import Iterator

from tests.privacy.answers import rule, signed_in
from tests.privacy.table import Line


def maps() -> Iterator[Line]:
    yield Line("board/<str:code>/map/", "region", get=signed_in(rule("see_board")))
