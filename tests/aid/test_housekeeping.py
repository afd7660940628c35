"""What time does to proposals, promises, requests and offers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions.housekeeping import expire_offer, expire_request, tidy_up
from aid.jobs import housekeeping
from aid.models import Match
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import RW_901, declared, fresh, fresh_match, fresh_offer, published, verified

pytestmark = pytest.mark.django_db

NOTHING = {"lapsed": 0, "cancelled": 0, "requests": 0, "offers": 0}


def tidied(**counts: int) -> bool:
    return tidy_up(timezone.now()) == NOTHING | counts


@pytest.mark.parametrize(("category", "hours"), [("sembako", 24), ("meal", 2)])
def test_unanswered_proposal_lapses(category: str, hours: int) -> None:
    match = factories.proposed(verified(category=category))
    factories.make_old(match, made_at=timedelta(hours=hours) - timedelta(minutes=1))
    assert tidied()
    factories.make_old(match, made_at=timedelta(hours=hours))
    rounds = waiting_rounds()
    assert tidied(lapsed=1)
    assert (fresh_match(match.pk).status, fresh(match.request).open) == (MatchStatus.LAPSED, 4)
    assert waiting_rounds() > rounds  # the need is offered to others
    assert tidied()
    invariants.check_everything()


@pytest.mark.parametrize(("category", "days"), [("sembako", 7), ("meal", 2)])
def test_promise_that_nobody_keeps_ends(category: str, days: int) -> None:
    match = factories.pledged(verified(category=category), 4)
    factories.make_old(match, accepted_at=timedelta(days=days) - timedelta(minutes=1))
    assert tidied()
    factories.make_old(match, accepted_at=timedelta(days=days))
    assert tidied(cancelled=1)
    assert (fresh_match(match.pk).status, fresh(match.request).open) == (MatchStatus.CANCELLED, 4)
    assert fresh_offer(match.offer).status == OfferStatus.WITHDRAWN
    invariants.check_everything()


def test_forgotten_pledges_do_not_block_a_donor_for_ever(new_donor: Person) -> None:
    held = [factories.pledged(verified(), 1, new_donor) for _ in range(3)]
    for match in held:
        factories.make_old(match, accepted_at=timedelta(days=8))
    assert tidied(cancelled=3)
    factories.pledged(verified(), 1, new_donor)


def test_what_is_on_its_way_does_not_end_by_itself() -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY)
    old = timedelta(days=60)
    factories.make_old(match, made_at=old, accepted_at=old, started_at=old)
    assert tidied()


def test_request_past_its_day_expires_with_what_waits_for_it() -> None:
    request = verified()
    proposal = factories.proposed(request, None, 1)
    promise = factories.match_at(MatchStatus.ACCEPTED, None, request, 1)
    unverified = factories.submitted().request
    assert tidied()
    factories.make_overdue(request, unverified)
    assert tidied(requests=2)
    assert fresh(request).status == fresh(unverified).status == RequestStatus.EXPIRED
    assert fresh_match(proposal.pk).status == MatchStatus.LAPSED
    assert fresh_match(promise.pk).status == MatchStatus.CANCELLED
    invariants.check_everything()


def test_request_waits_for_what_is_on_its_way() -> None:
    match = factories.match_at(MatchStatus.ON_THE_WAY, None, verified(), 2)
    factories.make_overdue(match.request)
    assert tidied()
    factories.bring(match, MatchStatus.DELIVERED)
    assert tidied(requests=1)
    factories.bring(fresh_match(match.pk), MatchStatus.CONFIRMED)
    assert (fresh(match.request).status, fresh(match.request).confirmed) == (
        RequestStatus.EXPIRED, 2,
    )  # fmt: skip
    invariants.check_everything()


def test_expired_household_leaves_its_part_to_the_rw() -> None:
    need = declared(20)
    household = verified(region=RW_901)
    factories.make_overdue(household)
    assert tidied(requests=1)
    assert fresh(need).listed == 0
    invariants.check_everything()


def test_offer_past_its_day_expires_and_its_promises_stand() -> None:
    offer = published()
    promise = factories.bring(factories.proposed(verified(), offer, 2), MatchStatus.ACCEPTED)
    proposal = factories.proposed(verified(), offer, 2)
    factories.make_overdue(offer)
    assert tidied(offers=1)
    now = fresh_offer(offer)
    assert (now.status, now.proposed, now.reserved) == (OfferStatus.EXPIRED, 0, 2)
    assert fresh_match(proposal.pk).status == MatchStatus.LAPSED
    factories.bring(promise, MatchStatus.DELIVERED)
    invariants.check_everything()


def test_ended_things_are_left_alone() -> None:
    request = factories.request_at(RequestStatus.WITHDRAWN)
    offer = factories.offer_at(OfferStatus.WITHDRAWN)
    factories.make_overdue(request, offer)
    assert tidied()
    assert not expire_request(request.pk) and not expire_offer(offer.pk)


def test_job_tidies_up_at_the_time_it_was_due() -> None:
    match = factories.match_at(MatchStatus.PROPOSED)
    housekeeping(int(timezone.now().timestamp()))
    assert Match.private.get(pk=match.pk).status == MatchStatus.PROPOSED
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    housekeeping(int(tomorrow.timestamp()))
    assert Match.private.get(pk=match.pk).status == MatchStatus.LAPSED
