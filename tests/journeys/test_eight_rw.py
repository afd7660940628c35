"""One donor gives 5,000 packages to eight RW: one press for each."""

from typing import Any

import pytest
from playwright.sync_api import expect

from aid.demo.kampung import Kampung
from aid.demo.scenes import proposed_to_eight_rw
from tests import invariants
from tests.aid.papers import texts
from tests.database import Copy
from tests.journeys.conftest import SITE_KEY, Window, Windows
from tests.journeys.kampung import Somebody, fits, signed_in, somebody
from tests.journeys.kampung_others import begin_plan, fill_plan, promise_all, reference_of, tomorrow

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture
def donor(committed_db: Copy, settings: Any) -> Somebody:
    settings.DEMO, settings.SECRET_KEY = True, SITE_KEY
    return somebody("donatur")


@pytest.fixture
def eight(donor: Somebody) -> list[tuple[str, Kampung]]:
    return proposed_to_eight_rw(donor.person, somebody("jakut", "31.72").person)


def test_5000_packages_go_to_eight_rw_by_eight_presses(
    donor: Somebody, eight: list[tuple[str, Kampung]], window: Windows
) -> None:
    phone = signed_in(window, donor, "/consignments/")
    expect(phone.page.locator("[data-live-item$='-sembako-']")).to_have_count(8)
    presses = 0
    for lane, kampung in eight:
        begin_plan(phone, kampung.region.code)
        fill_plan(phone, tomorrow(), "morning", "truck", ["rice"])
        if lane == "motorbike":
            refused_for_its_lane(phone)
            phone.page.select_option("[name=vehicle]", "motorbike")
        promise_all(phone)
        presses += 1
        reference = reference_of(phone)
        if lane == "motorbike":
            look_at_waybill(phone, reference)
        phone.go("/consignments/")
    assert presses == 8
    expect(phone.page.locator("[data-totals]")).to_have_text(
        "5.000 paket · Paket sembako · 8 kiriman"
    )
    expect(phone.page.locator("[data-live-item^='K-']")).to_have_count(8)
    fits(phone)
    invariants.check_everything()


def refused_for_its_lane(phone: Window) -> None:
    promise_all(phone)
    refusal = phone.page.locator("#vehicle-wrong, .wrong", has_text="sepeda motor").first
    expect(refusal).to_be_visible()
    fits(phone)


def look_at_waybill(phone: Window, reference: str) -> None:
    """The surat jalan of the last RW, as it is printed."""
    with phone.page.expect_download() as started:
        phone.page.click(f"a[href$='/{reference}/waybill/']")
    pdf = started.value.path().read_bytes()
    assert pdf.startswith(b"%PDF")
    text = " ".join(texts(pdf)).lower()
    for told in ("surat jalan", reference.lower(), "625", "rw 911", "sepeda motor"):
        assert told in text
    fits(phone)
