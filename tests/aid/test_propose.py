"""Proposals by the engine and by a coordinator."""

from collections.abc import Callable

import pytest

from aid import events
from aid.actions import matches, offers, pledges, requests
from aid.actions.matches import Proposal, propose, propose_by_hand
from aid.errors import (
    AidError,
    Invalid,
    MoreThanOffered,
    NotAllowed,
    NotFound,
    NothingLeft,
    OfferExpired,
    RequestExpired,
    TooMuch,
    WrongState,
)
from aid.models import Event, Match, Offer, Request
from aid.notices import told_of
from aid.rules import MatchStatus
from people.person import SYSTEM, Person
from tests import factories, invariants
from tests.factories import HOME, RW_901, fresh, fresh_offer, published, verified

pytestmark = pytest.mark.django_db


def proposal(request: Request, offer: Offer, quantity: int = 1) -> Proposal:
    return Proposal(request.pk, offer.pk, quantity, 800, {"code": "nearest"})


def test_engine_sets_aside_on_both_sides() -> None:
    request, offer = verified(), published()
    made = propose(SYSTEM, [proposal(request, offer, 3)], 7)
    match = factories.fresh_match(made.made[0])
    assert (match.status, match.quantity, match.round_id) == (MatchStatus.PROPOSED, 3, 7)
    assert (match.distance, match.reason, match.origin) == (800, {"code": "nearest"}, "round")
    assert (fresh(request).proposed, fresh_offer(offer).proposed) == (3, 3)
    invariants.check_everything()


def test_one_request_from_several_offers_and_one_offer_for_several() -> None:
    asked, given = [verified(), verified()], [published(quantity=5), published(quantity=3)]
    plan = [
        proposal(asked[0], given[0], 4),
        proposal(asked[1], given[0], 1),
        proposal(asked[1], given[1], 3),
    ]
    assert len(propose(SYSTEM, plan, 1).made) == 3
    assert [fresh(request).open for request in asked] == [0, 0]
    assert [fresh_offer(offer).available for offer in given] == [0, 0]
    invariants.check_everything()


def end_request(request: Request, _: Offer) -> None:
    requests.withdraw(factories.household_of(request), request.reference)


def end_offer(_: Request, offer: Offer) -> None:
    offers.withdraw(factories.account_person(offer.donor_id), offer.reference)


def pledge_most(request: Request, _: Offer) -> None:
    factories.pledged(request, 3)


def use_up(_: Request, offer: Offer) -> None:
    factories.proposed(verified(quantity=9), offer, 9)


def pair_already(request: Request, offer: Offer) -> None:
    factories.proposed(request, offer, 1)


def let_request_pass(request: Request, _: Offer) -> None:
    factories.make_overdue(request)


def let_offer_pass(_: Request, offer: Offer) -> None:
    factories.make_overdue(offer)


OVERTAKEN = [
    (end_request, WrongState),
    (end_offer, WrongState),
    (pledge_most, TooMuch),
    (use_up, MoreThanOffered),
    (pair_already, WrongState),
    (let_request_pass, RequestExpired),
    (let_offer_pass, OfferExpired),
]


@pytest.mark.parametrize(("change", "error"), OVERTAKEN)
def test_what_was_overtaken_is_left_out_and_the_rest_is_made(
    change: Callable[[Request, Offer], None], error: type[AidError]
) -> None:
    request, offer = verified(), published()
    other = proposal(verified(), published())
    change(request, offer)
    before = Match.private.count()
    done = propose(SYSTEM, [proposal(request, offer, 2), other], 1)
    assert (len(done.made), done.skipped, Match.private.count()) == (1, 1, before + 1)
    invariants.check_everything()


def test_refusal_by_hand_tells_what_the_right_side_has_left(city_coordinator: Person) -> None:
    """4 are asked for and 3 offered: 5 are more than is needed, 4 more than is there."""
    request, offer = verified(), published(quantity=3)
    for quantity, error, left in ((5, TooMuch, 4), (4, MoreThanOffered, 3)):
        with pytest.raises(error) as refused:
            propose_by_hand(city_coordinator, request.reference, offer.reference, quantity)
        assert refused.value.facts == {"available": left}


@pytest.mark.parametrize(("change", "error"), OVERTAKEN)
def test_by_hand_the_coordinator_hears_why(
    change: Callable[[Request, Offer], None],
    error: type[AidError],
    city_coordinator: Person,
) -> None:
    request, offer = verified(), published()
    change(request, offer)
    with pytest.raises(error):
        propose_by_hand(city_coordinator, request.reference, offer.reference, 2)
    invariants.check_everything()


def test_misfits_are_never_made(donor: Person, resident: Person) -> None:
    """Another category, an offer reserved for somebody else, and a gift to oneself."""
    baby, own = verified(category="baby"), verified(resident)
    pledged = pledges.pledge_to_neighbourhood(donor, HOME, "baby", 4)[0]
    elsewhere = verified(region=factories.ELSEWHERE, category="baby")
    plan = [
        proposal(baby, published()),
        proposal(own, published(resident)),
        proposal(elsewhere, pledged.offer),
        Proposal(10**9, published().pk, 1),
        Proposal(baby.pk, 10**9, 1),
        proposal(verified(), published(), 0),
    ]
    done = propose(SYSTEM, plan, 1)
    assert (done.made, done.skipped) == ([], 6)


def test_what_a_neighbourhood_pledge_has_left_stays_there(donor: Person) -> None:
    """A promise of 4 to one household is cancelled: the offer may serve another, there only."""
    request = verified()
    match = pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 4)[0]
    factories.bring(factories.fresh_match(match.pk), MatchStatus.CANCELLED)
    inside = verified(region=RW_901)
    done = propose(SYSTEM, [proposal(inside, match.offer, 4)], 1)
    assert len(done.made) == 1 and fresh(request).open == 4


