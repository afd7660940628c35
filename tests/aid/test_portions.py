"""Portions of a list have counters of their own: what is left over never serves the next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions.pledges import pledge_to_neighbourhood
from aid.errors import NothingLeft, TooMuch
from aid.models import NeighbourhoodList
from aid.queries.figures import figures_of
from aid.queries.need import later_portions, neighbourhoods_in_need
from people.person import Person
from tests import invariants, lists
from tests.factories import HOME, RW_901

pytestmark = pytest.mark.django_db

# Six households, one package each, in three weeks.
SIX = [lists.household(number) for number in range(1, 7)]


def open_units(made: NeighbourhoodList) -> list[int]:
    return [portion.open for portion in lists.portions_of(made)]


def test_surplus_never_fulfils_next_week(donor: Person) -> None:
    made = lists.verified(None, SIX, portions=3)
    with pytest.raises(TooMuch) as refused:
        pledge_to_neighbourhood(donor, RW_901, "sembako", 7)
    # Told as rounded as everywhere.
    assert refused.value.facts["available"] == 5
    assert open_units(made) == [6, 6, 6]


def test_promise_takes_the_earliest_portion_with_room(donor: Person) -> None:
    made = lists.verified(None, SIX, portions=3)
    pledge_to_neighbourhood(donor, RW_901, "sembako", 4)
    assert open_units(made) == [2, 6, 6]
    with pytest.raises(TooMuch):
        pledge_to_neighbourhood(donor, RW_901, "sembako", 3)
    pledge_to_neighbourhood(donor, RW_901, "sembako", 2)
    assert open_units(made) == [0, 6, 6]
    pledge_to_neighbourhood(donor, RW_901, "sembako", 1)
    assert open_units(made) == [0, 5, 6]
    invariants.check_everything()


def test_named_day_takes_its_portion_alone(donor: Person) -> None:
    made = lists.verified(None, SIX, portions=3)
    (match,) = pledge_to_neighbourhood(donor, RW_901, "sembako", 5, lists.later(7))
    assert open_units(made) == [6, 1, 6]
    # The promise stands until the portion is over.
    assert match.offer.until == lists.portions_of(made)[1].until
    with pytest.raises(NothingLeft):
        pledge_to_neighbourhood(donor, RW_901, "sembako", 1, lists.later(8))


def test_portion_of_a_later_week_is_no_need_of_today() -> None:
    """Portions of six on the days 0, 7 and 14: the first is a need of now, the others later."""
    lists.verified(None, SIX, portions=3)
    now = timezone.now()
    (area,) = neighbourhoods_in_need(now, HOME)
    # 6 and 12, rounded to multiples of five.
    assert area.needs[0].quantity == 5
    # Each of the later ones rounded by itself.
    later = [(each.region.pk, each.day, each.quantity) for each in later_portions(now, HOME)]
    assert later == [(RW_901, lists.later(7), 5), (RW_901, lists.later(14), 5)]
    assert not later_portions(now, HOME, "meal")
    assert figures_of(RW_901)["sembako"].asked == 6
    assert figures_of(RW_901)["sembako"].unmet == 6


def test_portion_becomes_a_need_six_days_before() -> None:
    lists.verified(None, SIX, first_day=lists.later(14))
    now = timezone.now()
    assert not neighbourhoods_in_need(now, HOME)
    (area,) = neighbourhoods_in_need(now + timedelta(days=8), HOME)
    assert area.needs[0].quantity == 5


def test_what_is_promised_for_a_later_week_counts_as_asked(donor: Person) -> None:
    lists.verified(None, SIX, first_day=lists.later(14))
    assert figures_of(RW_901)["sembako"].asked == 0
    pledge_to_neighbourhood(donor, RW_901, "sembako", 4, lists.later(14))
    found = figures_of(RW_901)["sembako"]
    assert (found.asked, found.promised, found.unmet) == (4, 4, 0)
