"""The last line of defence: moves that no table allows, and what the database refuses itself."""

import pytest
from django.db import IntegrityError, transaction

from aid.actions.access import access_match, lock_offers, lock_requests
from aid.actions.counters import move, move_request
from aid.errors import WrongState
from aid.models import Event, Match, Offer, Request
from aid.rules import MATCH_RULES, MatchStatus, RequestStatus, sources
from people.person import SYSTEM, Person
from tests import factories, invariants
from tests.factories import fresh, fresh_match, published, verified

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", MatchStatus)
def test_no_code_moves_a_match_where_no_line_leads(status: MatchStatus) -> None:
    match = factories.match_at(status)
    events = Event.log.count()
    for rule in MATCH_RULES:
        if rule.to is not None and status not in sources("match", rule.verb):
            with pytest.raises(WrongState):
                move(SYSTEM, rule.verb, fresh_match(match.pk))
    assert (fresh_match(match.pk).status, Event.log.count()) == (status, events)
    invariants.check_everything()


def test_a_move_from_a_stale_row_changes_nothing(donor: Person) -> None:
    """Should somebody forget to lock: the UPDATE itself looks at the status."""
    match = factories.match_at(MatchStatus.PROPOSED, donor)
    stale = fresh_match(match.pk)
    factories.bring(match, MatchStatus.ACCEPTED)
    with pytest.raises(WrongState):
        move(donor, "accept", stale)
    request = verified()
    stale_request = fresh(request)
    factories.bring_request(request, RequestStatus.WITHDRAWN)
    with pytest.raises(WrongState):
        move_request(SYSTEM, "expire", stale_request)
    invariants.check_everything()


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Request, {"reserved": 5}),
        (Request, {"listed": 3, "proposed": 2}),
        (Request, {"confirmed": 1}),
        (Request, {"needed": 0}),
        (Request, {"inside": 5}),
        (Request, {"status": "lost"}),
        (Request, {"category": "gold"}),
        (Request, {"urgency": 7}),
        (Offer, {"reserved": 11}),
        (Offer, {"delivered": 6, "lost": 5}),
        (Offer, {"quantity": 0}),
        (Offer, {"status": "lost"}),
        (Offer, {"radius": 100_001}),
        (Match, {"quantity": 0}),
        (Match, {"status": "eaten"}),
        (Match, {"origin": "heaven"}),
    ],
)
def test_database_refuses_what_cannot_be(model: type, fields: dict[str, object]) -> None:
    """A request of 4 with nothing promised, an offer of 10."""
    verified()
    published()
    factories.match_at(MatchStatus.DECLINED)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.private.update(**fields)  # type: ignore[attr-defined]


def test_database_refuses_two_proposals_of_one_pair() -> None:
    match = factories.match_at(MatchStatus.PROPOSED)
    match.pk, match.reference = None, "M-00000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        match.save(force_insert=True)


def test_locked_rows_are_shared_by_what_hangs_together() -> None:
    """A household's request and its RW's declared need come locked in one go, as one object."""
    need = factories.declared(20)
    household = verified(region=factories.RW_901)
    locked = lock_requests({household.pk})
    assert set(locked) == {household.pk, need.pk}
    assert locked[household.pk].part_of is locked[need.pk]
    assert lock_requests([]) == {} and lock_offers([]) == {}


def test_authorised_match_comes_with_its_locked_rows(donor: Person) -> None:
    match = access_match(donor, factories.match_at(MatchStatus.PROPOSED, donor).reference, "accept")
    assert match.request.needed == 4 and match.offer.quantity == 10
