"""The language is switched in the browser and stays, on pages and in what a script says."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Windows

pytestmark = pytest.mark.browser


def test_language_is_switched_and_stays(window: Windows) -> None:
    reader = window.open()
    page = reader.page
    reader.go("/give/need/?from=somewhere")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.get_by_role("button", name="English").click()
    # The same page again, in the other language.
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/give/need/?from=somewhere")

    reader.go("/ask/")
    expect(page.locator("h1")).to_have_text("Ask for aid")
    page.locator("form[data-ask] button.btn-main").click()
    expect(page.get_by_role("alert")).to_contain_text("need another look")

    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    reader.go("/ask/")
    expect(page.locator("h1")).to_have_text("Minta bantuan")
