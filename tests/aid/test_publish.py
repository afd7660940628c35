"""Publishing an offer, and taking it back."""

from dataclasses import replace

import pytest

from aid.actions import offers, pledges
from aid.errors import Invalid, NotFound, SignInNeeded, TooManyOffers, WrongState
from aid.models import Event, Offer
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import GIVEN, HOME, fresh, fresh_match, fresh_offer, verified

pytestmark = pytest.mark.django_db


def test_anybody_with_an_account_may_give(new_donor: Person) -> None:
    before = waiting_rounds()
    offer = offers.publish(new_donor, replace(GIVEN, radius="2,5", quantity="1.500"))
    assert (offer.status, offer.radius, offer.quantity) == (OfferStatus.OPEN, 2500, 1500)
    assert (offer.donor_id, offer.region_code) == (new_donor.user_id, HOME)
    assert (offer.place.x % 100, offer.place.y % 100) == (0, 0)
    assert waiting_rounds() == before + 1
    assert Event.log.get().facts == {"category": "sembako", "quantity": 1500}


def test_giving_needs_an_account() -> None:
    with pytest.raises(SignInNeeded):
        offers.publish(ANYONE, GIVEN)
    assert not Offer.private.exists()


def test_unverified_donor_has_at_most_three_open_offers(new_donor: Person) -> None:
    pledges.pledge_to_request(new_donor, verified().reference, 1)  # a pledge is no such offer
    held = [factories.published(new_donor) for _ in range(3)]
    with pytest.raises(TooManyOffers) as refused:
        factories.published(new_donor)
    assert refused.value.facts == {"most": 3}
    offers.withdraw(new_donor, held[0].reference)
    factories.published(new_donor)


def test_verified_donor_may_have_many_open_offers(donor: Person) -> None:
    for _ in range(4):
        factories.published(donor)


def test_withdrawn_offer_ends_its_proposals_and_keeps_its_promises(donor: Person) -> None:
    """Of 10: 2 promised stay, 3 proposed are free for others."""
    offer = factories.published(donor)
    promise = factories.bring(factories.proposed(verified(), offer, 2), MatchStatus.ACCEPTED)
    proposals = [factories.proposed(verified(), offer, units) for units in (1, 2)]
    offers.withdraw(donor, offer.reference)
    now = fresh_offer(offer)
    assert (now.status, now.proposed, now.reserved) == (OfferStatus.WITHDRAWN, 0, 2)
    assert now.closed_at is not None
    assert [fresh_match(m.pk).status for m in proposals] == [MatchStatus.DECLINED] * 2
    assert all(fresh(m.request).open == 4 for m in proposals)
    factories.bring(promise, MatchStatus.CONFIRMED)
    assert fresh(promise.request).status == RequestStatus.VERIFIED  # 2 of 4
    invariants.check_everything()


def test_only_the_donor_withdraws_an_offer(stranger: Person, coordinator: Person) -> None:
    offer = factories.published()
    with pytest.raises(NotFound):
        offers.withdraw(stranger, offer.reference)
    with pytest.raises(Exception, match="not_allowed"):
        offers.withdraw(coordinator, offer.reference)
    assert fresh_offer(offer).status == OfferStatus.OPEN


def test_ended_offer_cannot_be_withdrawn(donor: Person) -> None:
    offer = factories.offer_at(OfferStatus.EXPIRED, donor)
    with pytest.raises(WrongState):
        offers.withdraw(donor, offer.reference)


@pytest.mark.parametrize(
    ("wished", "code"),
    [
        ({"least": 0}, "least_out_of_range"),
        ({"least": 9}, "least_out_of_range"),
        ({"least": "few"}, "quantity_not_a_number"),
        ({"most_open": 0}, "most_open_out_of_range"),
        ({"most_open": 100}, "most_open_out_of_range"),
        ({"most_open": "many"}, "quantity_not_a_number"),
    ],
)
def test_wish_out_of_range_is_told_at_its_field(
    donor: Person, wished: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        offers.publish(donor, replace(GIVEN, quantity=8, **wished))  # type: ignore[arg-type]
    assert {name: each.code for name, each in refused.value.problems.items()} == {
        next(iter(wished)): code
    }
    assert not Offer.private.exists()


def test_donor_wishes_a_smallest_part_and_so_many_proposals(donor: Person) -> None:
    wished = replace(GIVEN, quantity=8, least="3", most_open="2")
    offer = fresh_offer(offers.publish(donor, wished))
    assert (offer.least, offer.most_open) == (3, 2)
    offer = fresh_offer(offers.publish(donor, replace(GIVEN, quantity=8, least="", most_open="")))
    assert (offer.least, offer.most_open) == (1, None)
