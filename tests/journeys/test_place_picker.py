"""Kelurahan and RW in one field: by the keyboard alone, on a slow network, and without a script."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from aid.models import Request
from tests import factories
from tests.database import Copy
from tests.factories import HOME, RW_901
from tests.journeys.asking import send_request
from tests.journeys.conftest import Window, Windows
from tests.journeys.test_one_package import fill_request

pytestmark = pytest.mark.browser

KAPUK = "Kapuk, Cengkareng, Jakarta Barat"


@pytest.fixture
def form(committed_db: Copy, window: Windows) -> Window:
    """The form for asking, where RW 901 of Kapuk is listed."""
    factories.rw_901()
    opened = window.open()
    opened.go("/ask/")
    return opened


def active(page: Page) -> str:
    """What a screen reader is told to be chosen among what is suggested."""
    option = page.locator("#kelurahan").get_attribute("aria-activedescendant")
    return page.locator(f"#{option}").inner_text() if option else ""


def top_of_next(page: Page) -> float:
    """On the page, however far it is scrolled."""
    return float(page.locator("#rt").evaluate("it => it.getBoundingClientRect().top + scrollY"))


def test_a_place_is_chosen_by_the_keyboard_alone(form: Window) -> None:
    page, keys = form.page, form.page.keyboard
    field, options = page.locator("#kelurahan"), page.get_by_role("option")
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.focus()
    before = top_of_next(page)
    keys.type("kapuk 901", delay=30)
    expect(options.first).to_have_text(f"RW 901, {KAPUK}")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert top_of_next(page) == before
    assert active(page) == ""

    keys.press("ArrowDown")
    assert active(page) == f"RW 901, {KAPUK}"
    keys.press("ArrowDown")
    assert "Kapuk Muara" in active(page)
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(field).to_have_value(KAPUK)
    expect(page.locator("#rw")).to_have_value("901")
    expect(page.locator("#region")).to_have_value(HOME)
    expect(page.locator("#kelurahan-said")).to_have_text(f"Dipilih: RW 901, {KAPUK}")
    expect(field).to_be_focused()
    assert page.url.endswith("/ask/")

    # Escape closes what is suggested and leaves what was typed.
    field.fill("")
    keys.type("cengka", delay=30)
    expect(options.first).to_be_visible()
    keys.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("cengka")
    keys.press("ArrowDown")
    expect(options.first).to_be_visible()
    keys.press("Tab")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_what_is_suggested_can_be_tapped_and_is_sent(form: Window) -> None:
    page = form.page
    fill_request(form)
    page.locator("#kelurahan").fill("")
    page.locator("#kelurahan").press_sequentially("kapok 901")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box is not None and box["height"] >= 44
    option.click()
    send_request(page)
    assert Request.private.filter(region=RW_901).count() == 1


def test_on_a_slow_network_only_the_last_question_is_answered(form: Window) -> None:
    page, asked = form.page, list[str]()

    def slowly(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            return  # never answered: it is taken back
        route.continue_()

    page.route(re.compile("/ask/places/"), slowly)
    with page.expect_event("requestfailed"):
        page.locator("#kelurahan").press_sequentially("ka")
        page.wait_for_timeout(400)
        page.locator("#kelurahan").press_sequentially("puk muara")
    expect(page.get_by_role("option")).to_have_text(["Kapuk Muara, Penjaringan, Jakarta Utara"])
    assert len(asked) == 2


def test_without_a_script_the_rw_may_stand_behind_the_kelurahan(
    committed_db: Copy, window: Windows
) -> None:
    factories.rw_901()
    resident = window.open(scripts=False)
    resident.go("/ask/")
    fill_request(resident)
    resident.page.fill("#kelurahan", "kapok 901")
    resident.page.click("form.ask button.btn-main")
    # Nothing is called so: what may be meant is asked, and the rest stays as it was.
    resident.page.get_by_label(KAPUK).check()
    send_request(resident.page)
    assert Request.private.filter(region=RW_901).count() == 1


def test_a_donor_chooses_where_to_look(committed_db: Copy, window: Windows) -> None:
    donor = window.open()
    donor.go("/give/need/")
    donor.page.locator("#place").press_sequentially("tjengkareng tim")
    donor.page.get_by_role("option").first.click()
    donor.page.get_by_role("button", name="Urutkan").click()
    donor.page.wait_for_url("**/give/need/?*Cengkareng*")
    expect(donor.page.locator("main")).to_contain_text("Cengkareng Timur")
