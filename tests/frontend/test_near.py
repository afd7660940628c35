"""Need nearby: the least served within bands of distance, between published points."""

import re

import pytest
from django.test import Client

from frontend.near import BANDS_KM, band
from people.person import Person
from tests.factories import ELSEWHERE, HOME, published, verified
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db

NEED = "/give/need/"
# Also in Cengkareng, some kilometres from Kapuk.
NEXT = "31.73.01.1001"


def order(browser: Client, query: str = "") -> list[str]:
    page = browser.get(f"{NEED}{query}").content.decode()
    return re.findall(r'<li><a href="/give/need/([\d.]+)/', page)


def test_nearest_band_comes_first_whatever_is_needed_elsewhere(client: Client) -> None:
    verified(quantity=90, region=ELSEWHERE)
    verified(quantity=5)
    assert order(client) == [ELSEWHERE, HOME]
    assert order(client, f"?near={HOME}") == [HOME, ELSEWHERE]
    assert order(client, f"?near={ELSEWHERE}") == [ELSEWHERE, HOME]


def test_distances_are_half_kilometres_between_published_points(client: Client) -> None:
    verified(quantity=5)
    verified(quantity=5, region=ELSEWHERE)
    told = text(in_english(client).get(f"{NEED}?near={HOME}").content)
    assert "Near Kapuk, Cengkareng, Jakarta Barat: what is about as far away" in told
    kilometres = re.findall(r"about ([\d.]+) km", told)
    assert kilometres and all(float(km) * 2 == int(float(km) * 2) for km in kilometres)


def test_place_is_chosen_by_name(client: Client) -> None:
    verified(quantity=5)
    verified(quantity=90, region=ELSEWHERE)
    assert order(client, "?place=kapuk") == [HOME, ELSEWHERE]


def test_name_that_nothing_has_is_told_at_its_field(client: Client) -> None:
    page = client.get(f"{NEED}?place=Entah%3Cb%3E").content.decode()
    assert 'id="place-wrong"' in page and 'value="Entah&lt;b&gt;"' in page


def test_newest_offer_says_from_where_unless_the_whole_city_is_asked_for(donor: Person) -> None:
    verified(quantity=5)
    verified(quantity=90, region=ELSEWHERE)
    browser = browser_of(donor)
    assert order(browser) == [ELSEWHERE, HOME]
    published(donor)
    assert order(browser) == [HOME, ELSEWHERE]
    assert order(browser, "?near=all") == [ELSEWHERE, HOME]
    assert "near=all" in browser.get(f"{NEED}?near=all&category=sembako").content.decode()


@pytest.mark.parametrize("near", ["31.73", "31.73.01.1005.901", "x", "", "%00", "31" * 200])
def test_what_is_no_kelurahan_sorts_by_the_whole_city(client: Client, near: str) -> None:
    verified(quantity=5)
    assert order(client, f"?near={near}") == [HOME]


def test_whose_offer_it_was_shows_to_nobody_else(donor: Person, client: Client) -> None:
    published(donor)
    assert "Kapuk" not in text(client.get(NEED).content)


def test_bands_widen_with_the_distance() -> None:
    assert [band(km) for km in (0, *BANDS_KM, 50)] == [0, 0, 1, 2, 3]
