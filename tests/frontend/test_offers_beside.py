"""What a coordinator reads beside a request before matching it by hand."""

import pytest

from aid.models import Request
from people.person import Person
from tests.factories import ELSEWHERE, HOME, proposed, published, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db


def page(person: Person, request: Request) -> str:
    browser = in_english(browser_of(person))
    return text(browser.get(f"/board/requests/{request.reference}/").content)


def test_coordinator_reads_how_many_offers_reach_the_place(coordinator: Person) -> None:
    request = verified()
    assert "No open offer reaches this place yet." in page(coordinator, request)
    published()
    assert "1 open offer reaches this place." in page(coordinator, request)
    published()
    assert "2 open offers reach this place." in page(coordinator, request)


def test_offer_outside_the_regions_is_counted_and_not_shown(coordinator: Person) -> None:
    request, hidden = verified(), published(region=ELSEWHERE, radius=30)
    shown = page(coordinator, request)
    assert "Outside your regions: 1, the nearest about" in shown
    assert hidden.reference not in shown


def test_offer_whose_donor_does_not_come_so_far_says_so(coordinator: Person) -> None:
    request = verified(latitude=-6.1200, longitude=106.7700)
    published(region=HOME, latitude=-6.1400, longitude=106.7700, radius=1)
    assert "beyond the donor's radius" in page(coordinator, request)


def test_way_to_a_household_is_told_in_half_kilometres_only(coordinator: Person) -> None:
    """500 m in a straight line; the reason says less than a kilometre, the board no more."""
    match = proposed()
    assert match.distance == 500
    request = match.request
    assert "500 m" not in page(coordinator, request)
    Request.private.filter(pk=request.pk).update(household=None)
    assert "500 m" in page(coordinator, request)
