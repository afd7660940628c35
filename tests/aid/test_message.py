"""Messages between household and donor: who writes and reads, and where no text ever is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from aid import rules
from aid.actions.blocks import block_donor
from aid.actions.messages import see_messages, unread_counts, write_message
from aid.errors import Invalid, NotAllowed, NotFound, TooManyMessages, WrongState
from aid.models import Event, Match, Message
from aid.opened import opened
from aid.rules import MatchStatus
from people.person import ANYONE, Person
from people.vault import NotOpened
from tests import factories
from tests.aid.hints import hints
from tests.factories import HOME, declared, fresh_match, household_of, verified

pytestmark = pytest.mark.django_db

TEXT = "Saya tiba pukul empat sore"
UNDER_WAY = ("accepted", "on_the_way", "delivered", "disputed")


@pytest.fixture
def match(donor: Person, helper: Person) -> Match:
    request = verified(helper, for_someone_else=True)
    return factories.match_at(MatchStatus.ACCEPTED, donor, request)


def rows(match: Match) -> list[Message]:
    with opened([match.pk]):
        return list(Message.private.of_match(match.pk))


def said(person: Person, match: Match) -> list[tuple[bool, str]]:
    return [(each.own, each.text) for each in see_messages(person, match.reference)]


def test_each_side_reads_what_both_wrote(match: Match, donor: Person) -> None:
    household = household_of(match.request)
    write_message(donor, match.reference, f" {TEXT}\n")
    write_message(household, match.reference, "Baik, di pos RW")
    assert said(donor, match) == [(True, TEXT), (False, "Baik, di pos RW")]
    assert said(household, match) == [(False, TEXT), (True, "Baik, di pos RW")]


def test_nobody_else_reads_or_writes(
    match: Match, donor: Person, helper: Person, coordinator: Person, auditor: Person
) -> None:
    write_message(donor, match.reference, TEXT)
    for person in (helper, coordinator, auditor):
        with pytest.raises(NotAllowed):
            see_messages(person, match.reference)
        with pytest.raises(NotAllowed):
            write_message(person, match.reference, TEXT)
    for person in (factories.somebody(), ANYONE):
        with pytest.raises(NotFound):
            see_messages(person, match.reference)
    assert len(rows(match)) == 1


def test_other_donors_of_the_household_have_a_conversation_of_their_own(
    match: Match, donor: Person
) -> None:
    write_message(donor, match.reference, TEXT)
    other = factories.pledged(verified(), 1)
    with pytest.raises(NotFound):
        see_messages(factories.donor_of(other), match.reference)
    assert said(factories.donor_of(other), other) == []


@pytest.mark.parametrize("status", MatchStatus)
def test_people_write_while_something_is_under_way(status: MatchStatus, donor: Person) -> None:
    match = factories.match_at(status, donor)
    if status in UNDER_WAY:
        write_message(donor, match.reference, TEXT)
    else:
        with pytest.raises(WrongState):
            write_message(donor, match.reference, TEXT)


def test_text_is_sealed_and_stands_in_no_event(match: Match, donor: Person) -> None:
    with hints() as sent:
        write_message(donor, match.reference, TEXT)
    assert TEXT.encode() not in bytes(rows(match)[0].text)
    assert TEXT not in str(list(Event.log.all().values()))
    assert TEXT not in str(sent)


def test_text_of_one_message_opens_in_no_other_row(match: Match, donor: Person) -> None:
    write_message(donor, match.reference, TEXT)
    write_message(donor, match.reference, "Lain")
    first, second = rows(match)
    with opened([match.pk]):
        Message.private.filter(pk=second.pk).update(text=bytes(first.text))
    with pytest.raises(NotOpened):
        see_messages(donor, match.reference)


def test_other_side_is_told_and_no_board_or_public_page(match: Match, donor: Person) -> None:
    with hints() as sent:
        write_message(household_of(match.request), match.reference, TEXT)
    assert {f"person:{donor.user_id}", f"request:{match.request.reference}"} <= set(sent)
    assert not any(topic.startswith(("board:", "public:")) for topic in sent)
    event = Event.log.of_match(match.pk).get(kind="write_message")
    assert event.region_code == HOME


def test_opening_the_conversation_marks_what_the_other_wrote_as_read(
    match: Match, donor: Person
) -> None:
    household = household_of(match.request)
    write_message(donor, match.reference, TEXT)
    facts = fresh_match(match.pk)
    assert unread_counts(household, [facts]) == {match.pk: 1}
    assert unread_counts(donor, [facts]) == {match.pk: 0}
    see_messages(donor, match.reference)
    assert rows(match)[0].read_at is None
    see_messages(household, match.reference)
    assert rows(match)[0].read_at is not None
    assert unread_counts(household, [facts]) == {match.pk: 0}
    assert [each.read for each in see_messages(donor, match.reference)] == [True]


def test_unread_messages_are_counted_for_the_two_sides_alone(
    match: Match, donor: Person, coordinator: Person, helper: Person
) -> None:
    write_message(donor, match.reference, TEXT)
    for person in (coordinator, helper, ANYONE):
        assert unread_counts(person, [fresh_match(match.pk)]) == {}


def test_twenty_an_hour_and_no_more(match: Match, donor: Person) -> None:
    for _ in range(rules.MOST_MESSAGES_AN_HOUR):
        write_message(donor, match.reference, TEXT)
    with pytest.raises(TooManyMessages):
        write_message(donor, match.reference, TEXT)
    # The other side has twenty of its own, and the hour passes.
    write_message(household_of(match.request), match.reference, "Baik")
    with opened([match.pk]):
        hour_ago = timezone.now() - timedelta(minutes=61)
        Message.private.of_match(match.pk).update(written_at=hour_ago)
    write_message(donor, match.reference, TEXT)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "required"), ("  \n", "required"), ("x" * 501, "too_long"), ("a\x00", "bad_characters")],
)
def test_bad_texts(text: str, code: str, match: Match, donor: Person) -> None:
    with pytest.raises(Invalid) as refused:
        write_message(donor, match.reference, text)
    assert refused.value.problems["text"].code == code
    assert rows(match) == []


def test_blocked_donor_and_household_write_no_more_but_may_read(
    match: Match, donor: Person
) -> None:
    household = household_of(match.request)
    factories.bring(match, MatchStatus.ON_THE_WAY)
    write_message(donor, match.reference, TEXT)
    block_donor(household, match.reference)
    for person in (donor, household):
        with pytest.raises(WrongState):
            write_message(person, match.reference, TEXT)
    # What was written can still be reported.
    assert said(household, match) == [(False, TEXT)]


def test_need_of_a_whole_rw_has_nobody_to_write_to(donor: Person) -> None:
    match = factories.pledged(declared(20), 5, donor)
    with pytest.raises(NotFound):
        write_message(donor, match.reference, TEXT)


def test_donor_who_holds_the_household_s_link_still_speaks_as_donor(
    match: Match, donor: Person
) -> None:
    both = Person(donor.user_id, opened=frozenset([match.request_id]))
    write_message(both, match.reference, TEXT)
    assert rows(match)[0].from_household is False


# The database's own lock


def test_messages_are_there_only_for_the_named_match(match: Match, donor: Person) -> None:
    write_message(donor, match.reference, TEXT)
    other = factories.pledged(verified(), 1, donor)
    assert Message.private.count() == 0
    with opened([other.pk]):
        assert Message.private.count() == 0
    with opened([other.pk, match.pk]):
        assert Message.private.count() == 1
    assert Message.private.count() == 0


def test_messages_of_other_matches_are_neither_changed_nor_written(
    match: Match, donor: Person
) -> None:
    write_message(donor, match.reference, TEXT)
    other = factories.pledged(verified(), 1, donor)
    assert Message.private.update(from_household=True) == 0
    assert Message.private.all().delete()[0] == 0
    with pytest.raises(Exception, match="row-level security"), opened([other.pk]):
        Message.private.create(
            match=match, from_household=False, text=b"", written_at=timezone.now()
        )
    assert len(rows(match)) == 1


def test_application_cannot_lift_the_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity, relowner::regrole::text = current_user"
            " from pg_class where relname in ('aid_message', 'aid_photo') order by relname"
        )
        assert cursor.fetchall() == [("aid_message", True, False), ("aid_photo", True, False)]
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
