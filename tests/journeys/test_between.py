"""Household and donor write to each other and show what was brought, in two real browsers."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.models import Match
from aid.rules import MatchStatus
from people.person import Person
from tests import factories
from tests.aid.pictures import jpeg
from tests.database import Copy
from tests.factories import household_of, match_at
from tests.frontend.browsers import browser_of
from tests.journeys.conftest import SITE_KEY, Window, Windows

pytestmark = pytest.mark.browser


@pytest.fixture
def match(committed_db: Copy, settings: Any) -> Match:
    settings.SECRET_KEY = SITE_KEY  # sessions are signed with it
    return match_at(MatchStatus.ON_THE_WAY)


def at(window: Window, person: Person, path: str) -> Window:
    """The window with the session of ``person``, at ``path``."""
    cookie = {"name": "sessionid", "value": browser_of(person).cookies["sessionid"].value}
    window.page.context.add_cookies([{**cookie, "url": window.site.url}])  # type: ignore[list-item]
    window.go(path)
    return window


def test_message_appears_without_reloading_and_a_photo_is_shown(
    match: Match, window: Windows, tmp_path: Path
) -> None:
    talk = f"/matches/{match.reference}/messages/"
    household = at(window.open(), household_of(match.request), talk).page
    donor = at(window.open(), factories.donor_of(match), talk).page
    donor.wait_for_timeout(500)  # both sockets are open
    donor.fill("#text", "Saya tiba pukul empat")
    donor.click("#write button")
    expect(household.locator(".said")).to_contain_text("Saya tiba pukul empat")
    expect(donor.locator(".said-own")).to_contain_text("dibaca")

    photo = tmp_path / "foto.jpg"
    photo.write_bytes(jpeg((900, 600)))
    donor.goto(f"{window._site.url}/matches/{match.reference}/photos/")
    donor.set_input_files("#photo", str(photo))
    donor.get_by_role("button", name="Tambah", exact=True).click()
    shown = donor.locator(".album img")
    expect(shown).to_have_count(1)
    expect(shown).to_have_js_property("naturalWidth", 900)
    household.goto(f"{window._site.url}/requests/{match.request.reference}/")
    expect(household.locator(".between")).to_contain_text("Foto 1")
    for page in (household, donor):
        width = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(width) <= 0
