"""Doors of the queue of a board: whose they are."""

from collections.abc import Iterator

from aid.models import Request
from aid.queries.request_doubles import has_marks, marks_alike
from people.person import Person
from tests.privacy.answers import Expected, Outcome, led, rule, signed_in
from tests.privacy.table import Line
from tests.privacy.world import Thing, World

MAY = (Outcome.IN, Outcome.NOT_NOW)


def queue(world: World) -> Iterator[Line]:
    others = world.of("request")
    if not others:
        return
    other = others[0]
    one, fill = "board/requests/<str:reference>/beside/<str:other>/", {"other": other.key}
    yield Line(one, "request", get=signed_in(compared(other)), fill=fill)
    keep = signed_in(compared(other, rule("keep_both")))
    yield Line(f"{one}keep/", "request", get=led, post=keep, fill=fill)
    here = "api/v1/requests/<reference:reference>/"
    yield Line(f"{here}alike/", "request", get=rule("keep_both"))
    kept, body = compared(other, rule("keep_both")), {"other": other.key}
    yield Line(f"{here}keep-both/", "request", post=kept, body=body)
    seen = signed_in(rule("see_board"))
    yield Line("board/<str:code>/go/", "region", get=signed_in(switched))
    for name in ("preview", "verify"):
        yield Line(f"board/<str:code>/queue/{name}/", "region", led, seen, {"ref": other.key})


def switched(person: Person, thing: Thing) -> Outcome:
    """Led on only from boards that one may open; without a region to go to there is none."""
    known = rule("see_board")(person, thing)
    return Outcome.HIDDEN if known is Outcome.IN else known


def compared(other: Thing, done: Expected | None = None) -> Expected:
    """For whoever may check both, where the two are alike: let in, or as ``done`` says."""

    def expected(person: Person, thing: Thing) -> Outcome:
        for each in (thing, other):
            known = rule("keep_both")(person, each)
            if known not in MAY:
                return known
        assert isinstance(thing.row, Request) and isinstance(other.row, Request)
        if not all(has_marks(each) for each in (thing.row, other.row)):
            return Outcome.HIDDEN
        if not marks_alike(thing.row, other.row):
            return Outcome.HIDDEN
        return done(person, thing) if done else Outcome.IN

    return expected
