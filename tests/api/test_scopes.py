"""Which doors are open to tokens: those of the table, and no other."""

import re

import pytest

from aid import rules
from aid.rules import Who
from api.scopes import ON_CONSIGNMENT, ON_MATCH, ROOT, SCOPE_OF
from people.models import User
from people.scopes import SCOPES
from tests.api.client import program_with
from tests.architecture.sources import name, python_files
from tests.factories import HOME
from tests.organisations import organisation, token_of
from tests.privacy.doors import METHODS, Door, doors

# What stands for each part of an address.
FILL = {
    "region:code": HOME,
    "region:key": HOME,
    "reference:key": "R-00000000",
    "open_data_file:file": "needs.geojson",
    "reference:reference": "M-00000000",
    "int:pk": "999999999",
    "int:number": "1",
    "int:other": "999999998",
    "uuid:number": "00000000-0000-4000-8000-000000000000",
    "uuid:key": "00000000-0000-4000-8000-000000000000",
}


def of_api() -> list[Door]:
    return [door for door in doors() if door.pattern.startswith(ROOT)]


def every_way() -> list[tuple[str, str]]:
    """Method and address pattern of everything the API does."""
    return [
        (method, door.pattern.removeprefix(ROOT))
        for door in of_api()
        for method in METHODS
        if method in (door.methods or ())
    ]


def asks_nobody(pattern: str) -> bool:
    """Whether the door is open to everybody without asking who they are."""
    return pattern.startswith("open-data/")


def filled(pattern: str) -> str:
    return "/" + re.sub(r"<([^>]+)>", lambda part: FILL[part[1]], pattern)


@pytest.fixture
def foundation(people_db: None) -> User:
    return organisation()


def test_table_names_doors_that_exist() -> None:
    assert set(SCOPE_OF) - set(every_way()) == set()
    assert set(SCOPE_OF.values()) == set(SCOPES)


def test_every_other_door_is_closed_to_a_token_of_all_scopes(foundation: User) -> None:
    program = program_with(token_of(foundation).secret)
    closed = [way for way in every_way() if way not in SCOPE_OF and not asks_nobody(way[1])]
    assert len(closed) > 60
    for method, pattern in closed:
        answer = program.ask(method.lower(), filled(pattern), {})
        assert answer.refused == (403, "token_scope"), (method, pattern)
        assert answer.body["facts"] == {"scope": None}
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_every_door_of_the_table_takes_its_scope(foundation: User) -> None:
    """Without it the door is closed; with it alone, open."""
    programs = {
        scope: (
            program_with(token_of(foundation, scope).secret),
            program_with(token_of(foundation, *(each for each in SCOPES if each != scope)).secret),
        )
        for scope in SCOPES
    }
    for (method, pattern), scope in SCOPE_OF.items():
        with_it, without = programs[scope]
        answer = without.ask(method.lower(), filled(pattern), {})
        assert answer.refused == (403, "token_scope"), (method, pattern)
        assert answer.body["facts"] == {"scope": scope}
        opened = with_it.ask(method.lower(), filled(pattern), {})
        assert opened.status not in (401, 403, 429, 500), (method, pattern, opened.body)


def test_looking_at_the_head_or_the_options_takes_no_less(foundation: User) -> None:
    program = program_with(token_of(foundation, "offers").secret)
    for method in ("head", "options"):
        assert getattr(program.django, method)("/api/v1/offers/").status_code == 403


def test_unknown_methods_and_addresses_are_refused_as_ever(foundation: User) -> None:
    program = program_with(token_of(foundation).secret)
    assert program.ask("delete", "/offers/", {}).refused == (405, "method_not_allowed")
    assert program.get("/nothing/").refused == (404, "not_found")


@pytest.mark.parametrize(("table", "verbs"), [("match", ON_MATCH), ("consignment", ON_CONSIGNMENT)])
def test_tokens_do_what_donors_may_by_the_rules(table: str, verbs: tuple[str, ...]) -> None:
    """All of it, but planning, which has an address of its own, and what takes `contacts`."""
    donors = {line.verb for line in rules.TABLES[table] if Who.DONOR in line.who}
    reading = {verb for verb in donors if verb.startswith(("see", "print_"))}
    elsewhere = {"plan", "write_message", "add_photo", "remove_photo"}
    assert {verb.replace("-", "_") for verb in verbs} == donors - reading - elsewhere


def test_no_view_takes_a_program_for_the_session_beside_it() -> None:
    """Who asks is told by ``api.doors`` alone, but for who opens a link and for sockets, which no
    token reaches."""
    told = {name(path) for path in python_files("api") if "person_in(" in path.read_text()}
    assert told == {"api/doors.py", "api/follow.py", "api/standing.py"}
