"""What is told of neighbourhoods: hourly, of many, and never what follows from a difference."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import confirmation, deliveries, requests
from aid.actions.neighbourhood_figures import count_neighbourhoods
from aid.models import Match, NeighbourhoodFigure, Request
from aid.queries.figures import neighbourhoods_told
from aid.rules import MatchStatus
from geo.actions.neighbourhoods import add_neighbourhood
from geo.models import Region
from tests import factories
from tests.factories import HOME, RW_901, in_rw_901, verified

pytestmark = pytest.mark.django_db

SECOND = f"{HOME}.902"


def told(code: str = RW_901) -> dict[str, int | None] | None:
    return neighbourhoods_told(HOME).get(code, {}).get("sembako")


def count() -> int:
    return factories.count_neighbourhoods()


def in_second_rw(households: int) -> list[Request]:
    home = Region.objects.get(code=HOME)
    if not Region.objects.filter(code=SECOND).exists():
        add_neighbourhood(HOME, rw_number=902, point=home.point)
    return [verified(region=SECOND) for _ in range(households)]


@pytest.mark.parametrize(("households", "shown"), [(9, False), (10, True)])
def test_ten_households_must_ask(households: int, shown: bool) -> None:
    in_rw_901(households)
    count()
    assert (told() is not None) == shown


def test_ten_households_count_over_all_kinds_of_aid() -> None:
    in_rw_901(6)
    in_rw_901(4, category="meal")
    count()
    assert set(neighbourhoods_told(HOME)[RW_901]) == {"sembako"}


def test_numbers_are_rounded_and_small_ones_left_out() -> None:
    """11 households with 4: 44. Five got theirs confirmed: 20; four have it delivered."""
    made = in_rw_901(11)
    for request in made[:5]:
        factories.match_at(MatchStatus.CONFIRMED, None, request)
    for request in made[5:9]:
        factories.match_at(MatchStatus.DELIVERED, None, request)
    in_rw_901(10, category="meal")  # so that ten households still ask
    count()
    assert told() == {
        "requests": 10, "asked": 45, "proposed": None, "promised": None, "on_the_way": None,
        "delivered": None, "confirmed": 20, "unmet": None,
    }  # fmt: skip


def test_new_number_blends_the_changes_of_five_households() -> None:
    """12 ask, 10 told. Four more are 16 and stay untold; with a fifth it is 17, told as 15."""
    in_rw_901(12)
    assert count() == 1
    in_rw_901(4)
    assert (count(), told()["requests"]) == (0, 10)  # type: ignore[index]
    in_rw_901(1)
    assert (count(), told()["requests"]) == (1, 15)  # type: ignore[index]


def test_neighbourhood_is_told_of_until_five_of_its_households_changed() -> None:
    """Of ten, one leaves: that it went would be seen."""
    made = in_rw_901(10)
    count()
    for request in made[:4]:
        requests.withdraw(factories.household_of(request), request.reference)
    count()
    assert told() is not None
    requests.withdraw(factories.household_of(made[4]), made[4].reference)
    count()
    assert told() is None


def test_donor_cannot_bring_about_a_new_number() -> None:
    """Pledged, handed over, but confirmed by nobody: these are the donor's own changes."""
    made = in_rw_901(12)
    count()
    donor = factories.a_donor()
    for request in made[:8]:
        match = factories.pledged(request, 4, donor)
        deliveries.start(donor, match.reference)
        deliveries.deliver(donor, match.reference)
    assert count() == 0
    for match in Match.private.filter(donor_id=donor.user_id)[:5]:
        confirmation.confirm(factories.household_of(match.request), match.reference)
    assert count() == 1


def test_nothing_is_told_that_leaves_a_small_rest_of_the_kelurahan() -> None:
    """Kapuk's number less RW 901's would be the two households elsewhere."""
    in_rw_901(12)
    in_second_rw(2)
    count()
    assert told() is None


def test_rest_of_five_households_may_be_known() -> None:
    in_rw_901(12)
    in_second_rw(5)
    count()
    assert told() is not None
    assert told(SECOND) is None


def test_small_number_elsewhere_hides_that_number_alone() -> None:
    """Six confirmed in RW 901, one elsewhere, where six ask."""
    for request in in_rw_901(16)[:6]:
        factories.match_at(MatchStatus.CONFIRMED, None, request)
    factories.match_at(MatchStatus.CONFIRMED, None, in_second_rw(6)[0])
    count()
    assert told() is not None
    assert told()["confirmed"] is None  # type: ignore[index]


def test_declared_need_is_not_among_what_households_ask() -> None:
    factories.declared(500)
    in_rw_901(10)
    count()
    assert told()["asked"] == 40  # type: ignore[index]


def test_what_changes_after_the_count_is_left_for_the_next() -> None:
    in_rw_901(10)
    assert count_neighbourhoods(timezone.now() - timedelta(hours=1)) == 0
    assert not NeighbourhoodFigure.private.exists()


def test_submitted_requests_are_no_change() -> None:
    for _ in range(10):
        factories.submitted(region=RW_901)
    assert count() == 0
