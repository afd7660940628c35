"""Doors of an RW's home: whose they are."""

from collections.abc import Iterator

from geo.codes import Level, level_of
from people.person import Person
from tests.privacy.answers import Outcome, rule, signed_in
from tests.privacy.table import Line
from tests.privacy.world import Thing


def rw() -> Iterator[Line]:
    screen = signed_in(of_an_rw)
    yield Line("board/<str:code>/rw/", "region", get=screen)
    yield Line(
        "board/<str:code>/rw/<str:screen>/", "region", get=screen, fill={"screen": "problems"}
    )


def of_an_rw(person: Person, thing: Thing) -> Outcome:
    """For whoever sees its board; from other regions one is led to theirs."""
    known = rule("see_board")(person, thing)
    elsewhere = known is Outcome.IN and level_of(thing.key) is not Level.RW
    return Outcome.LED if elsewhere else known
