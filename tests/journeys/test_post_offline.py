"""Handing out at the post on phones without network, in a real browser."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from aid.demo.people import make_person
from aid.models import Handout, HandoutConflict
from aid.rules import HandoutStatus
from people.models import Membership
from people.person import Role
from tests import factories, invariants
from tests.aid.at_post import NAME, AtPost, at_post, digits
from tests.database import Copy
from tests.journeys.conftest import SITE_KEY, Window, Windows

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

LOGIN, PASSWORD = "pos@contoh.test", "only-for-this-test"
STORED = """async () => {
  const found = {packs: [], entries: []};
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const db = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      found[store] = await new Promise((done) => (all.onsuccess = () => done(all.result)));
    }
    db.close();
  }
  const cached = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) cached.push(request.url);
  }
  return { ...found, cached };
}"""


@pytest.fixture
def there(committed_db: Copy, settings: Any) -> AtPost:
    settings.DEMO = True
    settings.SECRET_KEY = SITE_KEY  # digits are made from it
    found = at_post(6)
    user = make_person(LOGIN, "Kader Contoh", PASSWORD)
    Membership.objects.create(user=user, region_id=factories.RW_901, role=Role.CADRE)
    return found


def at_desk(there: AtPost, window: Windows) -> Window:
    """A phone that is ready to hand out."""
    desk = window.open()
    desk.sign_in(LOGIN, PASSWORD)
    open_desk(there, desk)
    expect(desk.page.locator("[data-state]")).to_contain_text("Siap")
    return desk


def open_desk(there: AtPost, desk: Window) -> None:
    desk.go(f"/post/{there.reference}/")
    expect(desk.page.locator("[data-kept]")).to_be_attached()


def hand_out(there: AtPost, desk: Window, number: int, typed: str = "") -> None:
    coupon = there.coupon(number)
    desk.page.fill("#serial", typed or coupon.serial)
    desk.page.fill("#code", digits(coupon))
    desk.page.press("#code", "Enter")


def handed_out(there: AtPost, desk: Window, number: int, typed: str = "") -> None:
    hand_out(there, desk, number, typed)
    expect(desk.page.locator("[data-answer]")).to_contain_text(f"Diterima: No. {number},")


def counts(desk: Window, done: int, left: int) -> None:
    expect(desk.page.locator("[data-done]")).to_have_text(str(done))
    expect(desk.page.locator("[data-left]")).to_have_text(str(left))


def test_day_without_network(there: AtPost, window: Windows) -> None:
    desk = at_desk(there, window)
    counts(desk, 0, 6)

    desk.page.context.set_offline(True)
    handed_out(there, desk, 1)
    handed_out(there, desk, 2, typed="2")  # by the number on the list
    code = digits(there.coupon(3))
    scanned = f"https://gandeng.example/kupon/{there.coupon(3).serial}/#{code}"
    handed_out(there, desk, 3, typed=scanned)
    counts(desk, 3, 3)
    expect(desk.page.locator("[data-sync]")).to_contain_text("Belum terkirim: 3")

    hand_out(there, desk, 1)
    expect(desk.page.locator("[data-answer]")).to_contain_text("sudah dipakai")
    desk.page.fill("#serial", "4")
    desk.page.fill("#code", "000000000000")
    desk.page.press("#code", "Enter")
    expect(desk.page.locator("[data-answer]")).to_contain_text("tidak cocok")
    desk.page.fill("#code", "1")
    expect(desk.page.locator("[data-answer]")).to_be_hidden()

    desk.page.reload()
    counts(desk, 3, 3)
    assert not Handout.private.filter(status=HandoutStatus.CONFIRMED).exists()

    desk.page.context.set_offline(False)
    expect(desk.page.locator("[data-sync]")).to_contain_text("Semua terkirim")
    confirmed = Handout.private.filter(status=HandoutStatus.CONFIRMED, way="coupon")
    assert sorted(confirmed.values_list("line__number", flat=True)) == [1, 2, 3]
    invariants.check_everything()

    desk.page.reload()
    counts(desk, 3, 3)


def test_phone_keeps_no_name_no_code_and_no_other_page(there: AtPost, window: Windows) -> None:
    desk = at_desk(there, window)
    handed_out(there, desk, 1)
    expect(desk.page.locator("[data-sync]")).to_contain_text("Semua terkirim")
    desk.go("/my/requests/")
    open_desk(there, desk)
    kept = desk.page.evaluate(STORED)
    text = json.dumps(kept)
    assert len(kept["packs"]) == 1 and len(kept["entries"]) == 1
    assert NAME not in text and "Kader Contoh" not in text
    assert not [n for n in range(1, 7) if digits(there.coupon(n)) in text]
    files = ("/static/", "/manifest.webmanifest")
    pages = [url for url in kept["cached"] if not any(file in url for file in files)]
    assert pages == [f"{desk.site.url}/post/{there.reference}/"]

    desk.go("/my/requests/")
    desk.page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').submit()")
    desk.page.wait_for_url(f"{desk.site.url}/")
    kept = desk.page.evaluate(STORED)
    assert kept == {"packs": [], "entries": [], "cached": []}


def test_two_phones_take_the_same_coupon(there: AtPost, window: Windows) -> None:
    desks = [at_desk(there, window), at_desk(there, window)]
    for desk in desks:
        desk.page.context.set_offline(True)
        handed_out(there, desk, 5)
    handed_out(there, desks[0], 1)
    handed_out(there, desks[1], 2)
    for desk in desks:
        desk.page.context.set_offline(False)
        expect(desk.page.locator("[data-sync]")).to_contain_text("Semua terkirim")
    expect(desks[1].page.locator("[data-conflicts]")).to_contain_text("No. 5")
    assert Handout.private.filter(status=HandoutStatus.CONFIRMED).count() == 3
    assert HandoutConflict.private.get().code == "coupon_used"
    invariants.check_everything()
