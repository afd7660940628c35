"""Telling what went wrong, and who reads it."""

import pytest

from aid.actions.complaints import close_complaint, complain
from aid.actions.messages import Said, reported_texts, see_messages, write_message
from aid.errors import Invalid, NotAllowed, NotFound, TooManyMessages, WrongState
from aid.models import Complaint, Event, Match
from aid.models.match import COMPLAINTS
from aid.rules import SENSITIVE_COMPLAINTS, ComplaintStatus, MatchStatus
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
        ("harassment", {"kecamatan", "city"}),
        ("not_safe", {"kecamatan", "city"}),
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


# Reports of a message


@pytest.fixture
def written(donor: Person) -> tuple[Match, Said]:
    """A match, and what its donor wrote as the household sees it."""
    match = factories.match_at(MatchStatus.ACCEPTED, donor, verified(region=RW_901))
    write_message(donor, match.reference, "Kirim foto wajah Anda")
    return match, see_messages(household_of(match.request), match.reference)[0]


@pytest.mark.parametrize("kind", ["harassment", "not_safe"])
def test_report_goes_above_the_kelurahan_with_the_message(
    kind: str, written: tuple[Match, Said], offices: dict[str, Person]
) -> None:
    match, said = written
    complaint = complain(household_of(match.request), match.reference, kind, message=said.id)
    assert readers(complaint, offices) == {"kecamatan", "city"}
    for name, person in offices.items():
        told = {complaint.pk: "Kirim foto wajah Anda"} if name in ("kecamatan", "city") else {}
        assert reported_texts(person, [complaint]) == told
        with pytest.raises((NotFound, NotAllowed)):
            see_messages(person, match.reference)


@pytest.mark.parametrize("kind", sorted(set(COMPLAINTS) - SENSITIVE_COMPLAINTS))
def test_message_is_reported_for_none_of_the_kinds_that_the_kelurahan_reads(
    kind: str, written: tuple[Match, Said]
) -> None:
    match, said = written
    with pytest.raises(Invalid) as refused:
        complain(household_of(match.request), match.reference, kind, message=said.id)
    assert set(refused.value.problems) == {"kind"}


def test_complaint_without_a_message_opens_none(
    written: tuple[Match, Said], city_coordinator: Person
) -> None:
    match, _ = written
    complaint = complain(household_of(match.request), match.reference, "harassment")
    assert reported_texts(city_coordinator, [complaint]) == {}


def test_donor_reports_the_household_too(donor: Person, city_coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    write_message(household_of(match.request), match.reference, "Bawa uang")
    said = see_messages(donor, match.reference)[0]
    complaint = complain(donor, match.reference, "not_safe", message=str(said.id))
    assert reported_texts(city_coordinator, [complaint]) == {complaint.pk: "Bawa uang"}


def test_only_what_the_other_side_wrote_here_is_reported(
    written: tuple[Match, Said], donor: Person, helper: Person
) -> None:
    match, said = written
    other = factories.match_at(MatchStatus.ACCEPTED, donor, verified(helper, for_someone_else=True))
    attempts: list[tuple[Person, Match, object]] = [
        (donor, match, said.id),
        (household_of(other.request), other, said.id),
        (helper, other, said.id),
        (household_of(match.request), match, "nonsense"),
    ]
    for person, about, message in attempts:
        with pytest.raises(Invalid) as refused:
            complain(person, about.reference, "harassment", message=message)
        assert refused.value.problems["message"].code == "message_unknown"
    assert not Complaint.private.exists()


def test_one_person_complains_about_one_match_five_times_a_day() -> None:
    match = factories.match_at(MatchStatus.DELIVERED)
    for _ in range(5):
        complain(household_of(match.request), match.reference, "asked_to_pay")
    with pytest.raises(TooManyMessages):
        complain(household_of(match.request), match.reference, "asked_to_pay")
    complain(factories.donor_of(match), match.reference, "harassment")
