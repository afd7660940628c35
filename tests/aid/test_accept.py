"""The donor's answer to a proposal."""

import pytest

from aid.actions import matches
from aid.errors import NotAllowed, NotFound, OfferExpired, RequestExpired, WrongState
from aid.rules import MatchStatus
from people.person import ANYONE, Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.factories import fresh, fresh_match, fresh_offer, published, verified

pytestmark = pytest.mark.django_db


def test_accepting_reserves_on_both_sides(donor: Person) -> None:
    match = factories.proposed(verified(), published(donor), 3)
    matches.accept(donor, match.reference)
    now = fresh_match(match.pk)
    assert (now.status, now.accepted_at is not None) == (MatchStatus.ACCEPTED, True)
    assert (now.request.proposed, now.request.reserved) == (0, 3)
    assert (now.offer.proposed, now.offer.reserved) == (0, 3)
    invariants.check_everything()


def test_accepting_twice_is_refused_and_counts_once(donor: Person) -> None:
    match = factories.match_at(MatchStatus.ACCEPTED, donor)
    with pytest.raises(WrongState):
        matches.accept(donor, match.reference)
    assert fresh(match.request).reserved == match.quantity
    invariants.check_everything()


def test_declining_frees_both_sides_and_calls_matching(donor: Person) -> None:
    match = factories.proposed(verified(), published(donor), 3)
    before = waiting_rounds()
    matches.decline(donor, match.reference)
    assert fresh_match(match.pk).ended_at is not None
    assert (fresh(match.request).open, fresh_offer(match.offer).available) == (4, 10)
    assert waiting_rounds() == before + 1


def test_nobody_answers_for_the_donor(
    stranger: Person, coordinator: Person, resident: Person
) -> None:
    match = factories.proposed(verified(resident))
    for answer in (matches.accept, matches.decline):
        for person in (stranger, ANYONE):
            with pytest.raises(NotFound):
                answer(person, match.reference)
        for person in (coordinator, resident):
            with pytest.raises(NotAllowed):
                answer(person, match.reference)
    assert fresh_match(match.pk).status == MatchStatus.PROPOSED


def test_expired_offer_or_request_is_not_accepted(donor: Person) -> None:
    match = factories.match_at(MatchStatus.PROPOSED, donor)
    factories.make_overdue(match.request)
    with pytest.raises(RequestExpired):
        matches.accept(donor, match.reference)
    factories.make_overdue(match.offer)
    with pytest.raises(OfferExpired):
        matches.accept(donor, match.reference)
    assert fresh_match(match.pk).status == MatchStatus.PROPOSED
