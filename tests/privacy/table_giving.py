"""Doors of those who give: whose they are."""

from collections.abc import Iterator

from aid.models import Offer
from people.person import Person
from tests.privacy.answers import Outcome, account, led, rule, signed_in, told_as
from tests.privacy.table import Line
from tests.privacy.world import Thing


def giving() -> Iterator[Line]:
    for pattern in ("deliveries/result/", "deliveries/route/"):
        yield Line(pattern, get=account)
    again = signed_in(rule("publish_again"))
    yield Line("give/offers/<str:reference>/again/", "offer", get=led, post=again)
    one = "api/v1/offers/<reference:reference>/"
    yield Line(f"{one}publish-again/", "offer", post=rule("publish_again"))
    yield Line(f"{one}receipt/", "offer", get=handed_over)
    seen = told_as(signed_in(handed_over), Outcome.NOT_NOW)
    yield Line("give/offers/<str:reference>/receipt/", "offer", get=seen)
    of_match = rule("print_receipt")
    yield Line("api/v1/matches/<reference:reference>/receipt/", "match", get=of_match)
    seen = told_as(signed_in(of_match), Outcome.NOT_NOW)
    yield Line("deliveries/<str:reference>/receipt/", "match", get=seen)


def handed_over(person: Person, thing: Thing) -> Outcome:
    """There is no receipt of nothing."""
    answer = rule("print_receipt")(person, thing)
    nothing = isinstance(thing.row, Offer) and not thing.row.delivered
    return Outcome.NOT_NOW if nothing and answer is Outcome.IN else answer
