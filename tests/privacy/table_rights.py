"""Doors of what a household may ask about its own data: for itself alone."""

from collections.abc import Iterator

from tests.privacy.answers import led, rule
from tests.privacy.table import Line


def rights() -> Iterator[Line]:
    one = "requests/<str:reference>/"
    yield Line(f"{one}known/", "request", get=led, post=rule("see_known"), every=True)
    yield Line(f"{one}correct/", "request", get=led, post=rule("see_known"), every=True)
    yield Line(f"{one}again/", "request", get=led, post=rule("ask_again"), every=True)
    yield Line("api/v1/requests/<reference:reference>/known/", "request", get=rule("see_known"))
