"""The map, in a browser: opened by whoever wants it, told in words, by keys too."""

import re

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from geo.models import Region
from tests.factories import HOME, published, verified
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def opened(browser: Browser, site: Site, path: str, asked: list[str]) -> Page:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(site.url + path)
    page.get_by_role("button", name="Buka peta").click()
    page.locator(".live-map[data-state=open]").wait_for()
    assert faults == []
    return page


def test_map_tells_in_words_what_lies_in_its_middle(engine: Browser, site: Site) -> None:
    """7 packages are told as 5 of a kelurahan; nobody promised any, and one offer is a few."""
    verified(quantity=7)
    published()
    asked: list[str] = []
    page = opened(engine, site, f"/region/{HOME}/", asked)
    told = page.locator("[data-map-told]")
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("ArrowRight")
    name = Region.objects.get(pk=HOME).name
    expect(told).to_have_text(f"{name}: 100% belum ada donatur · beberapa tawaran")
    told.get_by_role("link").click()
    assert page.url == f"{site.url}/region/{HOME}/"
    assert all(each.startswith((site.url, "blob:")) for each in asked)
    assert any(re.search(r"/tiles/offers/\d+/", each) for each in asked)
