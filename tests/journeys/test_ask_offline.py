"""Asking on a phone whose network comes and goes, in a real browser."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aid.demo.people import make_person
from aid.models import Request
from tests.database import Copy
from tests.journeys.asking import send_request
from tests.journeys.conftest import Window, Windows
from tests.pages import walk

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

LOGIN, PASSWORD, NAME = "satu@contoh.test", "only-for-this-test", "Warga Satu Contoh"
PEOPLE = 49  # as in no household of the demo, which asks meanwhile
ASKER = "Penghuni Kontrakan Contoh"
# All that the phone keeps: the rows of its databases, and the addresses and texts of its caches.
STORED = """async () => {
  const found = { forms: [], cached: {} };
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const db = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    for (const store of [...db.objectStoreNames].filter((name) => name !== "keys")) {
      const all = db.transaction(store).objectStore(store).getAll();
      const rows = await new Promise((done) => (all.onsuccess = () => done(all.result)));
      const text = (each) => new TextDecoder("latin1").decode(each);
      found.forms.push(...rows.map((row) => ({ ...row, iv: "", sealed: text(row.sealed) })));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.cached[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""
AGE = """async (hours) => {
  const opening = indexedDB.open("gandeng-ask");
  const db = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
  const store = db.transaction("forms", "readwrite").objectStore("forms");
  const all = store.getAll();
  const rows = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  for (const row of rows) store.put({ ...row, savedAt: row.savedAt - hours * 3600 * 1000 });
  await new Promise((done) => (store.transaction.oncomplete = done));
  db.close();
}"""
# A browser without Background Sync: in Chromium the worker isn't cut off with the page.
NO_SYNC = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined })"
SETTLED = 10  # looks, a tenth of a second apart
READY = "async () => { await navigator.serviceWorker.ready; }"


@pytest.fixture
def phone(committed_db: Copy, settings: Any, window: Windows) -> Window:
    settings.DEMO = True
    make_person(LOGIN, NAME, PASSWORD)
    return window.open()


def fill(page: Page, name: str = ASKER) -> None:
    for field, value in (("category", "sembako"), ("who", "self"), ("urgency", "0")):
        page.check(f"[name={field}][value='{value}']")
    page.fill("[name=people]", str(PEOPLE))
    page.fill("[name=kelurahan]", "Kapuk, Cengkareng")
    page.fill("[name=name]", name)
    page.check("[name=consent]")


def asked() -> int:
    return int(Request.private.filter(household__people=PEOPLE).count())


def prepared(phone: Window) -> None:
    """The phone opened the form once, and somebody typed in it."""
    phone.go("/ask/")
    phone.page.fill("[name=people]", "3")
    expect(phone.page.locator("[data-guarded]")).to_be_attached()
    phone.page.evaluate(READY)


def kept(page: Page) -> list[dict[str, Any]]:
    forms: list[dict[str, Any]] = page.evaluate(STORED)["forms"]
    return forms


def wait_until_kept(page: Page, count: int, state: str = "draft") -> None:
    """A draft also until nothing more of it is saved: each change is, a moment after it."""
    rows, unchanged = kept(page), 0
    for _ in range(100):
        as_asked = [each["state"] for each in rows] == [state] * count
        if as_asked and (unchanged >= SETTLED or not count or state != "draft"):
            return
        page.wait_for_timeout(100)
        before, rows = rows, kept(page)
        unchanged = unchanged + 1 if rows == before else 0
    raise AssertionError(rows)


def test_written_without_network_it_is_sent_once_when_there_is_some(phone: Window) -> None:
    page = phone.page
    page.add_init_script(NO_SYNC)
    prepared(phone)
    page.context.set_offline(True)
    phone.go("/ask/")
    fill(page)
    page.click("form.ask button.btn-main")
    expect(page.locator("[data-queue]")).to_contain_text("Tidak ada jaringan")
    (waiting,) = [each for each in kept(page) if each["state"] == "waiting"]
    assert ASKER not in json.dumps(waiting)
    page.click("form.ask button.btn-main")  # again, by somebody who is impatient
    phone.go("/ask/")
    expect(page.locator("[data-queue]")).to_contain_text("Tidak ada jaringan")
    assert asked() == 0

    page.context.set_offline(False)
    expect(page.locator(".receipt .code")).to_be_visible()
    assert asked() == 1
    wait_until_kept(page, 0)
    reference = page.locator(".receipt strong.num").inner_text()
    page.click("form[action$='/saved/'] button")
    expect(page).to_have_url(f"{phone.site.url}/requests/{reference}/")


def test_worker_sends_it_while_nobody_looks_and_the_form_shows_the_receipt(phone: Window) -> None:
    page = phone.page
    page.add_init_script(NO_SYNC)
    prepared(phone)
    page.context.set_offline(True)
    phone.go("/ask/")
    fill(page)
    page.click("form.ask button.btn-main")
    wait_until_kept(page, 1, "waiting")
    page.goto("about:blank")
    page.context.set_offline(False)
    phone.go("/how/")
    sync(phone)
    wait_until_kept(page, 1, "sent")
    assert asked() == 1

    phone.go("/ask/")
    expect(page.locator(".receipt .code")).to_be_visible()
    wait_until_kept(page, 0)
    assert asked() == 1


def sync(phone: Window) -> None:
    """As the browser does by itself, some time after the network is back."""
    devtools = phone.page.context.new_cdp_session(phone.page)
    found: list[Any] = []

    def hear(event: Any) -> None:
        found.extend(event["registrations"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", hear)
    devtools.send("ServiceWorker.enable")
    phone.page.wait_for_timeout(500)
    (number,) = {
        each["registrationId"]
        for each in found
        if each["scopeURL"] == f"{phone.site.url}/" and not each["isDeleted"]
    }
    facts = {"origin": phone.site.url, "registrationId": number, "tag": "ask", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", facts)


def test_form_of_an_account_waits_for_it_whoever_comes_meanwhile(phone: Window) -> None:
    page = phone.page
    page.add_init_script(NO_SYNC)
    phone.sign_in(LOGIN, PASSWORD)
    prepared(phone)
    fill(page)
    page.context.set_offline(True)
    page.click("form.ask button.btn-main")
    wait_until_kept(page, 1, "waiting")

    page.context.clear_cookies()  # the session ended by itself
    page.context.set_offline(False)
    phone.go("/ask/")
    expect(page.locator("[data-guarded]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-draft]")).to_be_hidden()
    wait_until_kept(page, 1, "waiting")
    assert asked() == 0

    phone.sign_in(LOGIN, PASSWORD)
    phone.go("/ask/")
    expect(page.locator(".receipt .code")).to_be_visible()
    assert asked() == 1


def test_nobody_s_page_is_shown_to_another_without_network(phone: Window) -> None:
    page = phone.page
    phone.sign_in(LOGIN, PASSWORD)
    prepared(phone)
    assert page.input_value("[name=name]") == NAME
    phone.go("/my/requests/")
    phone.go("/ask/")
    cached = page.evaluate(STORED)["cached"]
    pages = {path for path in cached if not path.startswith("/static/")}
    assert pages == {"/ask/copy/", "/offline/"}
    assert NAME not in json.dumps(cached) and "Contoh" not in json.dumps(cached)

    page.context.set_offline(True)
    phone.go("/ask/")
    expect(page.locator("[name=name]")).to_have_value("")
    for path in ("/my/requests/", "/", "/ask/done/"):
        phone.go(path)
        expect(page.locator("h1")).to_have_text("Sedang tidak ada jaringan")
        assert NAME not in page.content()

    # The next one on the same phone finds nothing of the first.
    page.context.set_offline(False)
    phone.go("/my/requests/")
    sign_out(page)
    page.wait_for_url(f"{phone.site.url}/")
    assert page.evaluate(STORED) == {"forms": [], "cached": {}}
    phone.go("/ask/")
    expect(page.locator("[data-draft]")).to_be_hidden()
    assert NAME not in page.content()


def sign_out(page: Page) -> None:
    page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').submit()")


def test_signing_out_asks_before_it_deletes_what_was_not_sent(phone: Window) -> None:
    page = phone.page
    phone.sign_in(LOGIN, PASSWORD)
    phone.go("/ask/")
    fill(page)
    wait_until_kept(page, 1)
    sign_out(page)
    expect(page.locator("h1")).to_contain_text("belum dikirim")
    page.click("main a[href='/ask/']")
    page.click("[data-continue]")
    expect(page.locator("[name=name]")).to_have_value(ASKER)
    send_request(page)
    wait_until_kept(page, 0)
    sign_out(page)
    page.wait_for_url(f"{phone.site.url}/")
    assert page.locator("main").get_by_text("Anda sudah keluar").count() == 1


def test_shared_phone_is_emptied_without_asking(phone: Window) -> None:
    page = phone.page
    phone.sign_in(LOGIN, PASSWORD)
    prepared(phone)
    wait_until_kept(page, 1)
    page.check("[name=shared]")
    wait_until_kept(page, 0)
    sign_out(page)
    page.wait_for_url(f"{phone.site.url}/")


def test_draft_is_kept_sealed_until_it_is_sent(phone: Window) -> None:
    page = phone.page
    phone.go("/ask/")
    fill(page)
    wait_until_kept(page, 1)
    assert ASKER not in json.dumps(page.evaluate(STORED))
    page.add_init_script(path=walk.SHIFTS)
    phone.go("/ask/")
    expect(page.locator("[data-draft]")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("")
    # Nothing that somebody may be about to tap moves away when the draft is offered.
    page.wait_for_timeout(walk.SETTLED)
    assert page.evaluate("window.shifted.sum") < walk.MOST_SHIFT
    page.click("[data-continue]")
    expect(page.locator("[name=name]")).to_have_value(ASKER)
    send_request(page)
    wait_until_kept(page, 0)


def test_draft_ends_after_a_day_or_when_it_is_deleted(phone: Window) -> None:
    page = phone.page
    phone.go("/ask/")
    fill(page)
    wait_until_kept(page, 1)
    page.evaluate(AGE, 25)
    phone.go("/ask/")
    expect(page.locator("[data-queue]")).to_contain_text("lebih dari sehari")
    assert kept(page) == []
    fill(page)
    wait_until_kept(page, 1)
    phone.go("/ask/")
    page.click("[data-drop]")
    wait_until_kept(page, 0)


def test_shared_phone_keeps_nothing(phone: Window) -> None:
    page = phone.page
    prepared(phone)
    wait_until_kept(page, 1)
    page.check("[name=shared]")
    fill(page)
    wait_until_kept(page, 0)
    page.context.set_offline(True)
    page.click("form.ask button.btn-main")
    expect(page.locator("[data-queue]")).to_contain_text("di HP bersama tidak ada yang disimpan")
    assert kept(page) == []
    page.context.set_offline(False)
    send_request(page)
    page.click("form[action$='/saved/'] button")
    expect(page).to_have_url(f"{phone.site.url}/")
    phone.go("/my/requests/")
    expect(page.locator(".empty")).to_be_visible()


def test_without_scripts_from_the_form_to_the_request_s_page(
    committed_db: Copy, window: Windows
) -> None:
    phone = window.open(scripts=False)
    phone.go("/ask/")
    fill(phone.page)
    phone.page.fill("[name=packages]", "1")
    send_request(phone.page)
    phone.page.click("form[action$='/saved/'] button")
    expect(phone.page.locator(".steps")).to_be_visible()
    assert asked() == 1
