"""Doors between household and donor, and those of one's own account: whose they are."""

from collections.abc import Iterator

from people.person import Person
from tests.privacy.answers import (
    Expected,
    Outcome,
    account,
    always,
    both,
    hidden,
    led,
    rule,
    signed_in,
    told_as,
)
from tests.privacy.table import Line
from tests.privacy.world import Thing

NO_PHOTO = {"number": "00000000-0000-4000-8000-000000000000", "pk": "999999999"}


def between() -> Iterator[Line]:
    """What the household and its donor tell and show each other."""
    page, api = "matches/<str:reference>/", "api/v1/matches/<reference:reference>/"
    said = rule("see_messages")
    # On pages, what can't be read at this status isn't there.
    read = told_as(said, Outcome.NOT_NOW)
    text = {"text": "Saya datang sore ini"}
    write = both(read, rule("write_message"))
    yield Line(f"{page}messages/", "match", get=read, post=write, body=text)
    report = {"kind": "asked_to_pay", "message": ""}
    yield Line(f"{page}messages/report/", "match", get=led, post=rule("complain"), body=report)
    yield Line(f"{api}messages/", "match", get=said)
    yield Line(f"{api}place/", "match", get=rule("see_place"))
    yield from photos(page, api)


def photos(page: str, api: str) -> Iterator[Line]:
    """To those whom the match doesn't concern there are none."""
    concerned = told_as(rule("see_photo"), Outcome.REFUSED, Outcome.SIGN_IN)
    shown = told_as(concerned, Outcome.NOT_NOW)
    no_photo = {"photo": b"not a photo"}
    add = rule("add_photo")
    yield Line(f"{page}photos/", "match", get=shown, post=too_early(shown, add), body=no_photo)
    yield Line(f"{api}photos/", "match", get=concerned, post=add, body=no_photo)
    one, api_one = f"{page}photos/<uuid:number>/", f"{api}photos/<uuid:number>/"
    yield Line(one, "match", get=told_as(shown, Outcome.IN), fill=NO_PHOTO)
    yield Line(api_one, "match", get=told_as(concerned, Outcome.IN), fill=NO_PHOTO)
    gone = told_as(rule("remove_photo"), Outcome.IN)
    yield Line(f"{one}remove/", "match", get=led, post=gone, fill=NO_PHOTO)
    yield Line(f"{api_one}remove/", "match", post=gone, fill=NO_PHOTO)


def too_early(page: Expected, act: Expected) -> Expected:
    """As ``act``; what can't be done now is told on ``page``, if that is there."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = act(person, thing)
        return page(person, thing) if answer is Outcome.NOT_NOW else answer

    return expected


def own() -> Iterator[Line]:
    """Signing in, second factors, and in whose name one gives: steps of one's own."""
    step = always(Outcome.OWN)
    for name in ("code/", "name/", "password/", "start/", "second-factor/"):
        yield Line(f"sign-in/{name}", get=step, post=step)
    yield Line("dev/messages/", get=hidden)
    yield Line("give/as/", get=led, post=account)
    yield Line("api/v1/me/giving-for/", post=step)
    yield Line("api/v1/me/deliveries.ics", get=account)
    yield Line("deliveries/calendar/", get=account)
    for name in ("make/", "end/"):
        yield Line(f"deliveries/calendar/{name}", get=led, post=account)
    yield Line("calendar/<str:token>.ics", get=hidden, fill={"token": "A" * 43})
    mine = signed_in(step)
    yield Line("api/v1/me/tokens/", get=account, post=step)
    nobody_s = {"pk": "999999999"}
    yield Line("api/v1/me/tokens/<int:pk>/revoke/", post=signed_in(hidden), fill=nobody_s)
    # Nobody of the cast works for the organisation there.
    none = signed_in(always(Outcome.REFUSED))
    yield Line("security/tokens/", get=none, post=none)
    revoked = signed_in(hidden)
    yield Line("security/tokens/<int:pk>/revoke/", get=led, post=revoked, fill=nobody_s)
    yield Line("security/", get=mine)
    for name in ("app/", "codes/", "app/remove/", "codes/new/", "confirm/", "passkey/"):
        yield Line(f"security/{name}", get=mine, post=mine)
    for name in ("confirm/passkey/", "confirm/password/", "passkey/<int:pk>/remove/"):
        yield Line(f"security/{name}", get=mine, post=mine, fill=NO_PHOTO)
