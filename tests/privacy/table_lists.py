"""Doors of neighbourhoods' lists: whose they are."""

from collections.abc import Iterator
from typing import Any

from aid import rules
from aid.relations import KELURAHAN_DEPTH, region_relations
from aid.rules import Verdict, Who
from api import lists as api_lists
from frontend.views.list_acts import LIST_ACTS
from people.person import Person
from tests import lists as made
from tests.privacy.answers import (
    Expected,
    Outcome,
    anyone,
    both,
    led,
    on,
    relations,
    rule,
    signed_in,
    told_as,
)
from tests.privacy.table import Line
from tests.privacy.world import Thing

HOUSEHOLD: dict[str, Any] = {"name": "Contoh Baru", "people": "3", "rt": "7", "agreed": "1"}
BODIES: dict[str, dict[str, Any]] = {
    "compile": {"note": made.NOTE, "met_on": made.today().isoformat()},
    "send_back": {"reason": "Kurang satu KK"},
}
NUMBER = {"number": "1"}
KEY = {"key": "00000000-0000-4000-8000-000000000001"}


def lists() -> Iterator[Line]:
    yield from list_pages()
    yield from list_api()


def list_pages() -> Iterator[Line]:
    yield Line("board/<str:code>/lists/", "region", get=signed_in(region_lists), every=True)
    terms = {"category": "baby", "first_day": made.today().isoformat()}
    post = signed_in(opens(region_lists))
    yield Line("board/<str:code>/lists/open/", "region", led, post, terms)
    one = "board/lists/<str:reference>/"
    yield Line(one, "list", get=signed_in(rule("see")), every=True)
    yield Line(f"{one}template/", "list", get=signed_in(rule("see")))
    lines = told_as(rule("see_lines"), Outcome.REFUSED)
    yield Line(f"{one}export/", "list", get=signed_in(lines), every=True)
    write = signed_in(rule("write_line"))
    yield Line(f"{one}line/", "list", get=led, post=write, body=HOUSEHOLD)
    no_file = {"file": b"not a list"}
    yield Line(f"{one}import/", "list", get=led, post=write, body=no_file)
    yield Line(f"{one}import/<uuid:key>/", "list", get=signed_in(rule("see")), fill=KEY)
    numbered = f"{one}lines/<int:number>/"
    change = signed_in(both(lines, rule("write_line")))
    yield Line(numbered, "list", signed_in(lines), change, HOUSEHOLD, NUMBER, every=True)
    gone = signed_in(own_line(rule("write_line")))
    yield Line(f"{numbered}remove/", "list", get=led, post=gone, fill=NUMBER)
    for verb in LIST_ACTS:
        post, fill = signed_in(act(verb)), {"verb": verb}
        yield Line(f"{one}<str:verb>/", "list", led, post, BODIES.get(verb, {}), fill)


def list_api() -> Iterator[Line]:
    terms = {"region": made.RW_901, "category": "baby", "first_day": made.today().isoformat()}
    opening = on(made.RW_901, opened)
    yield Line("api/v1/lists/", get=anyone, post=opening, body=terms)
    one = "api/v1/lists/<reference:reference>/"
    yield Line(one, "list", get=rule("see"), every=True)
    entry = {**HOUSEHOLD, "agreed": True}
    seen = told_as(rule("see"), Outcome.REFUSED, Outcome.SIGN_IN)
    yield Line(f"{one}lines/", "list", get=seen, post=rule("write_line"), body=entry, every=True)
    numbered = f"{one}lines/<int:number>/"
    change = own_line(rule("write_line"))
    read = own_line(rule("see"))
    yield Line(numbered, "list", get=read, post=change, body=entry, fill=NUMBER)
    yield Line(f"{numbered}remove/", "list", post=change, fill=NUMBER)
    no_file = {"file": b"not a list"}
    yield Line(f"{one}import/", "list", post=rule("write_line"), body=no_file)
    yield Line(f"{one}import/<uuid:key>/", "list", get=rule("see"), fill=KEY)
    yield Line(f"{one}copy/", "list", post=rule("copy"))
    for verb in api_lists.VERBS:
        name = verb.name.replace("-", "_")
        yield Line(f"{one}{verb.name}/", "list", post=act(name), body=BODIES.get(name, {}))


def act(verb: str) -> Expected:
    """Who may hand a list in says which RT is the last."""
    return rule("compile" if verb == "last_rt" else verb)


def opened(person: Person, thing: Thing) -> Outcome:
    """Opening a list in an RW."""
    known = region_relations(person, thing.key)
    if rules.verdict("list", "open", None, known) is Verdict.ALLOWED:
        return Outcome.IN
    return Outcome.REFUSED if Who.ACCOUNT in known else Outcome.SIGN_IN


def region_lists(person: Person, thing: Thing) -> Outcome:
    """The lists of a region: for its board, and for a cadre of the RW."""
    board = rule("see_board")(person, thing)
    deep = thing.key.count(".") > KELURAHAN_DEPTH
    return opened(person, thing) if deep and board is not Outcome.IN else board


def opens(page: Expected) -> Expected:
    """Only an RW has lists of its own; whoever sees the page of another region is told so."""

    def expected(person: Person, thing: Thing) -> Outcome:
        deep = thing.key.count(".") > KELURAHAN_DEPTH
        return opened(person, thing) if deep else page(person, thing)

    return expected


def own_line(then: Expected) -> Expected:
    """The line is the RW head's: to a cadre there is no such line."""

    def expected(person: Person, thing: Thing) -> Outcome:
        answer = then(person, thing)
        office = Who.COORDINATOR in relations(person, thing)
        return Outcome.HIDDEN if answer is Outcome.IN and not office else answer

    return expected
