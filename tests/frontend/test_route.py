"""The order of one's deliveries: a short way, over published points alone."""

import math
import re
from itertools import permutations

import pytest
from django.test import Client

from aid.rules import MatchStatus
from frontend.routes import length, route
from people.person import Person
from tests import factories, kampung
from tests.factories import ELSEWHERE, HOME, match_at, pledged, published, verified
from tests.frontend.browsers import browser_of, in_english, text

PAGE = "/deliveries/route/"
# Two rows of stops: who always goes to the nearest next crosses over.
LADDER = [(0.0, 3000.0), (1000.0, 0.0), (2500.0, 3000.0), (4000.0, 0.0), (5500.0, 3000.0)]


def test_way_is_as_short_as_any_over_a_few_stops() -> None:
    start = (0.0, 0.0)
    legs = route(start, LADDER)
    assert sorted(leg.index for leg in legs) == [0, 1, 2, 3, 4]
    shortest = min(length(start, LADDER, order) for order in permutations(range(5)))
    assert length(start, LADDER, [leg.index for leg in legs]) == pytest.approx(shortest, rel=0.05)


def test_legs_are_told_in_half_kilometres() -> None:
    (leg,) = route((0.0, 0.0), [(1234.0, 0.0)])
    assert leg.km == 1.0 and math.dist((0, 0), (1234, 0)) == 1234


def test_no_stops_make_no_way() -> None:
    assert route((0.0, 0.0), []) == []


@pytest.mark.django_db
def test_nearest_area_comes_first_and_each_once(donor: Person) -> None:
    published(donor)  # from Kapuk
    far = pledged(verified(region=ELSEWHERE), 1, donor)
    near = [pledged(verified(), 1, donor) for _ in range(2)]
    page = browser_of(donor).get(PAGE).content.decode()
    found = re.findall(r'href="/deliveries/(M-[^/]+)/"', page)
    assert found == [*(each.reference for each in near), far.reference]
    told = text(in_english(browser_of(donor)).get(PAGE).content)
    assert "1. Kapuk, Cengkareng" in told and "2. Tebet Timur, Tebet" in told and "3." not in told
    assert "straight lines" in told


@pytest.mark.django_db
def test_home_moves_nothing_on_the_way(donor: Person) -> None:
    """Two households of one kelurahan, far apart: the page is the same for both."""
    pages = []
    for latitude, longitude in ((-6.12, 106.74), (-6.15, 106.78)):
        giver = factories.a_donor()
        published(giver)
        match = pledged(verified(latitude=latitude, longitude=longitude), 1, giver)
        told = text(browser_of(giver).get(PAGE).content)
        pages.append(told.replace(match.reference, "M"))
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_what_is_answered_fetched_or_done_is_not_on_the_way(donor: Person) -> None:
    for status in (MatchStatus.PROPOSED, MatchStatus.DELIVERED, MatchStatus.CANCELLED):
        match_at(status, donor)
    fetched = published(donor, handover="pickup")
    factories.bring(factories.proposed(None, fetched), MatchStatus.ACCEPTED)
    assert "Nothing to bring right now." in text(in_english(browser_of(donor)).get(PAGE).content)


@pytest.mark.django_db
def test_consignment_is_one_stop(donor: Person) -> None:
    kampung.portion([1] * 4)
    sent = kampung.planned(donor, 2)
    page = browser_of(donor).get(PAGE).content.decode()
    assert page.count(f'href="/consignments/{sent.reference}/"') == 1
    assert "/deliveries/M-" not in page


@pytest.mark.django_db
def test_others_see_nothing_of_it(donor: Person, stranger: Person, client: Client) -> None:
    match = pledged(verified(region=HOME), 1, donor)
    assert match.reference not in browser_of(stranger).get(PAGE).content.decode()
    assert client.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"
