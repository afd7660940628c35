"""A household whose browser runs no scripts asks, keeps its receipt, follows and confirms."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.demo.people import make_coordinator, make_person
from people.queries import person_of
from tests.database import Copy
from tests.journeys.conftest import Windows
from tests.journeys.test_one_package import KAPUK, PASSWORD, ask, step
from tests.journeys.test_same_case import set_out

pytestmark = pytest.mark.browser


def test_household_needs_no_scripts(committed_db: Copy, settings: Any, window: Windows) -> None:
    settings.DEMO = True
    officer = make_person("kapuk@contoh.test", "Petugas Contoh", PASSWORD)
    make_coordinator(officer, KAPUK)
    resident = window.open(scripts=False)
    reference = ask(resident)
    expect(step(resident, 1)).to_have_class(re.compile("step-done"))

    make_person("donatur@contoh.test", "Donatur Contoh", PASSWORD)
    set_out(reference, person_of(officer))
    # No script tells what is new: a link does.
    resident.page.locator("[data-live-status] a").click()
    expect(step(resident, 4)).to_have_class(re.compile("step-done"))
    resident.page.locator("form[action$='/confirm/'] button").first.click()
    expect(step(resident, 5)).to_have_class(re.compile("step-done"))
    expect(resident.page.locator("form[action$='/confirm/']")).to_have_count(0)
