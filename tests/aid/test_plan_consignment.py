"""A donor says yes to a whole RW in one tap: what is taken in, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import consignments, deliveries, matches, planning, pledges
from aid.errors import (
    AidError,
    Invalid,
    MovedByConsignment,
    NothingLeft,
    PlannedAsOne,
    SignInNeeded,
)
from aid.models import Consignment, Match
from aid.queries.plannable import plannable
from aid.rules import ConsignmentStatus, MatchStatus
from people.person import ANYONE, Person
from tests import factories, invariants, kampung, lists
from tests.factories import RW_901

pytestmark = pytest.mark.django_db


def refused(act: object, *args: object, **fields: object) -> dict[str, str]:
    """The codes of the fields that were wrong."""
    with pytest.raises(Invalid) as caught:
        act(*args, **fields)  # type: ignore[operator]
    return {name: problem.code for name, problem in caught.value.problems.items()}


def test_one_tap_accepts_every_proposal_and_takes_in_what_is_promised(donor: Person) -> None:
    """5 proposed and 3 promised: one consignment of 8."""
    need = kampung.portion([1] * 10)
    proposed = factories.proposed(need, factories.published(donor, quantity=5), 5)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 3)
    made = planning.plan(donor, RW_901, "sembako", kampung.schedule())
    held = Match.private.filter(consignment=made)
    assert (made.quantity, made.reserved, held.count()) == (8, 8, 2)
    assert factories.fresh_match(proposed.pk).status == MatchStatus.ACCEPTED
    assert (factories.fresh(need).proposed, factories.fresh(need).reserved) == (0, 8)
    invariants.check_everything()


def test_nothing_waits_twice(donor: Person) -> None:
    kampung.portion([1] * 10)
    kampung.planned(donor, 3)
    with pytest.raises(NothingLeft):
        planning.plan(donor, RW_901, "sembako", kampung.schedule())
    assert plannable(donor) == []


def test_others_have_nothing_to_plan(donor: Person, stranger: Person) -> None:
    kampung.portion([1] * 10)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 3)
    with pytest.raises(NothingLeft):
        planning.plan(stranger, RW_901, "sembako", kampung.schedule())
    with pytest.raises(SignInNeeded):
        planning.plan(ANYONE, RW_901, "sembako", kampung.schedule())
    assert not Consignment.private.exists()


def test_portion_is_not_accepted_singly(donor: Person) -> None:
    match = factories.proposed(kampung.portion([1] * 4), factories.published(donor))
    with pytest.raises(PlannedAsOne):
        matches.accept(donor, match.reference)
    assert matches.decline(donor, match.reference).status == MatchStatus.DECLINED


def test_match_in_a_consignment_moves_with_it_alone(donor: Person) -> None:
    kampung.portion([1] * 4)
    held = Match.private.get(consignment=kampung.planned(donor, 2))
    for act in (deliveries.start, deliveries.cancel):
        with pytest.raises(MovedByConsignment):
            act(donor, held.reference)


def test_pledge_and_schedule_in_one_go_or_not_at_all(donor: Person) -> None:
    kampung.portion([1] * 4)
    late = kampung.schedule(vehicle="rocket")
    assert refused(planning.pledge, donor, RW_901, "sembako", 3, late) == {
        "vehicle": "vehicle_unknown"
    }
    assert not Match.private.exists()
    made = planning.pledge(donor, RW_901, "sembako", 3, kampung.schedule())
    assert (made.quantity, made.status) == (3, ConsignmentStatus.PLANNED)
    invariants.check_everything()


def test_statement_is_needed(donor: Person) -> None:
    kampung.portion([1] * 4)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 2)
    schedule = kampung.schedule(statement=False)
    assert refused(planning.plan, donor, RW_901, "sembako", schedule) == {
        "statement": "statement_missing"
    }


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "until_past"), (planning.MOST_DAYS_AHEAD + 1, "until_too_far")]
)
def test_day_is_neither_past_nor_too_far(donor: Person, days: int, code: str) -> None:
    kampung.portion([1] * 4)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 2)
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    schedule = kampung.schedule(day=day)
    assert refused(planning.plan, donor, RW_901, "sembako", schedule)["day"] == code


def test_lane_too_narrow_says_what_fits(donor: Person) -> None:
    kampung.portion([1] * 4)
    kampung.post("motorbike")
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 2)
    with pytest.raises(Invalid) as caught:
        planning.plan(donor, RW_901, "sembako", kampung.schedule(vehicle="pickup"))
    problem = caught.value.problems["vehicle"]
    assert problem.code == "lane_too_narrow"
    assert str(problem.message).endswith("sepeda motor, gerobak, dipikul.")
    made = planning.plan(donor, RW_901, "sembako", kampung.schedule(vehicle="motorbike"))
    assert made.post is not None and made.post.lane == "motorbike"


def test_portion_of_another_week_waits_for_its_own_consignment(donor: Person) -> None:
    """What is served from next week on isn't due tomorrow."""
    kampung.portion([1] * 4, serve_from=timedelta(days=7), last=timedelta(days=20))
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 2)
    assert refused(planning.plan, donor, RW_901, "sembako", kampung.schedule()) == {
        "day": "day_unsuited"
    }
    later = (timezone.localdate() + timedelta(days=8)).isoformat()
    assert planning.plan(donor, RW_901, "sembako", kampung.schedule(day=later)).quantity == 2


