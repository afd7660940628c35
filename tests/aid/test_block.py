"""A household that blocks a donor: what ends, what never begins, and who is not told."""

from dataclasses import replace

import pytest
from django.utils import timezone

from aid.actions.blocks import block_donor, unblock_donor
from aid.actions.disclosure import agree_contact, contact_for_donor
from aid.actions.matches import Proposal, propose, propose_by_hand
from aid.actions.pledges import pledge_to_neighbourhood, pledge_to_request
from aid.errors import ContactNotAgreed, NotAllowed, NotFound, NothingLeft, WrongState
from aid.models import Block, Event, Match, Request
from aid.queries.blocks import blocking
from aid.rules import MatchStatus
from matching.policy import Policy
from matching.problem import every_legal_pair
from matching.queries import load
from people.accounts import create_organisation
from people.person import ANYONE, SYSTEM, Person
from tests import factories, invariants
from tests.aid.hints import hints
from tests.factories import ELSEWHERE, HOME, fresh, fresh_match, household_of, pledged, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(donor: Person, helper: Person) -> Match:
    """Two of four packages, promised, and the address open."""
    request = verified(helper, for_someone_else=True)
    made = pledged(request, 2, donor)
    agree_contact(household_of(request), made.reference)
    return fresh_match(made.pk)


def block(match: Match) -> None:
    block_donor(household_of(match.request), match.reference)


def status(match: Match) -> str:
    return fresh_match(match.pk).status


def test_promise_ends_and_the_need_is_open_again(match: Match) -> None:
    block(match)
    assert status(match) == MatchStatus.CANCELLED
    assert fresh(match.request).claimable == 4
    invariants.check_everything()


def test_address_closes_at_once(match: Match, donor: Person) -> None:
    factories.bring(match, MatchStatus.ON_THE_WAY)
    contact_for_donor(donor, match.reference)
    block(match)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(donor, match.reference)


def test_what_is_on_its_way_still_comes(match: Match, donor: Person) -> None:
    under_way = factories.bring(match, MatchStatus.ON_THE_WAY)
    block(match)
    assert status(factories.bring(under_way, MatchStatus.CONFIRMED)) == "confirmed"


def test_all_that_the_donor_promised_the_household_ends(match: Match, donor: Person) -> None:
    second = pledged(match.request, 1, donor)
    offer = factories.published(donor)
    third = factories.proposed(match.request, offer, 1)
    other = pledged(verified(), 1, donor)
    block(match)
    assert [status(each) for each in (match, second, third)] == ["cancelled", "cancelled", "lapsed"]
    # Another household's promise stands.
    assert status(other) == MatchStatus.ACCEPTED
    invariants.check_everything()


def test_promises_of_other_donors_stand(match: Match) -> None:
    other = pledged(match.request, 1)
    block(match)
    assert status(other) == MatchStatus.ACCEPTED


def test_blocked_donor_reads_what_everybody_reads_who_comes_too_late(
    match: Match, donor: Person
) -> None:
    block(match)
    with pytest.raises(NothingLeft) as refused:
        pledge_to_request(donor, match.request.reference, 1)
    assert refused.value.facts == {"available": 0}
    pledged(match.request, 1)


def test_promise_to_the_kelurahan_passes_the_household_by(match: Match, donor: Person) -> None:
    block(match)
    with pytest.raises(NothingLeft):
        pledge_to_neighbourhood(donor, HOME, "sembako", 1)
    other = verified(phone="0813 1111 2222")
    made = pledge_to_neighbourhood(donor, HOME, "sembako", 1)
    assert [each.request_id for each in made] == [other.pk]


def test_block_holds_for_every_account_that_the_donor_gives_as(match: Match, donor: Person) -> None:
    block(match)
    assert donor.user_id is not None
    staff = replace(factories.a_donor(), organisations=frozenset([donor.user_id]))
    with pytest.raises(NothingLeft):
        pledge_to_request(staff, match.request.reference, 1)
    shown = Request.private.open_to_pledge(timezone.now())
    assert not shown.exclude(blocking(staff.accounts)).exists()


def test_blocked_person_does_not_come_back_in_an_organisation_s_name(
    match: Match, donor: Person
) -> None:
    block(match)
    organisation = create_organisation("Yayasan Contoh", verified_at=timezone.now())
    staff = replace(donor, organisations=frozenset([organisation.pk]), giving_for=organisation.pk)
    with pytest.raises(NothingLeft):
        pledge_to_request(staff, match.request.reference, 1)
    with pytest.raises(NothingLeft):
        pledge_to_neighbourhood(staff, HOME, "sembako", 1)


