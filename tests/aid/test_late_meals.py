"""A meal that is not on its way an hour before its slot is offered to others."""

from datetime import timedelta

import pytest

from aid.actions import confirmation, deliveries, matches
from aid.actions.meals import offer_late_meals_on
from aid.models import Event, Match, Offer, Request
from aid.rules import MatchStatus, RequestStatus
from matching.explanation import reason_text
from matching.queries import gap_facts
from matching.rounds import run_round
from people.person import Person
from tests import factories, invariants
from tests.aid.jobs import waiting_rounds
from tests.clock import Clock
from tests.factories import fresh, fresh_match

pytestmark = pytest.mark.django_db

NOTHING = {"consignments": 0, "promised": 0, "proposed": 0}
LATITUDE, LONGITUDE = -6.14218, 106.75406
# One metre along the parallel of Jakarta in degrees: there are 111,320 m times cos 6.14° to one.
METRE_EAST = 1 / 110_682


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(monkeypatch)
    clock.at(13)
    return clock


def asked(quantity: int = 4) -> Request:
    """Meals for breaking the fast today, before 17.30."""
    return factories.verified(
        category="meal", slot="buka", quantity=quantity, people=min(quantity, 50),
        latitude=LATITUDE, longitude=LONGITUDE,
    )  # fmt: skip


def kitchen(metres: int, quantity: int = 40) -> Offer:
    return factories.published(
        category="meal", quantity=quantity,
        latitude=LATITUDE, longitude=LONGITUDE + metres * METRE_EAST,
    )  # fmt: skip


def proposed(request: Request) -> Match:
    return Match.private.get(request=request, status=MatchStatus.PROPOSED)


def test_promise_that_does_not_move_is_released_an_hour_before(clock: Clock) -> None:
    match = factories.pledged(asked())
    clock.at(16, 29)
    assert offer_late_meals_on(clock.now) == NOTHING
    calls = waiting_rounds()
    assert offer_late_meals_on(clock.at(16, 30)) == NOTHING | {"promised": 1}
    assert fresh_match(match.pk).status == MatchStatus.CANCELLED
    request = fresh(match.request)
    assert (request.open, request.put_first) == (4, True)
    event = Event.log.of_request(request.pk).get(kind="cancel")
    assert (event.actor_id, event.facts["reason"]) == (None, "not_moving")
    assert waiting_rounds() > calls
    assert offer_late_meals_on(clock.now) == NOTHING
    invariants.check_everything()


def test_proposal_that_nobody_answered_lapses_likewise(clock: Clock) -> None:
    match = factories.proposed(asked(), kitchen(100))
    assert offer_late_meals_on(clock.at(16, 30)) == NOTHING | {"proposed": 1}
    assert fresh_match(match.pk).status == MatchStatus.LAPSED
    invariants.check_everything()


def test_meal_on_its_way_is_left_alone(clock: Clock) -> None:
    match = factories.pledged(asked())
    deliveries.start(factories.donor_of(match), match.reference)
    assert offer_late_meals_on(clock.at(17, 29)) == NOTHING


def test_who_took_it_on_later_may_still_set_out(clock: Clock) -> None:
    """Promised at 16.40, so that it holds until 17.10, 20 minutes before the end."""
    request = asked()
    clock.at(16, 40)
    factories.pledged(request)
    assert offer_late_meals_on(clock.at(17, 9)) == NOTHING
    assert offer_late_meals_on(clock.at(17, 10)) == NOTHING | {"promised": 1}


def test_meal_without_a_time_and_packages_stay(clock: Clock) -> None:
    """Asked until the end of today, they are as late, but nobody waits with a plate."""
    for category in ("meal", "sembako"):
        request = factories.verified(category=category, until=clock.day)
        factories.pledged(request)
    assert offer_late_meals_on(clock.at(23, 30)) == NOTHING


def test_request_whose_donor_failed_goes_before_a_more_urgent_one(clock: Clock) -> None:
    waits, urgent = asked(), factories.verified(category="meal", urgency=0, quantity=4)
    Request.private.filter(pk=waits.pk).update(put_first=True)
    kitchen(100, quantity=4)
    run_round("full")
    match = proposed(waits)
    assert "didahulukan" in reason_text(match.reason, "id")
    assert fresh(urgent).proposed == 0


def test_meal_that_cannot_arrive_is_proposed_to_nobody_and_says_why(clock: Clock) -> None:
    request = asked()
    kitchen(100)
    clock.at(17, 10)
    run_round("full")
    assert fresh(request).proposed == 0
    facts = gap_facts(request.pk)
    assert facts is not None and facts["code"] == "too_late"
    assert "tidak sempat diantar" in reason_text(facts, "id")


def test_forty_meals_not_moving_at_half_past_four_come_from_another_kitchen(
    clock: Clock, resident: Person
) -> None:
    """40 for 17.30: A, 500 m away, promises and does not set out; B, 1.2 km away, brings them."""
    request, near, far = asked(40), kitchen(500), kitchen(1200)
    run_round("full")
    first = proposed(request)
    assert (first.offer_id, first.quantity) == (near.pk, 40)
    clock.at(14)
    matches.accept(factories.donor_of(first), first.reference)

    assert offer_late_meals_on(clock.at(16, 30)) == NOTHING | {"promised": 1}
    run_round("arrival")
    second = proposed(request)
    assert (second.offer_id, second.quantity) == (far.pk, 40)
    # Both places lie on the grid of 100 m.
    assert second.distance == pytest.approx(1200, abs=60)
    donor = factories.donor_of(second)
    clock.at(16, 35)
    matches.accept(donor, second.reference)
    clock.at(16, 50)
    deliveries.start(donor, second.reference)
    for minute in (30, 31, 59):
        assert offer_late_meals_on(clock.at(16, minute)) == NOTHING
    at = clock.at(17, 25)
    deliveries.deliver(donor, second.reference)
    confirmation.confirm(factories.household_of(request), second.reference)

    came = fresh_match(second.pk)
    assert (came.status, came.delivered_at) == (MatchStatus.CONFIRMED, at)
    assert at <= fresh(request).until - timedelta(minutes=5)
    assert (fresh(request).status, fresh(request).confirmed) == (RequestStatus.FULFILLED, 40)
    invariants.check_everything()
