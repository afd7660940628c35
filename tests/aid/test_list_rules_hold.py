"""Each action on lists does what its line of the table allows, and refuses all else whole."""

from collections.abc import Callable
from functools import partial

import pytest

from aid.actions import lines, portions
from aid.actions import lists as actions
from aid.models import Line, NeighbourhoodList
from aid.rules import ListStatus, Verdict
from people.person import ANYONE, SYSTEM, Person
from tests import invariants, lists
from tests.aid.acting import REFUSALS, misbehaved, tried
from tests.aid.expected import EXPECTED

pytestmark = pytest.mark.django_db

NAMES = {
    "S": "stranger",
    "F": "helper",
    "D": "donor",
    "W": "rw_head",
    "K": "coordinator",
    "C": "city_coordinator",
    "U": "auditor",
    "O": "other_coordinator",
}
ACTS: dict[str, Callable[[Person, str], object]] = {
    "write_line": lambda p, reference: lines.write_line(p, reference, lists.household(9)),
    "compile": lambda p, reference: actions.compile_list(p, reference, lists.NOTE, lists.today()),
    "send_back": lambda p, reference: actions.send_back(p, reference, "Kurang satu KK"),
    "verify": portions.verify_list,
    "copy": actions.copy_list,
    "close": actions.close_list,
}
# Read through visible_to; made new; and printed, which test_coupons tries.
ELSEWHERE = {"see", "see_lines", "open", "print_coupons", "reissue_coupon"}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Person]:
    people = {letter: request.getfixturevalue(name) for letter, name in NAMES.items()}
    return people | {"A": ANYONE, "G": SYSTEM, "E": lists.cadre_of()}


def standing(found: NeighbourhoodList) -> str:
    return NeighbourhoodList.private.get(pk=found.pk).status


def test_every_verb_has_its_action() -> None:
    assert EXPECTED["list"].keys() == ACTS.keys() | ELSEWHERE


@pytest.mark.parametrize("status", ListStatus)
def test_lists(cast: dict[str, Person], status: ListStatus) -> None:
    found = lists.list_at(status)
    for verb, act in ACTS.items():
        line = EXPECTED["list"][verb]
        for letter, person in cast.items():
            trial = tried(partial(act, person, found.reference), partial(standing, found))
            problem = misbehaved(line, status, letter, trial)
            assert not problem, f"{letter} {verb} at {status}: {problem}"
    invariants.check_everything()


def test_lists_are_opened_by_whom_the_table_names(cast: dict[str, Person]) -> None:
    line = EXPECTED["list"]["open"]
    for letter, person in cast.items():
        trial = tried(partial(lists.opened, person), lambda: None)
        if line.verdict(None, letter) is Verdict.ALLOWED:
            assert trial.refusal is None and trial.wrote, letter
        else:
            assert isinstance(trial.refusal, REFUSALS) and not trial.wrote, letter


@pytest.mark.parametrize("status", ListStatus)
def test_lists_and_lines_are_read_by_whom_the_table_names(
    cast: dict[str, Person], status: ListStatus
) -> None:
    found = lists.list_at(status)
    for letter, person in cast.items():
        seen = NeighbourhoodList.private.visible_to(person).filter(pk=found.pk).exists()
        assert seen == (letter in EXPECTED["list"]["see"].who), letter
        lines_seen = Line.private.visible_to(person).filter(list=found).exists()
        assert lines_seen == (letter in EXPECTED["list"]["see_lines"].who), letter
