"""What a real browser says of the pages' content policy: nothing."""

from typing import Any

import pytest
from playwright.sync_api import Request, expect

from aid.demo.people import make_coordinator, make_person
from tests.database import Copy
from tests.factories import submitted
from tests.journeys.conftest import SITE_KEY, Window, Windows

KAPUK = "31.73.01.1005"
PASSWORD = "only-for-this-test"
PUBLIC = [
    "/",
    "/region/31.73/",
    "/how/",
    "/ask/",
    "/give/",
    "/give/need/",
    "/sign-in/",
    "/nowhere/",
]
OFFICE = [
    f"/board/{KAPUK}/",
    f"/board/{KAPUK}/figures/",
    f"/board/{KAPUK}/neighbourhoods/",
    "/give/offer/",
    "/deliveries/",
    "/my/requests/",
]
# Reported in the page as in the console, before any script of the page runs.
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def people(committed_db: Copy, settings: Any) -> None:
    settings.DEMO = True
    settings.SECRET_KEY = SITE_KEY  # codes are made from it
    make_coordinator(make_person("kapuk@contoh.test", "Petugas Contoh", PASSWORD), KAPUK)


class Listener:
    """Keeps what one window's browser complains of."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.console: list[str] = []
        window.page.add_init_script(LISTEN)
        window.page.on("console", self.hear)
        window.page.on("pageerror", lambda error: self.console.append(str(error)))

    def hear(self, message: Any) -> None:
        # An answer of 404 or 422 is an error to the console, and meant.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.console.append(f"{self.window.page.url}: {message.text}")

    def complaints(self) -> list[str]:
        return [*self.console, *self.window.page.evaluate("window.violations")]

    def go(self, path: str) -> None:
        self.window.go(path)
        self.window.page.wait_for_load_state("networkidle")
        complaints = self.complaints()
        assert not complaints, f"{path}: {complaints}"


def test_no_page_breaks_its_policy(people: None, window: Windows) -> None:
    public = Listener(window.open())
    public.window.page.context.grant_permissions(["geolocation"])
    public.window.page.context.set_geolocation({"latitude": -6.13, "longitude": 106.76})
    for path in PUBLIC:
        public.go(path)

    # The phone's place: the one feature that pages may use.
    public.go("/ask/")
    public.window.page.locator("[data-gps] button").click()
    expect(public.window.page.locator("#latitude")).to_have_value("-6.130000")
    assert public.complaints() == []

    office = Listener(window.open(1280))
    office.window.sign_in("kapuk@contoh.test", PASSWORD)
    for path in OFFICE:
        office.go(path)

    # The board's socket is let through, and what it tells is shown.
    office.go(f"/board/{KAPUK}/")
    request = submitted().request
    card = office.window.page.locator(f"[data-live-item='{request.reference}']")
    expect(card).to_be_visible(timeout=15_000)
    assert office.complaints() == []
    office.go(f"/board/requests/{request.reference}/")


def test_reference_of_the_api_works_under_the_policy(people: None, window: Windows) -> None:
    reader = Listener(window.open(1280))
    reader.go("/api/docs/")
    page = reader.window.page
    page.locator("#operations-tag-requests, .opblock-tag").first.wait_for()
    page.locator(".opblock-get .opblock-summary-control").first.click()
    page.locator(".try-out__btn").first.click()
    page.locator(".btn.execute").first.click()
    expect(page.locator(".responses-table.live-responses-table").first).to_contain_text("200")
    assert reader.complaints() == []


def test_what_breaks_the_policy_is_stopped_and_heard(people: None, window: Windows) -> None:
    reader = Listener(window.open())
    reader.go("/how/")
    page = reader.window.page
    page.evaluate(
        """() => {
          const injected = "<p onclick='window.hit = 1' style='color: red'>x</p>";
          document.body.insertAdjacentHTML("beforeend", injected);
          const script = document.createElement("script");
          script.textContent = "window.hit = 1";
          document.body.append(script);
        }"""
    )
    page.locator("p", has_text="x").last.click()
    assert page.evaluate("window.hit") is None
    heard = " ".join(reader.complaints())
    for directive in ("script-src-elem", "script-src-attr", "style-src-attr"):
        assert directive in heard


def test_secret_address_of_a_page_goes_nowhere_as_referer(people: None, window: Windows) -> None:
    receipt = submitted()
    resident = window.open()
    referers: list[str] = []

    def hear(request: Request) -> None:
        referers.append(request.all_headers().get("referer", ""))

    resident.page.on("requestfinished", hear)
    resident.go(f"/r/{receipt.token}/")
    resident.page.wait_for_load_state("networkidle")
    # The form still works: its Origin is not null.
    resident.page.fill("[name=code]", receipt.code)
    resident.page.locator("main form button.btn-main").click()
    expect(resident.page.locator(".steps")).to_be_visible()
    assert len(referers) >= 3
    assert not [referer for referer in referers if receipt.token in referer]
