"""One staple food package, from the form to the household's own word, in four browsers."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from aid.demo.people import make_coordinator, make_person
from tests.database import Copy
from tests.journeys.asking import send_request
from tests.journeys.conftest import Window, Windows

KAPUK = "31.73.01.1005"
PASSWORD = "only-for-this-test"
LIVE = 30_000  # milliseconds until a page must have changed by itself

pytestmark = pytest.mark.browser


@pytest.fixture
def people(committed_db: Copy, settings: Any) -> None:
    settings.DEMO = True
    make_coordinator(make_person("kapuk@contoh.test", "Petugas Contoh", PASSWORD), KAPUK)
    make_person("donatur@contoh.test", "Donatur Contoh", PASSWORD)


def test_request_moves_from_form_to_confirmation_on_every_open_page(
    people: None, window: Windows
) -> None:
    public = window.open(1280)
    public.go("/region/31.73/")
    stay(public)

    coordinator = window.open(1280)
    coordinator.sign_in("kapuk@contoh.test", PASSWORD)
    coordinator.go(f"/board/{KAPUK}/")
    stay(coordinator)

    donor = window.open()
    donor.sign_in("donatur@contoh.test", PASSWORD)
    publish_offer(donor)
    donor.go("/deliveries/")
    stay(donor)

    resident = window.open()
    reference = ask(resident)
    stay(resident)

    # The coordinator's open board shows the request without a reload, and verifies it.
    card = coordinator.page.locator(f"[data-live-item='{reference}']")
    expect(card).to_be_visible(timeout=LIVE)
    expect(step(resident, 2)).not_to_have_class(re.compile("step-done"))
    card.locator("form[action$='/verify/'] button").click()
    expect(step(resident, 2)).to_have_class(re.compile("step-done"), timeout=LIVE)

    # The worker matches; the donor's open page shows the proposal, and the donor accepts.
    proposal = donor.page.locator("[data-live-item^='M-']").first
    expect(proposal).to_be_visible(timeout=LIVE)
    proposal.locator("a").first.click()
    press(donor, "accept")
    expect(step(resident, 3)).to_have_class(re.compile("step-done"), timeout=LIVE)
    code = resident.page.locator(".receipt-code .code").inner_text().replace(" ", "")

    press(donor, "start")
    expect(step(resident, 4)).to_have_class(re.compile("step-done"), timeout=LIVE)

    # A wrong code is refused and counted; the right one confirms.
    donor.page.fill("[name=code]", wrong(code))
    press(donor, "enter_code")
    expect(donor.page.locator("[name=code]")).to_be_visible()
    donor.page.fill("[name=code]", code)
    press(donor, "enter_code")
    expect(step(resident, 5)).to_have_class(re.compile("step-done"), timeout=LIVE)

    # Rp200.000 is one package's worth; the public page learned of it without a reload.
    expect(public.page.locator("main")).to_contain_text("Rp200.000", timeout=LIVE)
    for kept in (public, resident):
        assert stayed(kept)


def test_stranger_with_the_link_alone_learns_nothing(people: None, window: Windows) -> None:
    resident = window.open()
    resident.go("/ask/")
    fill_request(resident)
    send_request(resident.page)
    link = resident.page.locator("a.long").get_attribute("href")
    assert link is not None

    stranger = window.open()
    stranger.page.goto(link)
    expect(stranger.page.locator("main")).not_to_contain_text("Warga Contoh")
    stranger.page.fill("[name=code]", "000000")
    stranger.page.click("main button[type=submit], main form button.btn-main")
    expect(stranger.page.locator(".steps")).to_have_count(0)


def publish_offer(donor: Window) -> None:
    donor.go("/give/offer/")
    donor.page.check("[name=category][value=sembako]")
    donor.page.fill("[name=quantity]", "3")
    donor.page.fill("[name=kelurahan]", "Kapuk, Cengkareng")
    donor.page.select_option("[name=radius]", "5")
    donor.page.locator("main form button.btn-main").click()
    expect(donor.page).not_to_have_url(re.compile("/give/offer/$"))


def ask(resident: Window) -> str:
    """Ask for a package in Kapuk and open the household's own page; its reference."""
    resident.go("/ask/")
    fill_request(resident)
    send_request(resident.page)
    link = resident.page.locator("a.long").get_attribute("href")
    code = resident.page.locator(".receipt .code").inner_text().replace(" ", "")
    reference = resident.page.locator(".receipt strong.num").inner_text()
    assert link is not None
    resident.page.goto(link)
    resident.page.fill("[name=code]", code)
    resident.page.locator("main form button.btn-main").click()
    expect(resident.page.locator(".steps")).to_be_visible()
    return reference


def fill_request(resident: Window) -> None:
    page = resident.page
    page.check("[name=category][value=sembako]")
    page.check("[name=who][value=self]")
    page.fill("[name=people]", "4")
    page.check("[name=urgency][value='0']")
    page.fill("[name=kelurahan]", "Kapuk, Cengkareng")
    page.fill("[name=name]", "Warga Contoh")
    page.check("[name=consent]")


def step(resident: Window, number: int) -> Locator:
    """One of the five steps on the household's page."""
    return resident.page.locator(".steps .step").nth(number - 1)


def press(who: Window, verb: str) -> None:
    who.page.locator(f"form[action$='/{verb}/'] button").first.click()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def stay(who: Window) -> None:
    """Mark the loaded document: the mark is gone after a reload."""
    who.page.evaluate("window.stayed = true")


def stayed(who: Window) -> bool:
    return bool(who.page.evaluate("window.stayed === true"))
