"""Reading the names on a list is recorded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import lines_shown
from aid.models import Event
from people.person import Person
from tests import lists

pytestmark = pytest.mark.django_db


def looks() -> list[int | None]:
    recorded = Event.log.filter(kind="list_see_lines").order_by("pk")
    return list(recorded.values_list("actor_id", flat=True))


def test_each_who_reads_a_list_is_recorded_once_an_hour(
    rw_head: Person, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lists.draft(lists.cadre_of())
    for person in (rw_head, coordinator):
        for _ in range(2):
            lines_shown.lines_shown(person, made)
    assert looks() == [rw_head.user_id, coordinator.user_id]
    later = timezone.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    lines_shown.lines_shown(rw_head, made)
    assert looks() == [rw_head.user_id, coordinator.user_id, rw_head.user_id]


def test_another_list_is_another_look(coordinator: Person) -> None:
    made = lists.draft()
    other = lists.draft(region=lists.second_rw())
    for found in (made, other):
        lines_shown.lines_shown(coordinator, found)
    assert len(looks()) == 2


def test_reading_one_line_after_the_other_is_recorded_too(coordinator: Person) -> None:
    made = lists.draft()
    for number in (1, 2):
        lines_shown.line_shown(coordinator, made, number)
    assert looks() == [coordinator.user_id]


def test_what_one_wrote_oneself_is_no_disclosure(rw_head: Person) -> None:
    cadre = lists.cadre_of()
    made = lists.draft(cadre)
    lines_shown.lines_shown(cadre, made)
    lines_shown.lines_shown(lists.cadre_of(), made)  # who reads nothing of it
    lists.lines.write_line(rw_head, made.reference, lists.household(3))
    lines_shown.line_shown(rw_head, made, 3)
    assert looks() == []
