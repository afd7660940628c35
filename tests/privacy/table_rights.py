"""Doors of what a household may ask about its own data: for itself alone."""

from collections.abc import Iterator

from tests.privacy.answers import Outcome, led, rule, told_as
from tests.privacy.table import Line


def rights() -> Iterator[Line]:
    one = "requests/<str:reference>/"
    yield Line(f"{one}known/", "request", get=led, post=rule("see_known"), every=True)
    yield Line(f"{one}correct/", "request", get=led, post=rule("see_known"), every=True)
    yield Line(f"{one}erase/", "request", get=led, post=rule("erase"), every=True)
    again = told_as(rule("ask_again"), Outcome.NOT_NOW)
    yield Line(f"{one}again/", "request", get=led, post=again, every=True)
    api = "api/v1/requests/<reference:reference>/"
    yield Line(f"{api}known/", "request", get=rule("see_known"))
    yield Line(f"{api}erase/", "request", post=rule("erase"))
