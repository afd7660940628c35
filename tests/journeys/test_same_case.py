"""Two people act on the same case at the same time: one of them is told what happened instead."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.actions import deliveries, matches, offers, verification
from aid.demo.people import make_coordinator, make_person
from aid.models import Match
from people.models import User
from people.queries import person_of
from tests import factories, invariants
from tests.database import Copy
from tests.journeys.conftest import Window, Windows
from tests.journeys.test_one_package import KAPUK, LIVE, PASSWORD, ask, press

pytestmark = pytest.mark.browser


@pytest.fixture
def offices(committed_db: Copy, settings: Any) -> list[User]:
    settings.DEMO = True
    made = [make_person(f"kapuk-{n}@contoh.test", f"Petugas Contoh {n}", PASSWORD) for n in (1, 2)]
    for user in made:
        make_coordinator(user, KAPUK)
    return made


def test_second_office_is_told_that_the_first_was_quicker(
    offices: list[User], window: Windows
) -> None:
    reference = ask(window.open())
    first, second = (at_the_request(window, n, reference) for n in (1, 2))
    # The second one begins to write a reason, so that the page waits with what is new.
    second.page.locator("summary", has_text="Tidak bisa").click()
    second.page.locator("[name=reason]").fill("Contoh: sudah dibantu.")

    first.page.locator("summary", has_text="Tidak bisa").click()
    first.page.locator("[name=reason]").fill("Contoh: pindah rumah.")
    press(first, "refuse")
    expect(first.page.locator("main")).to_contain_text("Tidak diterima")
    waits = second.page.locator("[data-live-status]")
    expect(waits).to_contain_text("Ada yang berubah", timeout=LIVE)
    press(second, "verify")

    # Nothing was checked: it says what became of it, and shows no such button any more.
    expect(second.page.get_by_role("alert")).to_be_visible()
    expect(second.page.locator("form[action$='/verify/']")).to_have_count(0)
    expect(second.page.locator(".timeline")).not_to_contain_text("Contoh: sudah dibantu.")


def at_the_request(window: Windows, number: int, reference: str) -> Window:
    office = window.open(1280)
    office.sign_in(f"kapuk-{number}@contoh.test", PASSWORD)
    office.go(f"/board/requests/{reference}/")
    return office


def test_household_confirms_while_the_donor_gives_up(offices: list[User], window: Windows) -> None:
    """The donor's page still offers to give the delivery up; the household's word came first."""
    resident = window.open()
    reference = ask(resident)
    donor = window.open()
    make_person("donatur@contoh.test", "Donatur Contoh", PASSWORD)
    donor.sign_in("donatur@contoh.test", PASSWORD)
    match = set_out(reference, person_of(offices[0]))
    # The donor's page is told of nothing that happens meanwhile.
    donor.page.route_web_socket("**/ws/**", lambda _: None)
    donor.go(f"/deliveries/{match.reference}/")
    resident.page.reload()
    resident.page.locator("form[action$='/confirm/'] button").first.click()
    expect(resident.page.locator(".steps .step").last).to_have_class(re.compile("step-done"))
    donor.page.locator("#cancel summary").click()
    press(donor, "cancel")
    expect(donor.page.locator("main")).to_contain_text("sudah diterima", ignore_case=True)
    assert factories.fresh_match(match.pk).confirmed_at is not None
    invariants.check_everything()


def set_out(reference: str, officer: Any) -> Match:
    """The donor's only match is on its way to the household."""
    donor = person_of(User.objects.latest("pk"))
    verification.verify(officer, reference)
    offer = offers.publish(donor, offers.Given("sembako", 1, KAPUK, radius=5))
    made = matches.propose_by_hand(officer, reference, offer.reference, 1)
    matches.accept(donor, made.reference)
    deliveries.start(donor, made.reference)
    return made
