"""Week 3 lacks 112 of 412 packages; a posko's 120 fill it, and week 4 gets nothing of the rest."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.demo.clock import at, days_ago
from aid.demo.kampung import households, promise, schedule, verified_list
from tests import invariants
from tests.database import Copy
from tests.journeys.conftest import Window, Windows
from tests.journeys.kampung import fits, signed_in, somebody
from tests.journeys.kampung_others import (
    Cast,
    begin_plan,
    cast_of,
    fill_plan,
    promise_all,
    reference_of,
    tick,
    tomorrow,
)

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

# The RW is farther from the posko than its donor goes: only a person can bring them together.
METRES = 1_500


@pytest.fixture
def cast(committed_db: Copy, settings: Any) -> Cast:
    return cast_of(settings, 901, METRES)


@pytest.fixture
def week(cast: Cast) -> str:
    """A list of 412 households in its third week of four, for which 300 packages are promised;
    its reference."""
    with at(days_ago(15, 10)):
        first_day = days_ago(14, 0).date()
        listed = verified_list(cast.kampung, households(412, 1_648), first_day, weeks=4)
    first = somebody("donatur-pertama").person
    promise(first, cast.kampung, 300, schedule(tomorrow()))
    return str(listed.reference)


def test_120_at_a_posko_fill_the_112_that_week_3_lacks(
    cast: Cast, week: str, window: Windows
) -> None:
    office = signed_in(window, cast.officer, f"/board/lists/{week}/")
    says_of_week(office, 3, "disanggupi 300 dari 412 paket, masih kurang 112 paket")

    donor = signed_in(window, cast.donor, "/give/posko/")
    posko = open_posko(donor)
    publish_offer(donor)

    propose_112(office)
    donor.go("/consignments/")
    begin_plan(donor, cast.kampung.region.code)
    fill_plan(donor, tomorrow(), "midday", "pickup", ["rice"])
    promise_all(donor)
    reference_of(donor)
    expect(donor.page.locator("h1")).to_contain_text("112 paket")

    office.go(f"/board/lists/{week}/")
    says_of_week(office, 3, "disanggupi 412 dari 412 paket, masih kurang 0 paket")
    says_of_week(office, 4, "disanggupi 0 dari 412 paket, masih kurang 412 paket")
    fits(office)
    donor.page.goto(posko)
    expect(donor.page.locator("main")).to_contain_text(
        "Paket sembako: 120 paket, 112 paket disanggupi, 8 paket masih tersedia"
    )
    fits(donor)
    invariants.check_everything()


def says_of_week(office: Window, number: int, told: str) -> None:
    portions = office.page.locator("li", has=office.page.locator("span.title"))
    week = portions.filter(has_text=re.compile(rf"^\s*{number}\. "))
    expect(week).to_contain_text(told)


def open_posko(donor: Window) -> str:
    """A posko in Kapuk; its page."""
    page = donor.page
    page.fill("[name=kelurahan]", "Kapuk, Cengkareng")
    page.fill("[name=name]", "Posko Contoh Kapuk")
    page.select_option("[name=lane]", "truck")
    page.fill("[name=custodian]", "Penjaga Contoh")
    page.click("main form button.btn-main")
    page.wait_for_url("**/posko/*/")
    return page.url


def publish_offer(donor: Window) -> None:
    """120 packages that lie there; the donor goes one kilometre."""
    donor.go("/give/offer/")
    page = donor.page
    tick(donor, "category", "sembako")
    page.fill("[name=quantity]", "120")
    tick(donor, "contents-sembako", "rice")
    page.select_option("[name=post]", index=1)
    page.select_option("[name=radius]", "1")
    tick(donor, "handover", "pickup")
    page.click("main form button.btn-main")
    page.wait_for_url("**/give/offers/*/")


def propose_112(office: Window) -> None:
    """On the page of week 3, to which the list leads."""
    office.page.get_by_role("link", name="masih kurang 112 paket").click()
    form = office.page.locator("form[action$='/match/']")
    expect(form.locator("[name=quantity]")).to_have_value("112")
    form.locator("button").click()
    expect(office.page.locator("[data-live-item^='M-']")).to_have_count(2)
