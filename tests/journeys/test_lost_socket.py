"""The site goes away and comes back: an open page says so, then catches up by itself."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.actions import verification
from aid.demo.people import make_coordinator, make_person
from people.queries import person_of
from tests.database import Copy
from tests.journeys.conftest import Site, Windows
from tests.journeys.test_one_package import KAPUK, PASSWORD, ask, stay, stayed, step

pytestmark = pytest.mark.browser

# Milliseconds until a browser has noticed, or has tried to reach the site again.
PATIENCE = 60_000


def test_page_says_that_it_lost_the_site_and_catches_up(
    committed_db: Copy, settings: Any, site: Site, window: Windows
) -> None:
    settings.DEMO = True
    user = make_person("kapuk@contoh.test", "Petugas Contoh", PASSWORD)
    make_coordinator(user, KAPUK)
    resident = window.open()
    reference = ask(resident)
    stay(resident)
    line = resident.page.locator("[data-live-status]")
    expect(line).not_to_have_class(re.compile("lost"))

    assert site.web is not None
    site.web.stop()
    expect(line).to_have_class(re.compile("lost"), timeout=PATIENCE)
    expect(line).to_contain_text("terputus")
    # What happens meanwhile is told by nobody.
    verification.verify(person_of(user), reference)
    site.web.start()

    expect(step(resident, 2)).to_have_class(re.compile("step-done"), timeout=PATIENCE)
    expect(line).not_to_have_class(re.compile("lost"), timeout=PATIENCE)
    assert stayed(resident)
