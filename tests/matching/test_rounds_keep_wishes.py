"""What households and donors wish is kept by rounds, and by what is sent of dry runs."""

import pytest

from aid.actions.matches import propose_by_hand
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus
from matching.actions import send_proposals
from matching.policy import Policy
from matching.rounds import run_round
from matching.sending import Sender, send_marked
from people.person import Person
from tests import factories
from tests.factories import CITY

pytestmark = pytest.mark.django_db
BESIDE = "31.73.01.1006"


def wished_whole(quantity: int) -> Request:
    request = factories.verified(quantity=quantity)
    Request.private.filter(pk=request.pk).update(whole=True)
    return request


def offered(quantity: int, donor: Person | None = None, **wished: int) -> Offer:
    offer = factories.published(donor, quantity=quantity)
    Offer.private.filter(pk=offer.pk).update(**wished)
    return offer


def proposals() -> list[tuple[int, int, int]]:
    """Request, offer and quantity of what waits for an answer."""
    found = Match.private.filter(status=MatchStatus.PROPOSED).order_by("pk")
    return list(found.values_list("request_id", "offer_id", "quantity"))


def test_whole_request_is_served_by_one_offer_or_not_at_all() -> None:
    """3 and 3 don't make 4 at once; an offer of 5 does."""
    request = wished_whole(4)
    for _ in range(2):
        offered(3)
    this = run_round("full")
    assert (proposals(), this.figures["gaps"]) == ([], {"too_small": 1})
    large = offered(5)
    run_round("full")
    assert proposals() == [(request.pk, large.pk, 4)]


def test_no_part_is_smaller_than_what_is_worth_a_trip() -> None:
    """Of 5, parts of at least 3: 4 go to the more urgent home, and the 1 that is left to none that
    lacks 4; to one that lacks no more than 1 it goes whole."""
    first = factories.verified(quantity=4, urgency=0)
    factories.verified(quantity=4, urgency=2)
    offer = offered(5, least=3)
    run_round("full")
    assert proposals() == [(first.pk, offer.pk, 4)]
    small = factories.verified(quantity=1, urgency=2)
    run_round("full")
    assert proposals() == [(first.pk, offer.pk, 4), (small.pk, offer.pk, 1)]


def test_donor_gets_no_more_proposals_than_they_take_in_all_kinds_of_aid() -> None:
    """Two wait at once: of three requests in two kinds, the two of higher priority."""
    donor = factories.a_donor()
    for category, urgency in (("sembako", 0), ("sembako", 2), ("meal", 1)):
        factories.verified(category=category, urgency=urgency, quantity=2)
    for category in ("sembako", "meal"):
        offer = factories.published(donor, category=category, quantity=8)
        Offer.private.filter(pk=offer.pk).update(most_open=2)
    run_round("full")
    assert len(proposals()) == 2
    run_round("full")
    assert len(proposals()) == 2


def test_policy_asks_a_donor_for_few_and_then_for_more() -> None:
    """Of three requests two are proposed at once, or one where the donor wishes so; each answer
    makes room for another."""
    few, donor = Policy(proposals_per_donor=2), factories.a_donor()
    for _ in range(3):
        factories.verified(quantity=1)
    offer = offered(8, donor)
    run_round("full", few)
    assert len(proposals()) == 2
    first = Match.private.order_by("pk").first()
    assert first is not None
    factories.bring(factories.fresh_match(first.pk), MatchStatus.ACCEPTED)
    run_round("full", few)
    assert len(proposals()) == 2
    Match.private.filter(status=MatchStatus.PROPOSED).delete()
    Offer.private.filter(pk=offer.pk).update(most_open=1, proposed=0)
    Request.private.update(proposed=0)
    run_round("full", few)
    assert len(proposals()) == 1


def test_donor_who_answered_gets_others() -> None:
    donor = factories.a_donor()
    for _ in range(2):
        factories.verified(quantity=2)
    offered(8, donor, most_open=1)
    run_round("full")
    (first,) = proposals()
    factories.bring(Match.private.get(request_id=first[0]), MatchStatus.ACCEPTED)
    run_round("full")
    (second,) = proposals()
    assert second[0] != first[0]


def test_weighed_again_what_stands_takes_no_place_twice() -> None:
    donor = factories.a_donor()
    factories.verified(quantity=2)
    offered(8, donor, most_open=1)
    run_round("full")
    standing = proposals()
    this = run_round("full", again=True)
    assert (this.figures["stay"], proposals()) == (1, standing)


def test_round_of_one_kind_of_aid_counts_what_waits_in_others() -> None:
    """The near donor takes one proposal at once, which waits for another kind of aid: so the
    farther offer is proposed, not one that nobody could send."""
    donor = factories.a_donor()
    factories.verified(category="hygiene", quantity=2)
    factories.published(donor, category="hygiene", quantity=8)
    run_round("full")
    request, near = factories.verified(quantity=2), offered(8, donor, most_open=1)
    far = factories.published(region=BESIDE, quantity=8)
    this = run_round("full", again=True, categories=["sembako"])
    assert (this.figures["planned"], this.figures["skipped"]) == (1, 0)
    assert (request.pk, far.pk, 2) in proposals()
    assert near.pk not in {offer for _, offer, _ in proposals()}


def test_what_is_sent_later_is_still_worth_a_trip() -> None:
    """1 of 4 is all that the household lacks; then a donor declines the other 3."""
    request, city = factories.verified(quantity=4), factories.office(CITY)
    other = factories.published(quantity=3)
    waiting = propose_by_hand(city, request.reference, other.reference, 3)
    offer = offered(5, least=3)
    this = run_round("full", dry_run=True)
    factories.bring(factories.fresh_match(waiting.pk), MatchStatus.DECLINED)
    send_proposals(city, CITY, this.pk)
    send_marked(Sender(city.user_id or 0, (CITY,)), this.pk)
    assert not Match.private.filter(offer=offer).exists()


def test_pair_by_hand_may_be_another_agreement() -> None:
    """People who speak with each other are not held to what they wished of the engine."""
    request, offer = wished_whole(4), offered(3, most_open=1)
    office = factories.office(CITY)
    match = propose_by_hand(office, request.reference, offer.reference, 3)
    assert match.quantity == 3
