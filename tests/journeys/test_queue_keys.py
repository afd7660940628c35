"""The queue of a board by the keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aid.actions import verification
from aid.demo.people import make_coordinator, make_person
from aid.models import Event, Request
from aid.rules import RequestStatus
from frontend import queue
from tests import factories
from tests.database import Copy
from tests.factories import HOME
from tests.journeys.conftest import Window, Windows

PASSWORD = "only-for-this-test"
LIVE = 30_000  # milliseconds until a page must have changed by itself
REASON = "Sudah pindah ke luar kota"

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(committed_db: Copy, settings: Any) -> list[Request]:
    """Two more than a page of requests to check in Kapuk, each of another household, the first
    four urgent."""
    settings.DEMO = True
    make_coordinator(make_person("kapuk@contoh.test", "Petugas Kapuk", PASSWORD), HOME)
    return [asked(number) for number in range(queue.ON_A_PAGE + 2)]


def asked(number: int, **changes: object) -> Request:
    unlike = {"name": f"Siti Contoh {number}", "phone": f"0812 3456 {7000 + number}"}
    urgency = 0 if number < 4 else 2
    return factories.submitted(**{"urgency": urgency, **unlike, **changes}).request


def focused(page: Page) -> str:
    """The reference of the card that has the focus, itself or inside."""
    return str(
        page.evaluate("document.activeElement.closest('[data-live-item]')?.dataset.liveItem ?? ''")
    )


def status(request: Request) -> str:
    return factories.fresh(request).status


def test_queue_is_worked_through_without_a_mouse(waiting: list[Request], window: Windows) -> None:
    office = window.open(1280)
    office.sign_in("kapuk@contoh.test", PASSWORD)
    office.go(f"/board/{HOME}/")
    page, keys = office.page, office.page.keyboard
    expect(page.locator("#keys")).to_be_visible()
    first, second, third, fourth = waiting[:4]

    # Move, check: the focus goes on to the next one.
    keys.press("j")
    assert focused(page) == first.reference
    keys.press("ArrowDown")
    keys.press("k")
    assert focused(page) == first.reference
    keys.press("v")
    expect(page.locator(f"#card-{first.reference}")).to_have_count(0)
    expect(page.locator("[data-queue-said]")).to_contain_text("belum pasti")
    assert focused(page) == second.reference
    assert status(first) == RequestStatus.VERIFIED

    refuses_with_a_reason(page, second)
    reads_the_contact(page, third)
    sees_what_others_do(page, third, fourth)
    goes_on_below(page, waiting)
    ticks_many(page)
    switches_keys_off(office)


def test_what_was_perhaps_asked_twice_is_compared_first(
    waiting: list[Request], window: Windows
) -> None:
    first, second = waiting[0], asked(0, urgency=0)
    office = window.open(1280)
    office.sign_in("kapuk@contoh.test", PASSWORD)
    office.go(f"/board/{HOME}/")
    page, keys = office.page, office.page.keyboard
    keys.press("j")
    assert focused(page) == first.reference
    keys.press("v")
    page.wait_for_url("**/beside/**")
    assert status(first) == RequestStatus.SUBMITTED

    # Checked where both are seen.
    page.locator(f"#verify-{first.reference}").click()
    expect(page.locator(f"#verify-{first.reference}")).to_have_count(0)
    assert [status(first), status(second)] == [RequestStatus.VERIFIED, RequestStatus.SUBMITTED]


def refuses_with_a_reason(page: Page, request: Request) -> None:
    """Letters of the reason are letters, no keys."""
    page.keyboard.press("r")
    expect(page.locator(f"#reason-{request.reference}")).to_be_focused()
    page.keyboard.type(REASON)
    page.keyboard.press("Enter")
    expect(page.locator(f"#card-{request.reference}")).to_have_count(0)
    assert status(request) == RequestStatus.REFUSED
    assert factories.fresh(request).refusal == REASON


def reads_the_contact(page: Page, request: Request) -> None:
    assert focused(page) == request.reference
    page.keyboard.press("c")
    looked = page.locator(f"#card-{request.reference} [data-looked]")
    expect(looked).to_contain_text("Siti Contoh 2")
    assert focused(page) == request.reference
    assert Event.log.of_request(request.pk).filter(kind="see_contact").count() == 1


def sees_what_others_do(page: Page, here: Request, other: Request) -> None:
    """Somebody else checks a request, a new one comes: the page follows, the focus stays."""
    verification.verify(factories.office(HOME), other.reference)
    new = asked(99, urgency=0)
    expect(page.locator(f"#card-{other.reference}")).to_have_count(0, timeout=LIVE)
    expect(page.locator(f"#card-{new.reference}")).to_have_count(1, timeout=LIVE)
    assert focused(page) == here.reference


def goes_on_below(page: Page, waiting: list[Request]) -> None:
    """At the last card the next page comes."""
    left = page.locator("[data-queue] > *")
    shown = left.count()
    for _ in range(shown + 1):
        page.keyboard.press("j")
    expect(page.locator(f"#card-{waiting[-1].reference}")).to_have_count(1)


def ticks_many(page: Page) -> None:
    """Cards far from the screen have no fields, and are sent with the others where ticked."""
    sent = "new FormData(document.querySelector('#many')).getAll('ref').length"
    boxes = page.locator("[data-queue] [type=checkbox]")
    page.locator("[data-tick-all]").click()
    assert page.evaluate(sent) == min(queue.ON_A_PAGE, page.locator("[data-queue] > *").count())
    assert boxes.count() < queue.ON_A_PAGE
    page.locator("[data-tick-all]").click()
    assert page.evaluate(sent) == 0


def switches_keys_off(office: Window) -> None:
    page = office.page
    page.keyboard.press("?")
    expect(page.locator("#keys-open")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#keys-on")).not_to_be_checked()
    page.reload()
    expect(page.locator("#keys-on")).not_to_be_checked()
    page.keyboard.press("j")
    assert focused(page) == ""
