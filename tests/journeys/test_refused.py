"""An office refuses a request with a reason; the household reads it where it follows it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from aid.demo.people import make_coordinator, make_person
from tests.database import Copy
from tests.journeys.conftest import Windows
from tests.journeys.test_one_package import KAPUK, LIVE, PASSWORD, ask, stay, stayed

pytestmark = pytest.mark.browser

REASON = "Permintaan yang sama sudah kami terima kemarin."


def test_household_reads_why_it_was_refused(
    committed_db: Copy, settings: Any, window: Windows
) -> None:
    settings.DEMO = True
    make_coordinator(make_person("kapuk@contoh.test", "Petugas Contoh", PASSWORD), KAPUK)
    resident = window.open()
    reference = ask(resident)
    stay(resident)

    office = window.open(1280)
    office.sign_in("kapuk@contoh.test", PASSWORD)
    office.go(f"/board/{KAPUK}/")
    card = office.page.locator(f"[data-live-item='{reference}']")
    card.locator("summary").click()
    # Without a reason nothing is refused.
    card.locator("form[action$='/refuse/'] button").click()
    expect(card).to_be_visible()
    card.locator("[name=reason]").fill(REASON)
    card.locator("form[action$='/refuse/'] button").click()
    expect(card).to_have_count(0)

    expect(resident.page.locator("main")).to_contain_text(REASON, timeout=LIVE)
    expect(resident.page.locator("form[action$='/withdraw/']")).to_have_count(0)
    assert stayed(resident)