def test_two_proposals_for_one_pair_in_one_plan_are_one() -> None:
    request, offer = verified(), published()
    done = propose(SYSTEM, [proposal(request, offer, 1), proposal(request, offer, 2)], 1)
    assert (len(done.made), done.skipped) == (1, 1)


def test_nothing_to_propose_is_nothing() -> None:
    assert propose(SYSTEM, [], 1) == matches.Proposed([], 0)


def test_coordinator_pairs_by_hand(coordinator: Person) -> None:
    request, offer = verified(), published()
    match = propose_by_hand(coordinator, request.reference, offer.reference, "2")
    assert (match.status, match.origin, match.quantity) == (MatchStatus.PROPOSED, "coordinator", 2)
    assert Event.log.of_match(match.pk).get().actor_id == coordinator.user_id


def test_by_hand_only_what_the_coordinator_sees(
    rw_head: Person, other_coordinator: Person, stranger: Person
) -> None:
    request, offer = verified(region=RW_901), published()
    for person in (rw_head, other_coordinator, stranger):
        with pytest.raises(NotFound):
            propose_by_hand(person, request.reference, offer.reference, 1)
    assert not Match.private.exists()


def test_coordinator_does_not_pair_their_own_offer(coordinator: Person) -> None:
    request, offer = verified(), published(coordinator)
    with pytest.raises(NotAllowed):
        propose_by_hand(coordinator, request.reference, offer.reference, 1)


def test_by_hand_bad_quantities(coordinator: Person) -> None:
    request, offer = verified(), published()
    for quantity in ("0", "-1", "x", None):
        with pytest.raises(Invalid):
            propose_by_hand(coordinator, request.reference, offer.reference, quantity)
    factories.proposed(request, None, 4)
    with pytest.raises(NothingLeft):
        propose_by_hand(coordinator, request.reference, offer.reference, 1)


def test_bulk_takes_few_statements(django_assert_max_num_queries: object) -> None:
    """The number of statements doesn't grow with the number of proposals."""
    offer = published(quantity=100)
    plan = [proposal(verified(), offer) for _ in range(12)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert len(propose(SYSTEM, plan, 1).made) == 12
    invariants.check_everything()


def test_batches_are_committed_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three proposals in batches of two: nothing is lost or made twice at the seam."""
    monkeypatch.setattr(matches, "BATCH", 2)
    offer = published(quantity=9)
    asked = [verified() for _ in range(3)]
    done = propose(SYSTEM, [proposal(request, offer, 3) for request in asked], 1)
    assert (len(done.made), done.skipped) == (3, 0)
    assert fresh_offer(offer).proposed == 9
    invariants.check_everything()


def test_made_matches_are_told_in_the_order_of_requests_and_offers() -> None:
    offer, asked = published(), [verified() for _ in range(3)]
    made = propose(SYSTEM, [proposal(request, offer, 2) for request in reversed(asked)], 1).made
    assert [factories.fresh_match(pk).request_id for pk in made] == [row.pk for row in asked]


def test_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first draw hits an old match and a new reference: one of two is drawn again."""
    taken = factories.proposed().reference
    draws = [[taken, "M-00000000"], ["M-00000001"]]
    monkeypatch.setattr(matches, "new_references", lambda _, count: draws.pop(0)[:count])
    offer, asked = published(), [verified(), verified()]
    done = propose(SYSTEM, [proposal(request, offer, 2) for request in asked], 1)
    made = [factories.fresh_match(pk) for pk in done.made]
    assert [match.reference for match in made] == ["M-00000001", "M-00000000"]
    assert [match.request_id for match in made] == [request.pk for request in asked]
    assert Event.log.filter(kind="propose", match_id__in=done.made).count() == 2
    invariants.check_everything()


def test_codes_of_matches_made_together_differ() -> None:
    offer = published()
    done = propose(SYSTEM, [proposal(verified(), offer) for _ in range(3)], 1)
    salts = {factories.fresh_match(pk).receipt_salt for pk in done.made}
    assert len(salts) == 3 and all(len(salt) == 32 for salt in salts)


def test_events_and_hints_are_those_of_each_match(
    resident: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written at once is what would be written one by one, and the same pages hear."""
    told: list[tuple[set[str], ...]] = []
    offer, asked = published(), [verified(resident), verified(region=RW_901)]
    monkeypatch.setattr(events, "publish", lambda *topics: told.append(tuple(map(set, topics))))
    made = propose(SYSTEM, [proposal(request, offer, 2) for request in asked], 7).made
    entries = [events.match_entry("propose", factories.fresh_match(pk), round=7) for pk in made]
    written = list(Event.log.filter(kind="propose", match_id__in=made).order_by("id"))
    assert [(e.request_id, e.offer_id, e.match_id, e.region_code, e.facts) for e in written] == [
        (e.request.pk, e.offer.pk, e.match_id, e.region_code, e.facts)
        for e in entries
        if e.request and e.offer
    ]
    assert {event.actor_id for event in written} == {None}
    hints = {topic for e in entries for topic in e.topics()}
    notices = {topic for e in entries for topic in told_of(SYSTEM, e)}
    assert notices
    assert told == [(hints, notices)]


def test_coordinator_sends_no_proposals_from_elsewhere(
    coordinator: Person, other_coordinator: Person
) -> None:
    """One pair of two is not theirs: nothing of the batch is made."""
    offer = published()
    plan = [proposal(verified(), offer), proposal(verified(region=factories.ELSEWHERE), offer)]
    with pytest.raises(NotAllowed):
        propose(coordinator, plan, 1)
    assert not Match.private.exists()
    assert len(propose(other_coordinator, plan[1:], 1).made) == 1