def test_need_is_not_shown_to_the_blocked_donor(match: Match, donor: Person) -> None:
    block(match)
    shown = Request.private.open_to_pledge(timezone.now())
    assert not shown.exclude(blocking(donor.accounts)).exists()
    assert shown.exclude(blocking(factories.a_donor().accounts)).exists()
    assert shown.exclude(blocking(ANYONE.accounts)).exists()


def test_engine_never_pairs_the_two(match: Match, donor: Person) -> None:
    offer, other = factories.published(donor), factories.published()
    block(match)
    problem = load(Policy(), timezone.now()).problem
    _, allowed = every_legal_pair(problem)
    assert problem.offers.id[allowed].tolist() == [other.pk]
    # Nor does a round that looked before the block.
    made = propose(SYSTEM, [Proposal(match.request_id, offer.pk, 1)], 1)
    assert (made.made, made.skipped) == ([], 1)


def test_no_coordinator_pairs_the_two_by_hand(
    match: Match, donor: Person, coordinator: Person
) -> None:
    offer = factories.published(donor)
    block(match)
    with pytest.raises(NotFound):
        propose_by_hand(coordinator, match.request.reference, offer.reference, 1)


def test_block_holds_for_what_the_household_asks_later(donor: Person, resident: Person) -> None:
    first = pledged(verified(resident), 1, donor)
    block_donor(resident, first.reference)
    later = verified(resident, category="hygiene", quantity=1)
    with pytest.raises(NothingLeft):
        pledge_to_request(donor, later.reference, 1)


def test_block_holds_for_the_household_s_next_request_without_an_account(
    donor: Person,
) -> None:
    first = pledged(verified(), 1, donor)
    block(first)
    same_phone, other = verified(), verified(phone="0813 1111 2222")
    with pytest.raises(NothingLeft):
        pledge_to_request(donor, same_phone.reference, 1)
    pledged(other, 1, donor)


def test_block_holds_for_what_the_account_asks_elsewhere(donor: Person, resident: Person) -> None:
    first = pledged(verified(resident), 1, donor)
    block_donor(resident, first.reference)
    elsewhere = verified(resident, region=ELSEWHERE, phone="0813 1111 2222")
    assert elsewhere.household_id != first.request.household_id
    with pytest.raises(NothingLeft):
        pledge_to_request(donor, elsewhere.reference, 1)


def test_donor_is_not_told(match: Match, donor: Person) -> None:
    factories.bring(match, MatchStatus.ON_THE_WAY)
    with hints() as sent:
        block(match)
    assert f"person:{donor.user_id}" not in sent
    assert not any(topic.startswith("public:") for topic in sent)


def test_promise_ends_without_a_reason(match: Match) -> None:
    block(match)
    event = Event.log.of_match(match.pk).get(kind="cancel")
    assert (event.actor_id, event.facts) == (None, {"quantity": 2})


def test_household_agrees_to_nothing_with_whom_it_blocked(match: Match) -> None:
    factories.bring(match, MatchStatus.ON_THE_WAY)
    block(match)
    with pytest.raises(WrongState):
        agree_contact(household_of(match.request), match.reference)


def test_blocking_twice_is_blocking_once(match: Match) -> None:
    block(match)
    block(match)
    assert Block.private.count() == 1


def test_lifting_lets_them_meet_again_and_reopens_nothing(match: Match, donor: Person) -> None:
    factories.bring(match, MatchStatus.ON_THE_WAY)
    block(match)
    unblock_donor(household_of(match.request), match.reference)
    with pytest.raises(ContactNotAgreed):
        contact_for_donor(donor, match.reference)
    agree_contact(household_of(match.request), match.reference)
    assert contact_for_donor(donor, match.reference).name == "Siti Contoh"
    pledged(match.request, 1, donor)


def test_nobody_else_blocks(
    match: Match, donor: Person, helper: Person, coordinator: Person, stranger: Person
) -> None:
    for person in (donor, helper, coordinator):
        for verb in (block_donor, unblock_donor):
            with pytest.raises(NotAllowed):
                verb(person, match.reference)
    with pytest.raises(NotFound):
        block_donor(stranger, match.reference)
    assert not Block.private.exists()
