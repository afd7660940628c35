"""What the history tells of topics is what was told when it happened."""

import pytest

from aid.actions import messages
from aid.models import Event
from aid.queries.topics import told_since
from aid.rules import MatchStatus
from people.person import Person
from tests import factories, kampung
from tests.aid.hints import hints
from tests.aid.test_events import whole_journey
from tests.factories import RW_901, published

pytestmark = pytest.mark.django_db


def test_one_request_s_journey(resident: Person, donor: Person, coordinator: Person) -> None:
    with hints() as sent:
        whole_journey(resident, donor, coordinator)
    assert set(told_since(0, 10_000).newest) == sent


def test_a_kampung_s_journey(donor: Person, rw_head: Person) -> None:
    with hints() as sent:
        kampung.portion([1] * 4)
        kampung.post()
        came = kampung.at_post(donor, rw_head, 1)
        (handout,) = kampung.handouts_of(came)
        published(donor, region=RW_901)
    assert handout.pk
    assert set(told_since(0, 10_000).newest) == sent
    assert f"person:{donor.user_id}" in sent


def test_messages_of_household_and_donor_stay_off_the_boards(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    before = Event.log.count()
    messages.write_message(donor, match.reference, "Saya datang sore ini")
    told = told_since(0, 1)
    assert Event.log.count() == before + 1
    assert not [topic for topic in told.newest if topic.startswith(("board:", "public:"))]
    assert f"person:{donor.user_id}" in told.newest


def test_newest_events_are_looked_at_and_what_was_left_out_is_said() -> None:
    for _ in range(3):
        factories.submitted()
    (at,) = Event.log.values_list("transaction", flat=True).distinct()
    assert told_since(0, 10).since == 0
    assert set(told_since(0, 10).newest.values()) == {at}
    # Of that transaction some may be left out.
    assert told_since(0, 2).since == at + 1
    assert told_since(at + 1, 10) == (at + 1, {})
