"""Names, phones and addresses: who sees them, when, and that every look is written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid import rules
from aid.actions import confirmation, requests, verification
from aid.actions.disclosure import (
    agree_contact,
    contact_for_donor,
    contact_for_office,
    receipt_code_of,
    take_back_contact,
)
from aid.errors import (
    CodeLocked,
    ContactClosed,
    ContactNotAgreed,
    Invalid,
    NotAllowed,
    NotFound,
    WrongCode,
    WrongState,
)
from aid.models import Event, Match
from aid.rules import MatchStatus, RequestStatus
from aid.standing import match_verbs
from people.person import ANYONE, Person
from tests import factories
from tests.aid.hints import hints
from tests.factories import RW_901, declared, fresh_match, household_of, verified

pytestmark = pytest.mark.django_db


def looks(match: Match) -> list[int | None]:
    found = Event.log.of_match(match.pk).filter(kind="see_contact")
    return list(found.values_list("actor_id", flat=True))


@pytest.fixture
def agreed(donor: Person) -> Match:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    agree_contact(household_of(match.request), match.reference)
    return fresh_match(match.pk)


def test_donor_sees_the_address_after_the_household_s_yes(agreed: Match, donor: Person) -> None:
    seen = contact_for_donor(donor, agreed.reference)
    assert (seen.name, seen.phone) == ("Siti Contoh", "+6281234567890")
    assert (seen.address, seen.landmark) == ("Jalan Contoh 5", "dekat pos RW")


def test_every_look_is_written_down_with_who_looked(agreed: Match, donor: Person) -> None:
    for _ in range(2):
        contact_for_donor(donor, agreed.reference)
    assert looks(agreed) == [donor.user_id] * 2


def test_accepting_alone_discloses_nothing_and_the_refused_look_is_no_look(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(donor, match.reference)
    assert looks(match) == []


def test_yes_is_for_this_donor_alone(agreed: Match) -> None:
    other = factories.pledged(verified(), 1)
    rival = factories.match_at(MatchStatus.ACCEPTED, None, verified(), 1)
    with pytest.raises(NotFound):
        contact_for_donor(factories.donor_of(other), agreed.reference)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(factories.donor_of(rival), rival.reference)


def test_yes_to_one_match_is_no_yes_to_the_same_donor_s_next(donor: Person) -> None:
    request = verified()
    first = factories.pledged(request, 1, donor)
    second = factories.pledged(request, 1, donor)
    agree_contact(household_of(request), first.reference)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(donor, second.reference)


PROMISED = (
    MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY, MatchStatus.DELIVERED, MatchStatus.DISPUTED,
    MatchStatus.CONFIRMED, MatchStatus.CANCELLED, MatchStatus.LOST,
)  # fmt: skip


@pytest.mark.parametrize("status", [s for s in MatchStatus if s not in PROMISED])
def test_mere_proposals_open_no_address(status: MatchStatus, donor: Person) -> None:
    match = factories.match_at(status, donor)
    with pytest.raises(WrongState):
        contact_for_donor(donor, match.reference)


@pytest.mark.parametrize(
    "status", [s for s in MatchStatus if s not in (MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY)]
)
def test_household_agrees_only_between_promise_and_handover(status: MatchStatus) -> None:
    match = factories.match_at(status)
    with pytest.raises(WrongState):
        agree_contact(household_of(match.request), match.reference)


HOUR = timedelta(hours=1)
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("status", "ago", "is_open"),
    [
        # Until a match ends: as long as it is under way,
        (MatchStatus.ON_THE_WAY, {"started_at": 30 * DAY}, True),
        # then for 24 hours more.
        (MatchStatus.CONFIRMED, {"confirmed_at": 23 * HOUR, "delivered_at": 23 * HOUR}, True),
        (MatchStatus.CONFIRMED, {"confirmed_at": 25 * HOUR, "delivered_at": 25 * HOUR}, False),
        (MatchStatus.CANCELLED, {"ended_at": 23 * HOUR}, True),
        (MatchStatus.CANCELLED, {"ended_at": 25 * HOUR}, False),
        (MatchStatus.LOST, {"ended_at": 23 * HOUR}, True),
        (MatchStatus.LOST, {"ended_at": 25 * HOUR}, False),
        # Without a word, for 7 days after the delivery.
        (MatchStatus.DELIVERED, {"delivered_at": 7 * DAY - HOUR}, True),
        (MatchStatus.DELIVERED, {"delivered_at": 7 * DAY + HOUR}, False),
        (MatchStatus.DISPUTED, {"delivered_at": 7 * DAY + HOUR}, False),
        # A word in time: 24 hours from there. A word that comes later opens nothing again.
        (MatchStatus.CONFIRMED, {"confirmed_at": HOUR, "delivered_at": 7 * DAY}, True),
        (MatchStatus.CONFIRMED, {"confirmed_at": HOUR, "delivered_at": 8 * DAY}, False),
    ],
)
def test_address_closes_a_day_after_the_end_and_a_week_after_the_delivery(
    status: MatchStatus, ago: dict[str, timedelta], is_open: bool, agreed: Match, donor: Person
) -> None:
    factories.make_old(factories.bring(agreed, status), **ago)
    if is_open:
        assert contact_for_donor(donor, agreed.reference).address == "Jalan Contoh 5"
    else:
        with pytest.raises(ContactClosed):
            contact_for_donor(donor, agreed.reference)
    assert len(looks(agreed)) == is_open
    offered = match_verbs(donor, fresh_match(agreed.pk), timezone.now())
    assert ("see_contact" in offered) is is_open


@pytest.mark.parametrize("status", PROMISED)
def test_household_takes_its_yes_back_at_any_time(
    status: MatchStatus, agreed: Match, donor: Person
) -> None:
    factories.bring(agreed, status)
    contact_for_donor(donor, agreed.reference)
    take_back_contact(household_of(agreed.request), agreed.reference)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(donor, agreed.reference)
    event = Event.log.of_match(agreed.pk).get(kind="take_back_contact")
    assert (event.actor_id, event.facts["by_office"]) == (None, False)


def test_coordinator_takes_it_back_on_the_household_s_word(
    agreed: Match, donor: Person, coordinator: Person
) -> None:
    take_back_contact(coordinator, agreed.reference)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(donor, agreed.reference)
    event = Event.log.of_match(agreed.pk).get(kind="take_back_contact")
    assert (event.actor_id, event.facts["by_office"]) == (coordinator.user_id, True)


def test_there_is_nothing_to_take_back_before_a_yes() -> None:
    match = factories.match_at(MatchStatus.ACCEPTED)
    with pytest.raises(WrongState):
        take_back_contact(household_of(match.request), match.reference)


def test_nobody_else_takes_it_back(agreed: Match, donor: Person, stranger: Person) -> None:
    with pytest.raises(NotAllowed):
        take_back_contact(donor, agreed.reference)
    with pytest.raises(NotFound):
        take_back_contact(stranger, agreed.reference)
    assert fresh_match(agreed.pk).contact_agreed_at is not None


def test_office_says_yes_only_after_asking_the_household(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED)
    with pytest.raises(Invalid) as refused:
        agree_contact(coordinator, match.reference)
    assert refused.value.problems["household_agreed"].code == "household_not_asked"
    assert fresh_match(match.pk).contact_agreed_at is None
    agree_contact(coordinator, match.reference, household_agreed=True)
    event = Event.log.of_match(match.pk).get(kind="agree_contact")
    assert (event.actor_id, event.facts["by_office"]) == (coordinator.user_id, True)


def test_household_s_own_yes_is_written_down_as_such(agreed: Match) -> None:
    event = Event.log.of_match(agreed.pk).get(kind="agree_contact")
    assert (event.actor_id, event.facts["by_office"]) == (None, False)


def test_nobody_else_says_yes(donor: Person, stranger: Person, helper: Person) -> None:
    request = verified(helper, for_someone_else=True)
    match = factories.match_at(MatchStatus.ACCEPTED, donor, request)
    for person in (donor, helper):
        with pytest.raises(NotAllowed):
            agree_contact(person, match.reference, household_agreed=True)
    with pytest.raises(NotFound):
        agree_contact(stranger, match.reference, household_agreed=True)


@pytest.mark.parametrize("status", [RequestStatus.SUBMITTED, RequestStatus.VERIFIED])
def test_coordinator_sees_whom_to_verify_and_it_is_written_down(
    status: RequestStatus, coordinator: Person
) -> None:
    request = factories.request_at(status)
    assert contact_for_office(coordinator, request.reference).name == "Siti Contoh"
    event = Event.log.of_request(request.pk).get(kind="see_contact")
    assert event.actor_id == coordinator.user_id


@pytest.mark.parametrize(
    "status",
    [s for s in RequestStatus if s not in rules.STANDING],
)
def test_ended_requests_are_closed_to_the_office(
    status: RequestStatus, coordinator: Person
) -> None:
    request = factories.request_at(status)
    with pytest.raises(WrongState):
        contact_for_office(coordinator, request.reference)


def test_others_see_no_contact_of_a_request(
    auditor: Person, helper: Person, donor: Person, other_coordinator: Person
) -> None:
    request = verified(helper, for_someone_else=True)
    factories.match_at(MatchStatus.ACCEPTED, donor, request)
    for person in (auditor, helper):
        with pytest.raises(NotAllowed):
            contact_for_office(person, request.reference)
    for person in (donor, other_coordinator, ANYONE):
        with pytest.raises(NotFound):
            contact_for_office(person, request.reference)
    assert not Event.log.filter(kind="see_contact").exists()


def test_declared_need_of_an_rw_has_no_contact(coordinator: Person, donor: Person) -> None:
    need = declared(20)
    match = factories.pledged(need, 5, donor)
    with pytest.raises(NotFound):
        contact_for_office(coordinator, need.reference)
    agree_contact(coordinator, match.reference, household_agreed=True)
    with pytest.raises(NotFound):
        contact_for_donor(donor, match.reference)


def test_looking_and_agreeing_show_nothing_on_public_pages(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    with hints() as sent:
        agree_contact(household_of(match.request), match.reference)
        contact_for_donor(donor, match.reference)
    assert f"person:{donor.user_id}" in sent
    assert not any(topic.startswith("public:") for topic in sent)


def test_household_takes_over_what_a_helper_filed(coordinator: Person, helper: Person) -> None:
    receipt = factories.submitted(helper, for_someone_else=True)
    household = factories.opened(
        verification.hand_over_link(coordinator, receipt.request.reference)
    )
    assert household == household_of(receipt.request)
    assert contact_for_office(household, receipt.request.reference).phone == "+6281234567890"
    requests.withdraw(household, receipt.request.reference)


def test_nobody_takes_over_the_need_of_a_whole_rw(coordinator: Person) -> None:
    """Whoever held such a link could confirm for every household."""
    with pytest.raises(NotFound):
        verification.hand_over_link(coordinator, declared(20).reference)


def test_rw_head_sees_contacts_of_the_rw_only(rw_head: Person) -> None:
    assert contact_for_office(rw_head, verified(region=RW_901).reference).name == "Siti Contoh"
    with pytest.raises(NotFound):
        contact_for_office(rw_head, verified().reference)


@pytest.mark.parametrize(("category", "quantity", "account"), [
    ("cash", 100_000, "BCA 123"), ("sembako", 1, "")
])  # fmt: skip
def test_account_is_shown_to_donors_of_money_alone(
    donor: Person, category: str, quantity: int, account: str
) -> None:
    request = verified(category=category, quantity=quantity, account="BCA 123")
    match = factories.pledged(request, quantity, by=donor)
    agree_contact(household_of(request), match.reference)
    assert contact_for_donor(donor, match.reference).account == account


def test_locked_code_is_shown_to_nobody(donor: Person) -> None:
    """Five wrong ones lock it."""
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor)
    for _ in range(5):
        with pytest.raises((WrongCode, CodeLocked)):
            confirmation.enter_code(donor, match.reference, "no code")
    with pytest.raises(CodeLocked):
        receipt_code_of(household_of(match.request), match.reference)
