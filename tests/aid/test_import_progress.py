"""How far a file is read is told to the account that sends it, and to nobody else."""

from uuid import uuid4

import pytest

from aid.actions import progress
from aid.actions.progress import Progress
from people.person import ANYONE, Person

pytestmark = pytest.mark.django_db

LIST = "L-23456789"


def test_who_sends_a_file_sees_how_far_it_is(rw_head: Person) -> None:
    key = uuid4()
    keep = progress.kept(rw_head, LIST, str(key))
    assert keep is not None and progress.progress_of(rw_head, LIST, key) == Progress()
    keep(0, 1_163)
    assert progress.progress_of(rw_head, LIST, key) == Progress(0, 1_163)
    keep(1_163, 1_163)
    assert progress.progress_of(rw_head, LIST, key) == Progress(1_163, 1_163)


def test_steps_that_follow_at_once_are_not_kept_each(
    rw_head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "monotonic", lambda: 5.0)
    key = uuid4()
    keep = progress.kept(rw_head, LIST, key)
    assert keep is not None
    keep(0, 1_163)
    keep(50, 1_163)
    assert progress.progress_of(rw_head, LIST, key) == Progress(0, 1_163)


def test_nobody_else_sees_it(rw_head: Person, donor: Person) -> None:
    key = uuid4()
    keep = progress.kept(rw_head, LIST, key)
    assert keep is not None
    keep(7, 7)
    for person, reference, other in (
        (donor, LIST, key),
        (ANYONE, LIST, key),
        (rw_head, "L-23456788", key),
        (rw_head, LIST, uuid4()),
    ):
        assert progress.progress_of(person, reference, other) == Progress()


def test_without_a_key_or_an_account_nothing_is_kept(rw_head: Person) -> None:
    for key in ("", None, "no key", "0" * 500):
        assert progress.kept(rw_head, LIST, key) is None
        assert progress.progress_of(rw_head, LIST, key) == Progress()
    assert progress.kept(ANYONE, LIST, uuid4()) is None
