"""The RW stands for its list; the kelurahan may send it back."""

import pytest

from aid.actions import lines
from aid.actions import lists as actions
from aid.errors import Invalid, NotAllowed, WrongState
from aid.list_errors import ListEmpty
from aid.models import Event
from aid.rules import ListStatus
from people.person import Person
from tests import lists

pytestmark = pytest.mark.django_db

NIK = "3173010101800001"


def test_rw_head_compiles_with_what_the_meeting_decided(rw_head: Person) -> None:
    made = lists.draft(rw_head)
    found = actions.compile_list(rw_head, made.reference, "Disepakati 23 warga.", lists.later(-1))
    assert found.status == ListStatus.COMPILED and found.compiled_by_id == rw_head.user_id
    found.refresh_from_db()
    assert found.meeting_note == "Disepakati 23 warga." and found.met_on == lists.later(-1)
    assert Event.log.filter(kind="list_compile", facts__lines=2).exists()


def test_cadre_does_not_compile() -> None:
    cadre = lists.cadre_of()
    made = lists.draft(cadre)
    with pytest.raises(NotAllowed):
        actions.compile_list(cadre, made.reference, lists.NOTE, lists.today())


@pytest.mark.parametrize(
    ("field", "note", "days", "code"),
    [
        ("note", " ", 0, "required"),
        ("note", "x" * 1001, 0, "too_long"),
        ("met_on", lists.NOTE, 1, "day_to_come"),
        ("met_on", lists.NOTE, -100, "day_past"),
    ],
)
def test_meeting_needs_a_note_and_a_past_day(
    rw_head: Person, field: str, note: str, days: int, code: str
) -> None:
    made = lists.draft(rw_head)
    with pytest.raises(Invalid) as refused:
        actions.compile_list(rw_head, made.reference, note, lists.later(days))
    assert refused.value.problems[field].code == code


def test_empty_list_is_not_compiled(rw_head: Person) -> None:
    made = lists.opened(rw_head)
    with pytest.raises(ListEmpty):
        actions.compile_list(rw_head, made.reference, lists.NOTE, lists.today())


def test_kelurahan_sends_back_with_its_reason(coordinator: Person, rw_head: Person) -> None:
    made = lists.compiled(rw_head)
    found = actions.send_back(coordinator, made.reference, "RT 003 belum lengkap.")
    assert found.status == ListStatus.DRAFT and found.sent_back == "RT 003 belum lengkap."
    lines.write_line(rw_head, made.reference, lists.household(9))
    again = actions.compile_list(rw_head, made.reference, lists.NOTE, lists.today())
    assert again.sent_back == ""


def test_list_is_not_sent_back_without_reason_or_by_its_rw(
    coordinator: Person, rw_head: Person
) -> None:
    made = lists.compiled(rw_head)
    with pytest.raises(Invalid):
        actions.send_back(coordinator, made.reference, "")
    with pytest.raises(NotAllowed):
        actions.send_back(rw_head, made.reference, "Lupa satu KK")


def test_draft_is_not_sent_back(coordinator: Person) -> None:
    with pytest.raises(WrongState):
        actions.send_back(coordinator, lists.draft().reference, "Belum")
