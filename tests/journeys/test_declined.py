"""A donor declines, and somebody else brings it: what each of them reads."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.demo.people import make_coordinator, make_person
from tests.database import Copy
from tests.journeys.conftest import Window, Windows
from tests.journeys.test_one_package import KAPUK, LIVE, PASSWORD, ask, press, publish_offer, step

pytestmark = pytest.mark.browser


@pytest.fixture
def people(committed_db: Copy, settings: Any) -> None:
    settings.DEMO = True
    make_coordinator(make_person("kapuk@contoh.test", "Petugas Contoh", PASSWORD), KAPUK)
    for name in ("satu", "dua"):
        make_person(f"{name}@contoh.test", f"Donatur {name.title()} Contoh", PASSWORD)


def test_declined_it_is_offered_to_somebody_else(people: None, window: Windows) -> None:
    coordinator = window.open(1280)
    coordinator.sign_in("kapuk@contoh.test", PASSWORD)
    first = giving(window, "satu")
    resident = window.open()
    reference = ask(resident)
    coordinator.go(f"/board/{KAPUK}/")
    card = coordinator.page.locator(f"[data-live-item='{reference}']")
    card.locator("form[action$='/verify/'] button").click()
    expect(card).to_have_count(0, timeout=LIVE)

    proposal = first.page.locator("[data-live-item^='M-']").first
    expect(proposal).to_be_visible(timeout=LIVE)
    proposal.locator("a").first.click()
    first.page.select_option("#why", "too_far")
    press(first, "decline")

    # The household reads what happens next, and of no refusal.
    phase = resident.page.locator("main")
    expect(phase).to_contain_text("Kami sedang mencari donatur", timeout=LIVE)
    expect(phase).not_to_contain_text("terlalu jauh")
    coordinator.go(f"/board/requests/{reference}/")
    expect(coordinator.page.locator("main")).to_contain_text("(terlalu jauh)")

    second = giving(window, "dua")
    proposal = second.page.locator("[data-live-item^='M-']").first
    expect(proposal).to_be_visible(timeout=LIVE)
    proposal.locator("a").first.click()
    press(second, "accept")
    expect(step(resident, 3)).to_have_class(re.compile("step-done"), timeout=LIVE)


def giving(window: Windows, name: str) -> Window:
    donor = window.open()
    donor.sign_in(f"{name}@contoh.test", PASSWORD)
    publish_offer(donor)
    donor.go("/deliveries/")
    return donor
