"""An RW's evening on its four screens, on one phone: a check, a household's yes, a kiriman that
comes, its hand-out and what was not fetched."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from aid.models import Handout
from aid.rules import HandoutStatus, MatchStatus, RequestStatus
from tests import factories
from tests import kampung as goods
from tests.database import Copy
from tests.factories import RW_901, fresh, fresh_match
from tests.journeys import kampung
from tests.journeys.conftest import Window, Windows
from tests.journeys.kampung import Kampung, fits

pytestmark = pytest.mark.browser


@pytest.fixture
def people(committed_db: Copy, settings: Any) -> Kampung:
    return kampung.made(settings)


def tab(who: Window, name: str) -> Locator:
    return who.page.locator(".dock a").filter(has_text=name)


def counts(who: Window) -> list[str]:
    return [text.strip() for text in who.page.locator(".dock-count").all_inner_texts()]


def above_the_dock(who: Window, control: Locator) -> None:
    """It can be tapped without moving anything away."""
    control.scroll_into_view_if_needed()
    box, dock = control.bounding_box(), who.page.locator(".dock").bounding_box()
    assert box is not None and dock is not None
    assert box["y"] + box["height"] <= dock["y"]
    assert box["height"] >= 44


def test_an_evening_at_the_rw(people: Kampung, window: Windows) -> None:
    unlike = {"name": "Rini Contoh", "phone": "0812 1"}
    waiting = factories.submitted(region=RW_901, urgency=0, **unlike).request
    promised = factories.pledged(factories.in_rw_901(1)[0])
    goods.portion([1] * 3)

    # Whoever heads the RW begins here; the screens keep up by themselves.
    head = window.open()
    head.sign_in(people.head.login, kampung.PASSWORD)
    page = head.page
    page.wait_for_url(f"**/board/{RW_901}/rw/")
    assert counts(head) == ["2", "0", "0", "0"]
    sent = goods.on_the_way(people.donor.person, 3)
    expect(tab(head, "Kiriman datang")).to_contain_text("1")

    # Usulan: one tap each.
    check = page.locator(f"#verify-{waiting.reference}")
    above_the_dock(head, check)
    check.click()
    expect(page.locator(f"#card-{waiting.reference}")).to_have_count(0)
    assert fresh(waiting).status == RequestStatus.VERIFIED
    page.get_by_role("button", name="Rumah tangga setuju").click()
    expect(tab(head, "Usulan").locator(".dock-count")).to_have_text("0")
    assert fresh_match(promised.pk).contact_agreed_at is not None

    # Kiriman datang: counted where the button leads.
    tab(head, "Kiriman datang").click()
    page.locator(f"a[href*='{sent.reference}'][href$='#arrive']").click()
    page.fill("#counted", "3")
    page.fill("#receiver", "Ketua Contoh")
    page.fill("#witness", "Saksi Contoh")
    page.click("#arrive button")
    expect(page.locator("main")).to_contain_text("Di pos")

    # Daftar terima: tick, and the count goes down.
    head.go(f"/board/{RW_901}/rw/hand_out/")
    expect(tab(head, "Daftar terima").locator(".dock-count")).to_have_text("3")
    fits(head)
    for box in page.locator("[name=handout]").all()[:2]:
        box.check()
    give = page.get_by_role("button", name="Yang dicentang sudah menerima")
    above_the_dock(head, give)
    give.click()
    expect(tab(head, "Daftar terima").locator(".dock-count")).to_have_text("1")

    # Masalah: the time is over, and one household did not come.
    goods.slot_over(sent)
    page.reload()
    page.locator("form[action$='/not_come/'] button").click()
    tab(head, "Masalah").click()
    page.locator("form[action$='/come_after_all/'] button").click()
    expect(page.locator("form[action$='/come_after_all/']")).to_have_count(0)
    due = Handout.private.filter(consignment=sent, status=HandoutStatus.DUE)
    assert due.count() == 1
    fits(head)


def test_the_screens_need_no_script(people: Kampung, window: Windows) -> None:
    promised = factories.pledged(factories.in_rw_901(1)[0], by=people.donor.person)
    head = window.open(scripts=False)
    head.sign_in(people.head.login, kampung.PASSWORD)
    head.page.get_by_role("button", name="Rumah tangga setuju").click()
    tab(head, "Kiriman datang").click()
    kampung.press(head, "receive")
    assert fresh_match(promised.pk).status == MatchStatus.DELIVERED
    assert counts(head) == ["0", "0", "0", "0"]
    head.page.get_by_role("link", name="Papan lengkap").click()
    head.page.wait_for_url(f"**/board/{RW_901}/")
