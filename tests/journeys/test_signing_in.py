"""Signing in with a real browser: by a code sent to the phone, and with a passkey."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from people.accounts import create_account
from people.models import Membership
from people.person import Role
from tests.database import Copy
from tests.journeys.conftest import Window, Windows

KAPUK = "31.73.01.1005"
LOGIN, PASSWORD = "petugas@kapuk.test", "only-for-this-test"
PHONE = "0812 3456 7890"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

pytestmark = pytest.mark.browser


def test_newcomer_signs_in_with_phone_and_code(window: Windows) -> None:
    newcomer = window.open()
    newcomer.go("/sign-in/?next=/my/requests/")
    newcomer.page.fill("#phone", PHONE)
    newcomer.page.press("#phone", "Enter")
    expect(newcomer.page.locator("#code")).to_be_visible()
    newcomer.page.fill("#code", newest_code(window))
    newcomer.page.press("#code", "Enter")
    newcomer.page.fill("#name", "Siti Contoh")
    newcomer.page.press("#name", "Enter")
    expect(newcomer.page).to_have_url(re.compile("/my/requests/$"))
    expect(newcomer.page.locator("summary")).to_contain_text("Siti Contoh")


def newest_code(window: Windows) -> str:
    """As the page of the latest messages shows it."""
    other = window.open()
    other.go("/dev/messages/")
    found = re.search(r"\b\d{4} \d{4}\b", other.page.locator("main .card").first.inner_text())
    assert found is not None
    return found[0]


def test_office_sets_a_passkey_up_and_signs_in_with_it(committed_db: Copy, window: Windows) -> None:
    user = create_account(LOGIN, "Petugas Contoh", PASSWORD)
    Membership.objects.create(user=user, role=Role.COORDINATOR, region_id=KAPUK)
    coordinator = by_name(window.open())
    devtools = coordinator.page.context.new_cdp_session(coordinator.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page = coordinator.page

    coordinator.sign_in(LOGIN, PASSWORD)
    expect(page).to_have_url(re.compile("/security/$"))
    page.click("a[href='/security/passkey/']")
    page.click("[data-passkey] button")
    expect(page.locator(".codes li")).to_have_count(10)
    page.click("main a.btn-main")
    expect(page).to_have_url(re.compile(f"/board/{KAPUK}/$"))

    page.click("summary")
    page.click("form[action='/sign-out/'] button")
    coordinator.go("/sign-in/password/")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page).to_have_url(re.compile("/sign-in/second-factor/$"))
    page.click("[data-passkey] button")
    expect(page).to_have_url(re.compile(f"/board/{KAPUK}/$"))


def by_name(window: Window) -> Window:
    """The same window, at the site's name: passkeys belong to names, not to addresses."""
    site = replace(window.site, url=window.site.url.replace("127.0.0.1", "localhost"))
    return replace(window, site=site)
