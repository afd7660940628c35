"""The way to the door: setting out, handing over, receiving, losing, cancelling."""

import pytest

from aid.actions import deliveries
from aid.errors import Invalid, NotAllowed, NotFound, TooMuch, WrongState
from aid.models import Event, Match
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import RW_901, declared, fresh, fresh_match, fresh_offer, verified

pytestmark = pytest.mark.django_db


def others_of(match: Match) -> list[Match]:
    found = Match.private.filter(request=match.request_id).exclude(pk=match.pk).with_facts()
    return list(found)


def test_whole_delivery_fulfils_the_request(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor)
    deliveries.deliver(donor, match.reference)
    request = fresh(match.request)
    assert (request.status, request.delivered, request.confirmed) == (RequestStatus.FULFILLED, 4, 0)
    assert request.closed_at is not None
    assert fresh_match(match.pk).delivered_at is not None
    invariants.check_everything()


def test_part_of_the_need_does_not_fulfil(donor: Person) -> None:
    match = factories.match_at(MatchStatus.DELIVERED, donor, verified(), 3)
    assert (fresh(match.request).status, fresh(match.request).open) == (RequestStatus.VERIFIED, 1)


def test_short_delivery_splits_and_reopens_the_need(donor: Person) -> None:
    """4 set out, 3 arrive: 3 delivered, 1 lost; of the offer of 10: 3 delivered, 1 lost."""
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor)
    rounds = waiting_rounds()
    deliveries.deliver(donor, match.reference, "3")
    (rest,) = others_of(match)
    now = fresh_match(match.pk)
    assert (now.status, now.quantity) == (MatchStatus.DELIVERED, 3)
    assert (rest.status, rest.quantity, rest.origin) == (MatchStatus.LOST, 1, match.origin)
    assert (now.request.delivered, now.request.open) == (3, 1)
    assert (now.offer.delivered, now.offer.lost, now.offer.available) == (3, 1, 6)
    assert rest.receipt_salt != now.receipt_salt
    assert now.request.status == RequestStatus.VERIFIED
    assert waiting_rounds() == rounds + 1
    event = Event.log.of_match(rest.pk).get()
    assert (event.kind, event.facts) == ("lose", {"quantity": 1, "part_of": match.pk})
    invariants.check_everything()


def test_more_than_set_out_cannot_arrive(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor, verified(), 2)
    with pytest.raises(TooMuch) as refused:
        deliveries.deliver(donor, match.reference, 3)
    assert refused.value.facts == {"available": 2}
    for quantity in (0, -1, "x", "1.5"):
        with pytest.raises(Invalid):
            deliveries.deliver(donor, match.reference, quantity)
    assert fresh_match(match.pk).status == MatchStatus.ON_THE_WAY


def test_cash_arrives_in_its_steps(donor: Person) -> None:
    request = verified(category="cash", quantity="200.000")
    offer = factories.published(donor, category="cash", quantity=200_000)
    match = factories.bring(factories.proposed(request, offer), MatchStatus.ON_THE_WAY)
    with pytest.raises(Invalid):
        deliveries.deliver(donor, match.reference, 195_000)
    deliveries.deliver(donor, match.reference, "190.000")
    assert (fresh(request).delivered, fresh(request).open) == (190_000, 10_000)
    invariants.check_everything()


def test_coordinator_receives_what_its_donor_did_not_report(rw_head: Person) -> None:
    need = declared(20, by=rw_head)
    match = factories.pledged(need, 20)
    deliveries.receive(factories.office(RW_901), match.reference)
    assert (fresh(need).delivered, fresh(need).confirmed) == (20, 0)
    invariants.check_everything()


def test_whoever_filed_for_the_rw_receives_for_it(rw_head: Person) -> None:
    match = factories.pledged(declared(20, by=rw_head), 5)
    deliveries.receive(rw_head, match.reference)
    assert fresh_match(match.pk).status == MatchStatus.DELIVERED


def test_short_receipt_before_setting_out_leaves_the_rest_with_the_donor(
    coordinator: Person, donor: Person
) -> None:
    """Of 4 promised 3 come: the fourth never left, so the offer of 10 has 7 left."""
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    deliveries.receive(coordinator, match.reference, 3)
    (rest,) = others_of(match)
    assert (rest.status, rest.quantity) == (MatchStatus.CANCELLED, 1)
    assert (fresh_offer(match.offer).available, fresh_offer(match.offer).lost) == (7, 0)
    assert fresh(match.request).open == 1
    invariants.check_everything()


def test_loss_reopens_the_need_and_is_not_given_twice(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor)
    before = waiting_rounds()
    deliveries.lose(donor, match.reference)
    assert (fresh(match.request).open, fresh_offer(match.offer).available) == (4, 6)
    assert fresh_offer(match.offer).lost == 4
    assert waiting_rounds() == before + 1
    invariants.check_everything()


@pytest.mark.parametrize("status", [MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY])
def test_cancelled_promise_is_open_again_on_both_sides(status: MatchStatus, donor: Person) -> None:
    match = factories.match_at(status, donor)
    deliveries.cancel(donor, match.reference)
    assert (fresh(match.request).open, fresh_offer(match.offer).available) == (4, 10)
    assert fresh_offer(match.offer).status == OfferStatus.OPEN
    invariants.check_everything()


def test_only_the_donor_sets_out_and_reports(
    stranger: Person, resident: Person, coordinator: Person
) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, None, verified(resident))
    for act in (deliveries.start, deliveries.deliver):
        with pytest.raises(NotFound):
            act(stranger, match.reference)
        for person in (resident, coordinator):
            with pytest.raises(NotAllowed):
                act(person, match.reference)


def test_donor_does_not_receive_for_the_household(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, donor)
    with pytest.raises(NotAllowed):
        deliveries.receive(donor, match.reference)


def test_coordinator_has_no_say_over_their_own_delivery(coordinator: Person) -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, coordinator)
    with pytest.raises(NotAllowed):
        deliveries.receive(coordinator, match.reference)


def test_nothing_is_delivered_before_setting_out(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    with pytest.raises(WrongState):
        deliveries.deliver(donor, match.reference)
    with pytest.raises(WrongState):
        deliveries.lose(donor, match.reference)
