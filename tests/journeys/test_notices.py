"""A donor's phone says that something is new, in a real browser: from the button to the notice.

The browser's own push service is somebody else's server; a stand-in takes its place.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from messaging.actions import telling
from messaging.models import Subscription
from people.person import Person
from tests import factories
from tests.database import Copy
from tests.frontend.browsers import browser_of
from tests.journeys.conftest import SITE_KEY, Site, Window, Windows, running
from tests.messaging.stand_in import PushService, push_service

pytestmark = pytest.mark.browser

# What the browser's push service would do.
SUBSCRIBING = """
const made = SUBSCRIPTION;
const given = { ...made, toJSON: () => made, unsubscribe: async () => true };
PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
  localStorage.setItem("asked with", String(new Uint8Array(applicationServerKey).length));
  return given;
};
PushManager.prototype.getSubscription = async () =>
  localStorage.getItem("asked with") ? given : null;
"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/notices/");
  return (await worker.getNotifications()).map(({ title, body, data }) => [title, body, data]);
}"""


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture
def site(committed_db: Copy, tmp_path: Path, service: PushService, settings: Any) -> Iterator[Site]:
    settings.SECRET_KEY = SITE_KEY
    settings.PUSH_STAND_IN = service.origin
    stand_in = {"GANDENG_PUSH_STAND_IN": service.origin}
    with running(committed_db.url, tmp_path / "log", stand_in) as found:
        yield found


def signed_in(window: Window, person: Person) -> Page:
    cookie = {"name": "sessionid", "value": browser_of(person).cookies["sessionid"].value}
    window.page.context.add_cookies([{**cookie, "url": window.site.url}])  # type: ignore[list-item]
    return window.page


def deliver(page: Page, site: Site, said: Any) -> None:
    """As the browser's push service hands a message over, while no page of ours is there."""
    devtools = page.context.new_cdp_session(page)
    found: list[str] = []

    def note(event: Any) -> None:
        found.extend(
            each["registrationId"]
            for each in event["registrations"]
            if each["scopeURL"].endswith("/notices/")
        )

    devtools.on("ServiceWorker.workerRegistrationUpdated", note)
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    message = {"origin": site.url, "registrationId": found[-1], "data": json.dumps(said)}
    devtools.send("ServiceWorker.deliverPushMessage", message)
    page.wait_for_timeout(500)
    devtools.detach()


def first(service: PushService, seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while not service.got and time.monotonic() < deadline:
        time.sleep(0.1)
    assert service.got
    return service.got[0]


def test_phone_says_that_something_is_new_while_the_page_is_closed(
    committed_db: Copy, site: Site, service: PushService, window: Windows, engine: Browser
) -> None:
    donor, browser = factories.a_donor(), service.browser()
    opened = window.open()
    page = signed_in(opened, donor)
    page.context.grant_permissions(["notifications"], origin=site.url)
    page.context.add_init_script(
        SUBSCRIBING.replace("SUBSCRIPTION", json.dumps(browser.subscription))
    )
    opened.go("/deliveries/")
    page.get_by_role("button", name="Kabari saya di perangkat ini").click()
    expect(page.locator("[data-state]")).to_contain_text("Perangkat ini memberi tahu")
    assert page.evaluate("localStorage.getItem('asked with')") == "65"
    width = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(width) <= 0

    opened.go("/deliveries/")
    off = page.get_by_role("button", name="Jangan kabari saya lagi")
    expect(off).to_be_visible()

    factories.proposed(factories.verified(), factories.published(donor))
    telling.take_up(timezone.now())
    said = browser.read(first(service))
    assert said["page"] == "/deliveries/"

    deliver(page, site, said)
    assert page.evaluate(SHOWN) == []  # the page is open: it shows by itself what is new
    page.goto("about:blank")
    deliver(page, site, said)
    opened.go("/deliveries/")
    assert page.evaluate(SHOWN) == [["Gandeng", said["body"], "/deliveries/"]]

    off.click()
    expect(page.get_by_role("button", name="Kabari saya di perangkat ini")).to_be_visible()
    assert not Subscription.private.exists()


def test_no_button_where_the_browser_cannot(
    committed_db: Copy, site: Site, window: Windows
) -> None:
    opened = window.open()
    page = signed_in(opened, factories.a_donor())
    page.context.add_init_script("delete window.PushManager")
    opened.go("/deliveries/")
    page.wait_for_timeout(500)
    expect(page.locator("[data-notices]")).to_be_hidden()


def test_permission_is_asked_only_on_a_tap_and_a_no_is_said(
    committed_db: Copy, site: Site, window: Windows
) -> None:
    opened = window.open()
    page = signed_in(opened, factories.a_donor())
    asking = """
      window.asked = 0;
      Notification.requestPermission = async () => { window.asked += 1; return "denied"; };
    """
    page.context.add_init_script(asking)
    opened.go("/deliveries/")
    button = page.get_by_role("button", name="Kabari saya di perangkat ini")
    expect(button).to_be_visible()
    assert page.evaluate("window.asked") == 0
    button.click()
    expect(page.locator("[data-state]")).to_contain_text("tidak mengizinkannya")
    assert page.evaluate("window.asked") == 1
    expect(button).to_be_enabled()
    assert not Subscription.private.exists()
