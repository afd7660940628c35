"""Telling what went wrong, and who reads it."""

import pytest

from aid.actions.complaints import close_complaint, complain
from aid.errors import Invalid, NotFound, WrongState
from aid.models import Complaint, Event
from aid.rules import ComplaintStatus, MatchStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.aid.hints import hints
from tests.factories import CITY, HOME, KECAMATAN, RW_901, fresh_match, household_of, verified

pytestmark = pytest.mark.django_db


def readers(complaint: Complaint, people: dict[str, Person]) -> set[str]:
    return {
        name
        for name, person in people.items()
        if Complaint.private.visible_to(person).filter(pk=complaint.pk).exists()
    }


@pytest.fixture
def offices(
    rw_head: Person, coordinator: Person, city_coordinator: Person, auditor: Person
) -> dict[str, Person]:
    kecamatan = factories.office(KECAMATAN)
    above = {"kecamatan": kecamatan, "city": city_coordinator, "auditor": auditor}
    return {"rw": rw_head, "kelurahan": coordinator, **above}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("never_came", {"kelurahan", "kecamatan", "city"}),
        ("not_as_described", {"kelurahan", "kecamatan", "city"}),
        ("asked_to_pay", {"kecamatan", "city"}),
    ],
)
def test_who_reads_what(kind: str, expected: set[str], offices: dict[str, Person]) -> None:
    """That somebody was asked to pay may concern the RW or the kelurahan itself."""
    request = verified(region=RW_901)
    match = factories.match_at(MatchStatus.DELIVERED, None, request)
    complaint = complain(household_of(request), match.reference, kind, "Dimintai Rp20.000")
    assert readers(complaint, offices) == expected
    for name, person in offices.items():
        if name not in expected:
            with pytest.raises(NotFound):
                close_complaint(person, complaint.pk, "Sudah selesai")
    close_complaint(offices["city"], complaint.pk, "Sudah ditindak")
    now = Complaint.private.get(pk=complaint.pk)
    assert (now.status, now.answer) == (ComplaintStatus.CLOSED, "Sudah ditindak")
    assert now.closed_at is not None


def test_history_of_a_request_tells_nobody_that_somebody_was_asked_to_pay() -> None:
    """RW and kelurahan read that history; neither it nor a hint to their boards may tell."""
    request = verified(region=RW_901)
    match = factories.match_at(MatchStatus.DELIVERED, None, request)
    before = set(Event.log.of_request(request.pk).values_list("pk", flat=True))
    with hints() as sent:
        complaint = complain(household_of(request), match.reference, "asked_to_pay")
        close_complaint(factories.office(CITY), complaint.pk, "Sudah ditindak")
    assert set(Event.log.of_request(request.pk).values_list("pk", flat=True)) == before
    assert not Event.log.of_match(match.pk).filter(kind__contains="complain").exists()
    assert sent == {"board:31", f"board:{CITY}", f"board:{KECAMATAN}"}
    event = Event.log.filter(kind="complain").get()
    assert (event.region_code, event.facts) == (KECAMATAN, {"complaint": complaint.pk})


def test_other_complaints_stand_in_the_history(donor: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, donor)
    with hints() as sent:
        complain(donor, match.reference, "not_as_described")
    event = Event.log.of_match(match.pk).get(kind="complain")
    assert event.facts["kind"] == "not_as_described"
    assert f"board:{HOME}" in sent
    assert not any(topic.startswith("public:") for topic in sent)


@pytest.mark.parametrize("kind", ["never_came", "not_as_described"])
def test_household_s_complaint_disputes_the_delivery(kind: str) -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    complain(household_of(match.request), match.reference, kind)
    assert fresh_match(match.pk).status == MatchStatus.DISPUTED
    invariants.check_everything()


def test_being_asked_to_pay_does_not_dispute_that_it_came() -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    complain(household_of(match.request), match.reference, "asked_to_pay")
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED


def test_helper_and_donor_complain_without_disputing(helper: Person, donor: Person) -> None:
    request = verified(helper, for_someone_else=True)
    match = factories.match_at(MatchStatus.DELIVERED, donor, request)
    for person in (helper, donor):
        complaint = complain(person, match.reference, "never_came")
        assert complaint.made_by_id == person.user_id
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED


def test_strangers_and_offices_have_nothing_to_complain(
    stranger: Person, coordinator: Person
) -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    for person in (stranger, ANYONE):
        with pytest.raises(NotFound):
            complain(person, match.reference, "never_came")
    with pytest.raises(Exception, match="not_allowed"):
        complain(coordinator, match.reference, "never_came")
    assert not Complaint.private.exists()


def test_mere_proposals_give_no_reason_to_complain() -> None:
    match = factories.match_at(MatchStatus.PROPOSED)
    with pytest.raises(WrongState):
        complain(household_of(match.request), match.reference, "never_came")


@pytest.mark.parametrize(
    ("kind", "text", "field", "code"),
    [
        ("rude", "", "kind", "complaint_unknown"),
        (None, "", "kind", "complaint_unknown"),
        ("never_came", "x" * 1001, "text", "too_long"),
        ("never_came", "a\x00b", "text", "bad_characters"),
    ],
)
def test_bad_complaints(kind: object, text: str, field: str, code: str) -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    with pytest.raises(Invalid) as refused:
        complain(household_of(match.request), match.reference, kind, text)
    assert {name: p.code for name, p in refused.value.problems.items()} == {field: code}
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED


def test_answer_is_needed_and_given_once(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    complaint = complain(household_of(match.request), match.reference, "never_came")
    with pytest.raises(Invalid):
        close_complaint(coordinator, complaint.pk, " ")
    close_complaint(coordinator, complaint.pk, "Dikirim ulang")
    with pytest.raises(WrongState):
        close_complaint(coordinator, complaint.pk, "Lagi")
    for unknown in (0, 10**9, 10**30):
        with pytest.raises(NotFound):
            close_complaint(coordinator, unknown, "Tidak ada")


def test_involved_office_does_not_read_complaints_about_itself(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, coordinator)
    complaint = complain(household_of(match.request), match.reference, "never_came")
    assert not Complaint.private.visible_to(coordinator).exists()
    with pytest.raises(NotFound):
        close_complaint(coordinator, complaint.pk, "Tidak benar")
