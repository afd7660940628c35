"""A donor's direct promise to a household or a neighbourhood."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from aid.actions import deliveries, disclosure, pledges
from aid.errors import (
    ContactNotAgreed,
    Invalid,
    KnownDonorsOnly,
    NotAllowed,
    NotFound,
    NothingLeft,
    OnlyWhole,
    OthersAskForMore,
    RequestExpired,
    SignInNeeded,
    TooManyPledges,
    TooMuch,
    WrongState,
)
from aid.models import Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import ELSEWHERE, HOME, RW_901, fresh, fresh_match, fresh_offer, verified

pytestmark = pytest.mark.django_db


def test_pledge_starts_accepted_and_discloses_nothing(donor: Person) -> None:
    request = verified()
    match = pledges.pledge_to_request(donor, request.reference, "3")
    assert (match.status, match.quantity, match.origin) == (MatchStatus.ACCEPTED, 3, "pledge")
    assert (fresh(request).reserved, fresh(request).open) == (3, 1)
    offer = fresh_offer(match.offer)
    assert (offer.for_request_id, offer.reserved, offer.available) == (request.pk, 3, 0)
    with pytest.raises(ContactNotAgreed):
        disclosure.contact_for_donor(donor, match.reference)
    invariants.check_everything()


def test_pledge_tells_no_donor_when_somebody_asked(donor: Person) -> None:
    """Whoever names no last day needs it for as many days as its kind lasts, to the second."""
    request = verified()
    offer = pledges.pledge_to_request(donor, request.reference, 1).offer
    assert offer.until >= request.until
    assert timezone.localtime(offer.until).time() == time.min
    assert timezone.localdate(offer.until - timedelta(seconds=1)) == timezone.localdate(
        request.until
    )


def test_pledging_needs_an_account() -> None:
    request = verified()
    with pytest.raises(SignInNeeded):
        pledges.pledge_to_request(ANYONE, request.reference, 1)
    with pytest.raises(SignInNeeded):
        pledges.pledge_to_neighbourhood(ANYONE, HOME, "sembako", 1)


def test_nobody_pledges_to_their_own_request(resident: Person, helper: Person) -> None:
    own = verified(resident)
    filed = verified(helper, for_someone_else=True)
    with pytest.raises(NotAllowed):
        pledges.pledge_to_request(resident, own.reference, 1)
    with pytest.raises(NotAllowed):
        pledges.pledge_to_request(helper, filed.reference, 1)
    matches = pledges.pledge_to_neighbourhood(resident, HOME, "sembako", 4)
    assert [match.request_id for match in matches] == [filed.pk]


@pytest.mark.parametrize("status", [s for s in RequestStatus if s != RequestStatus.VERIFIED])
def test_only_verified_requests_take_pledges(status: RequestStatus, donor: Person) -> None:
    request = factories.request_at(status)
    with pytest.raises(WrongState):
        pledges.pledge_to_request(donor, request.reference, 1)


def test_no_more_than_is_open(donor: Person) -> None:
    request = verified()
    with pytest.raises(TooMuch) as refused:
        pledges.pledge_to_request(donor, request.reference, 5)
    assert refused.value.facts == {"available": 4}
    factories.pledged(request, 4)
    with pytest.raises(NothingLeft):
        pledges.pledge_to_request(donor, request.reference, 1)
    assert not Match.private.filter(donor_id=donor.user_id).exists()


def test_pledge_pushes_out_the_newest_proposals_it_needs(donor: Person) -> None:
    """4 needed: proposals of 2, 1 and 1. A pledge of 2 takes the place of the two newest."""
    request = verified()
    proposals = [factories.proposed(request, None, units) for units in (2, 1, 1)]
    rounds = waiting_rounds()
    pledges.pledge_to_request(donor, request.reference, 2)
    statuses = [fresh_match(match.pk).status for match in proposals]
    assert statuses == [MatchStatus.PROPOSED, MatchStatus.LAPSED, MatchStatus.LAPSED]
    assert (fresh(request).proposed, fresh(request).reserved) == (2, 2)
    assert waiting_rounds() > rounds  # what was pushed out can go elsewhere
    invariants.check_everything()


def test_pledge_leaves_proposals_alone_where_there_is_room(donor: Person) -> None:
    request = verified()
    proposal = factories.proposed(request, None, 2)
    pledges.pledge_to_request(donor, request.reference, 2)
    assert fresh_match(proposal.pk).status == MatchStatus.PROPOSED


def test_pledge_never_pushes_out_a_promise(donor: Person) -> None:
    request = verified()
    promise = factories.match_at(MatchStatus.ACCEPTED, None, request, 3)
    with pytest.raises(TooMuch):
        pledges.pledge_to_request(donor, request.reference, 2)
    assert fresh_match(promise.pk).status == MatchStatus.ACCEPTED


def test_less_than_all_is_of_no_use_where_the_household_said_so(donor: Person) -> None:
    """Of 4 that are open, proposals included, 4 or nothing."""
    request = verified(quantity=4)
    Request.private.filter(pk=request.pk).update(whole=True)
    factories.proposed(request, factories.published(quantity=4), 4)
    with pytest.raises(OnlyWhole) as refused:
        pledges.pledge_to_request(donor, request.reference, 3)
    assert refused.value.facts == {"available": 4}
    assert pledges.pledge_to_request(donor, request.reference, 4).quantity == 4


def test_neighbourhood_pledge_leaves_what_is_too_little_for_the_next(donor: Person) -> None:
    """Of 5, the household without food today needs 4 at once and gets them; the 1 that is left is
    too little for the next, who needs 2 at once, and stays open there."""
    first, second = verified(quantity=4, urgency=0), verified(quantity=2, urgency=1)
    Request.private.update(whole=True)
    with pytest.raises(OthersAskForMore):
        pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 1)
    (match,) = pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 5)
    assert (match.request_id, match.quantity) == (first.pk, 4)
    assert fresh_offer(match.offer).available == 1
    assert fresh(second).open == 2


def test_unverified_donor_holds_at_most_three_open_pledges(new_donor: Person) -> None:
    requests = [verified() for _ in range(4)]
    held = [pledges.pledge_to_request(new_donor, r.reference, 1) for r in requests[:3]]
    with pytest.raises(TooManyPledges):
        pledges.pledge_to_request(new_donor, requests[3].reference, 1)
    with pytest.raises(TooManyPledges):
        pledges.pledge_to_neighbourhood(new_donor, HOME, "sembako", 1)
    factories.bring(fresh_match(held[0].pk), MatchStatus.DELIVERED)
    pledges.pledge_to_request(new_donor, requests[3].reference, 1)
    invariants.check_everything()


def test_pledge_to_many_households_counts_as_one(new_donor: Person) -> None:
    requests = [verified() for _ in range(5)]
    assert len(pledges.pledge_to_neighbourhood(new_donor, HOME, "sembako", 20)) == 5
    more = verified()
    pledges.pledge_to_request(new_donor, more.reference, 1)
    pledges.pledge_to_request(new_donor, more.reference, 1)
    with pytest.raises(TooManyPledges):
        pledges.pledge_to_request(new_donor, more.reference, 1)
    assert all(fresh(request).reserved == 4 for request in requests)


def test_verified_donor_may_pledge_to_many(donor: Person) -> None:
    for _ in range(4):
        pledges.pledge_to_request(donor, verified().reference, 1)


def test_neighbourhood_pledge_goes_to_the_neediest_first(donor: Person) -> None:
    """6 to give: 4 to whom has nothing left today, 2 to whom waited longest of the others."""
    later = verified(urgency=2)
    earlier = factories.submitted(urgency=2).request
    hungry = verified(urgency=0)
    factories.verify(earlier)
    matches = pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 6)
    assert [(m.request_id, m.quantity) for m in matches] == [(hungry.pk, 4), (later.pk, 2)]
    offer = fresh_offer(matches[0].offer)
    assert (offer.target_id, offer.quantity, offer.reserved) == (HOME, 6, 6)
    invariants.check_everything()


def test_neighbourhood_pledge_pushes_out_proposals_of_all_it_serves(donor: Person) -> None:
    requests = [verified(), verified()]
    proposals = [factories.proposed(request) for request in requests]
    pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 8)
    assert {fresh_match(m.pk).status for m in proposals} == {MatchStatus.LAPSED}
    invariants.check_everything()


def test_neighbourhood_pledge_stays_in_its_region_and_category(donor: Person) -> None:
    verified(region=ELSEWHERE)
    verified(category="baby")
    factories.submitted()
    with pytest.raises(NothingLeft):
        pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 1)
    inside = verified(region=RW_901)
    with pytest.raises(TooMuch):
        pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 5)
    matches = pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 4)
    assert [m.request_id for m in matches] == [inside.pk]


def test_rw_of_which_nothing_is_told_takes_no_pledge(donor: Person, new_donor: Person) -> None:
    """The answer is the same whether anybody asks there or not."""
    factories.rw_901()
    for person in (donor, new_donor):
        with pytest.raises(NothingLeft):
            pledges.pledge_to_neighbourhood(person, RW_901, "sembako", 1)
    factories.in_rw_901(2)
    for person in (donor, new_donor):
        with pytest.raises(NothingLeft):
            pledges.pledge_to_neighbourhood(person, RW_901, "sembako", 1)


def test_known_donor_pledges_to_the_households_of_an_rw_where_many_ask(donor: Person) -> None:
    factories.in_rw_901(10)
    factories.count_neighbourhoods()
    assert len(pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 8)) == 2


@pytest.mark.parametrize("served", [0, 10])
def test_unknown_donor_does_not_learn_who_asks_in_an_rw(
    new_donor: Person, donor: Person, served: int
) -> None:
    requests = factories.in_rw_901(10)
    factories.count_neighbourhoods()
    for request in requests[:served]:
        factories.pledged(request, 4, donor)
    with pytest.raises(KnownDonorsOnly):
        pledges.pledge_to_neighbourhood(new_donor, RW_901, "sembako", 1)


def test_unknown_donor_s_pledge_to_an_rw_serves_what_it_declared(new_donor: Person) -> None:
    declared = factories.declared(20)
    factories.in_rw_901(1)  # 4 of the 20
    matches = pledges.pledge_to_neighbourhood(new_donor, RW_901, "sembako", 16)
    assert [match.request_id for match in matches] == [declared.pk]


def test_offer_behind_a_pledge_lies_in_the_kelurahan(donor: Person) -> None:
    (request,) = factories.in_rw_901(1)
    match = pledges.pledge_to_request(donor, request.reference, 1)
    assert match.offer.region_id == HOME


@pytest.mark.parametrize(
    ("region", "category", "quantity", "field"),
    [
        ("99.99", "sembako", 1, "region"),
        ("31.73", "sembako", 1, "region"),
        (HOME, "gold", 1, "category"),
        (HOME, "sembako", "0", "quantity"),
        (HOME, "cash", "15000", "quantity"),
    ],
)
def test_bad_neighbourhood_pledges(
    region: str, category: str, quantity: object, field: str, donor: Person
) -> None:
    with pytest.raises(Invalid) as refused:
        pledges.pledge_to_neighbourhood(donor, region, category, quantity)
    assert list(refused.value.problems) == [field]
    assert not Offer.private.exists()


def test_expired_request_takes_no_pledge(donor: Person) -> None:
    request = verified()
    factories.make_overdue(request)
    with pytest.raises(RequestExpired):
        pledges.pledge_to_request(donor, request.reference, 1)
    with pytest.raises(NothingLeft):
        pledges.pledge_to_neighbourhood(donor, HOME, "sembako", 1)


def test_cancelled_pledge_ends_its_offer_and_opens_the_need(donor: Person) -> None:
    match = pledges.pledge_to_request(donor, verified().reference, 4)
    deliveries.cancel(donor, match.reference)
    assert fresh_offer(match.offer).status == OfferStatus.WITHDRAWN
    assert fresh(match.request).open == 4


def test_unknown_request_is_not_found(donor: Person) -> None:
    with pytest.raises(NotFound):
        pledges.pledge_to_request(donor, "R-00000000", 1)
