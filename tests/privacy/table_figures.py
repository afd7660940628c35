"""The doors to what a board tells in figures, and to its files."""

from collections.abc import Iterator

from geo.codes import Level, level_of
from people.person import Person
from tests.privacy.answers import Outcome, rule, signed_in
from tests.privacy.table import Line
from tests.privacy.world import Thing


def figures() -> Iterator[Line]:
    seen = signed_in(rule("see_board"))
    yield Line("board/<str:code>/balance/", "region", get=signed_in(beside_offers))
    yield Line("board/<str:code>/trends/", "region", get=seen)
    yield Line("board/<str:code>/files/", "region", get=seen)


def beside_offers(person: Person, thing: Thing) -> Outcome:
    """An RW sees no offers: its board has no such part."""
    known = rule("see_board")(person, thing)
    is_rw = level_of(thing.key) == Level.RW
    return Outcome.HIDDEN if known is Outcome.IN and is_rw else known
