"""Maps to move about in: what their scripts are told, and what a page may use for them."""

import re

import pytest
from django.test import Client

from frontend import live_maps
from geo.official import official_regions
from people.person import Person
from tests.factories import CITY, ELSEWHERE, HOME, RW_901
from tests.frontend.browsers import browser_of

pytestmark = pytest.mark.django_db

ISLANDS, PROVINCE = "31.01", "31"


def box_in(page: str) -> list[float]:
    found = re.search(r'data-box="([^"]+)"', page)
    assert found
    return [float(side) for side in found[1].split(",")]


@pytest.mark.parametrize("code", [PROVINCE, CITY, HOME, ISLANDS])
def test_map_holds_its_region_and_little_else(client: Client, code: str) -> None:
    page = client.get("/" if code == PROVINCE else f"/region/{code}/").content.decode()
    west, south, east, north = box_in(page)
    inside = [
        region.point
        for each, region in official_regions().regions.items()
        if region.level == "kelurahan" and f"{each}.".startswith(f"{code}.")
    ]
    if code == PROVINCE:
        inside = [point for point in inside if point.y < -6.0]
    assert all(west < point.x < east and south < point.y < north for point in inside)
    for side, points in ((west, "x"), (south, "y")):
        outermost = min(getattr(point, points) for point in inside)
        assert outermost - side == pytest.approx(live_maps.MARGIN, abs=1e-3)


def test_public_map_waits_until_somebody_asks_for_it(client: Client) -> None:
    """It weighs more than all the rest of the page."""
    page = client.get("/").content.decode()
    assert 'data-map="asked"' in page
    assert "map_view.js" not in "".join(re.findall(r"<script[^>]*>", page))


def test_pages_with_a_map_may_use_its_worker_and_no_other_host(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert re.search(r"connect-src 'self'( wss?://testserver)*;", policy)
    assert "worker-src" not in client.get("/how/")["Content-Security-Policy"]


def test_another_map_beneath_is_named_and_let_in(client: Client, settings: object) -> None:
    settings.BASEMAP = "https://tiles.example/{z}/{x}/{y}.png"  # type: ignore[attr-defined]
    settings.BASEMAP_CREDIT = "© Somebody"  # type: ignore[attr-defined]
    page = client.get("/").content.decode()
    assert 'data-basemap="https://tiles.example/{z}/{x}/{y}.png"' in page
    assert "© Somebody" in page
    assert live_maps.map_policy()["connect-src"] == ["https://tiles.example"]


def test_board_opens_its_map_at_once(coordinator: Person) -> None:
    page = browser_of(coordinator).get(f"/board/{HOME}/map/").content.decode()
    assert 'data-map="now"' in page
    assert f'data-own="{HOME}"' in page


def test_rw_has_the_map_of_its_kelurahan(rw_head: Person) -> None:
    browser = browser_of(rw_head)
    assert "data-box" in browser.get(f"/board/{RW_901}/map/").content.decode()
    assert browser.get(f"/board/{HOME}/map/").status_code == 403


def test_stranger_sees_no_board_s_map(coordinator: Person) -> None:
    assert browser_of(coordinator).get(f"/board/{ELSEWHERE}/map/").status_code == 403