def test_household_that_the_donor_may_not_place_stays_apart(donor: Person) -> None:
    """A proposal for one of few households of the RW tells its kelurahan alone."""
    kampung.portion([1] * 4)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 2)
    alone = factories.verified(region=RW_901, quantity=2)
    proposed = factories.proposed(alone, factories.published(donor))
    for place in plannable(donor):
        assert (place.proposed, place.promised) == (0, 2)
    made = planning.plan(donor, RW_901, "sembako", kampung.schedule())
    assert made.quantity == 2
    assert factories.fresh_match(proposed.pk).status == MatchStatus.PROPOSED


def test_institution_gets_its_own(donor: Person, coordinator: Person) -> None:
    asked = factories.verified(quantity=40)
    household = asked.household
    assert household is not None
    type(household).private.filter(pk=household.pk).update(kind="orphanage")
    factories.pledged(asked, 40, by=donor)
    (place,) = plannable(donor)
    assert (place.institution, place.units) == (asked.reference, 40)
    made = planning.plan(donor, "", "sembako", kampung.schedule(), institution=place.institution)
    assert (made.institution_id, made.quantity) == (household.pk, 40)
    consignments.arrive(coordinator, made.reference, kampung.receipt(40))
    (handout,) = kampung.handouts_of(made)
    assert (handout.household_id, handout.quantity) == (household.pk, 40)
    invariants.check_everything()


def test_receiver_confirms_and_a_new_time_is_confirmed_anew(donor: Person, rw_head: Person) -> None:
    kampung.portion([1] * 4)
    made = kampung.planned(donor, 2)
    assert consignments.confirm_slot(rw_head, made.reference).slot_confirmed_at is not None
    with pytest.raises(AidError):
        consignments.confirm_slot(donor, made.reference)
    moved = planning.reschedule(donor, made.reference, kampung.schedule(slot="morning"))
    assert (moved.slot, moved.slot_confirmed_at) == ("morning", None)


# A week that the donor chooses

SIX = [lists.household(number) for number in range(1, 7)]


def test_promise_and_plan_for_a_later_week_in_one_go(donor: Person) -> None:
    """Six a week: four are for the second week, and none of the first."""
    made = lists.verified(None, SIX, portions=3)
    schedule = kampung.schedule(day=lists.later(8).isoformat())
    sent = planning.pledge(
        donor, RW_901, "sembako", 4, schedule, portion=lists.later(7).isoformat()
    )
    assert sent.quantity == 4
    assert [portion.open for portion in lists.portions_of(made)] == [6, 2, 6]
    invariants.check_everything()


def test_day_outside_of_the_chosen_week_promises_nothing(donor: Person) -> None:
    lists.verified(None, SIX, portions=3)
    schedule = kampung.schedule(day=lists.later(1).isoformat())
    portion = lists.later(7).isoformat()
    wrong = refused(planning.pledge, donor, RW_901, "sembako", 4, schedule, portion=portion)
    assert wrong == {"day": "day_unsuited"}
    assert not Match.private.exists() and not Consignment.private.exists()


def test_what_waits_for_a_plan_tells_when_it_is_needed(donor: Person) -> None:
    lists.verified(None, SIX, portions=3)
    pledges.pledge_to_neighbourhood(donor, RW_901, "sembako", 2, lists.later(7))
    (waiting,) = plannable(donor)
    assert (waiting.day, waiting.slot) == (lists.later(7), "")
