"""Doors of those who give: whose they are."""

from collections.abc import Iterator

from tests.privacy.answers import account, led, rule, signed_in
from tests.privacy.table import Line


def giving() -> Iterator[Line]:
    yield Line("deliveries/result/", get=account)
    again = signed_in(rule("publish_again"))
    yield Line("give/offers/<str:reference>/again/", "offer", get=led, post=again)
    one = "api/v1/offers/<reference:reference>/"
    yield Line(f"{one}publish-again/", "offer", post=rule("publish_again"))
