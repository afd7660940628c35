"""Doors of coupons and of handing out by them: whose they are."""

from collections.abc import Iterator

from aid.rules import Who
from people.person import Person
from tests.privacy.answers import (
    Expected,
    Outcome,
    anyone,
    hidden,
    led,
    relations,
    rule,
    signed_in,
    told_as,
)
from tests.privacy.table import Line
from tests.privacy.world import Thing

# A coupon that nobody has: what a real one shows, and to whom, tests/frontend/test_coupon.py says.
NO_COUPON = {"serial": "00000000", "pk": "999999999", "verb": "complete"}
WRONG = {"serial": "00000000", "code": "000000000000"}


def coupons() -> Iterator[Line]:
    one = "kupon/<str:serial>/"
    for pattern in ("kupon/", one):
        yield Line(pattern, get=anyone, post=anyone, body=WRONG, fill=NO_COUPON)
    yield Line(f"{one}close/", post=anyone, fill=NO_COUPON)
    yield Line(f"{one}<int:pk>/<str:verb>/", get=led, post=hidden, fill=NO_COUPON)
    yield from at_the_counter()
    yield from at_the_post()


def at_the_counter() -> Iterator[Line]:
    """What the rules say of each list, request and coupon, tests/aid asks; here nothing is
    found, which the form says to those with an office."""
    yield Line("coupons/", get=coordinator_anywhere)
    nothing = {"list": "L-00000000", "portion": "1", "request": "R-00000000", **WRONG}
    for name in ("print/", "request/", "replace/"):
        yield Line(f"coupons/{name}", get=led, post=coordinator_anywhere, body=nothing)


def coordinator_anywhere(person: Person, _: Thing) -> Outcome:
    if person.user_id is None:
        return Outcome.SIGN_IN
    return Outcome.IN if person.is_coordinator else Outcome.REFUSED


def at_the_post() -> Iterator[Line]:
    one = "post/<str:reference>/"
    hands_out = signed_in(rule("hand_out"))
    yield Line("post/worker.js", get=anyone)
    # Also before the goods come and after: what a phone still holds must reach the site.
    yield Line(one, "consignment", get=hands_out, every=True)
    yield Line(f"{one}pack/", "consignment", get=told_as(hands_out, Outcome.NOT_NOW))
    yield Line(f"{one}entries/", "consignment", post=hands_out)
    yield Line(f"{one}redeem/", "consignment", get=led, post=hands_out, body=WRONG)
    yield Line(f"{one}conflicts/", "consignment", get=coordinators(hands_out))


def coordinators(then: Expected) -> Expected:
    """As ``then``, but refused to those who hand out and coordinate nothing."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = then(person, thing)
        inside = answer in (Outcome.IN, Outcome.NOT_NOW)
        return (
            Outcome.REFUSED
            if inside and Who.COORDINATOR not in relations(person, thing)
            else answer
        )

    return expected
