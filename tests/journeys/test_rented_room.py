"""A rented room, no Jakarta ID, a neighbour's phone: two neighbours vouch, the kelurahan prints a
coupon, and its household reads "received"."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from aid.actions import verification
from aid.actions.requests import Asked, submit
from aid.demo.scenes import rw_post
from tests import invariants
from tests.aid.papers import codes
from tests.database import Copy
from tests.journeys.asking import send_request
from tests.journeys.conftest import Window, Windows
from tests.journeys.kampung import Somebody, fits, press, signed_in, somebody
from tests.journeys.kampung_others import (
    Cast,
    begin_plan,
    cast_of,
    count,
    fill_plan,
    promise_all,
    reference_of,
    tick,
    tomorrow,
)

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture
def cast(committed_db: Copy, settings: Any) -> Cast:
    found = cast_of(settings, 903)
    rw_post(found.kampung)
    return found


@pytest.fixture
def neighbours(cast: Cast) -> list[Somebody]:
    """Two of the RW whose own households were checked."""
    found = [somebody(name) for name in ("tetangga-satu", "tetangga-dua")]
    for each in found:
        asked = Asked(
            category="hygiene", quantity=1, region=cast.kampung.region.code, people=4,
            name="Tetangga Contoh", consent=True,
        )  # fmt: skip
        request = submit(each.person, asked).request
        verification.verify(cast.officer.person, request.reference)
    return found


def test_rented_room_is_vouched_for_and_receives(
    cast: Cast, neighbours: list[Somebody], window: Windows
) -> None:
    region = cast.kampung.region.code
    phone = window.open()
    asked = ask_without_jakarta_id(phone)
    for each in neighbours:
        vouch(signed_in(window, each, "/jamin/"), asked)

    head = signed_in(window, cast.head, f"/board/{region}/")
    card = head.page.locator(f"[data-live-item='{asked}']")
    card.locator("form[action$='/verify/'] button").click()
    expect(card).to_have_count(0)
    coupon = print_coupon(signed_in(window, cast.officer, "/coupons/"), asked)

    donor = signed_in(window, cast.donor, f"/give/need/{cast.kampung.region.parent_id}/")
    donor.page.locator(f"#r-{asked} form.pledge button").click()
    donor.page.wait_for_url("**/deliveries/M-*/")
    donor.go("/consignments/")
    begin_plan(donor, region)
    fill_plan(donor, tomorrow(), "morning", "motorbike", ["rice"])
    promise_all(donor)
    sent = reference_of(donor)
    head.go(f"/consignments/{sent}/")
    press(head, "confirm_slot")
    expect(donor.page.locator(".lead")).to_contain_text("ada yang menerima")
    press(donor, "start")
    expect(donor.page.locator("form[action$='/start/']")).to_have_count(0)
    count(head, sent, 1)

    redeem(head, sent, coupon)
    household = window.open()
    open_by_scan(household, coupon)
    expect(household.page.locator("article")).to_contain_text("Sudah diterima")
    fits(household)
    phone.go(f"/requests/{asked}/")
    expect(phone.page.locator(".steps .step").nth(4)).to_have_class(re.compile("step-done"))
    fits(phone)
    invariants.check_everything()


def ask_without_jakarta_id(phone: Window) -> str:
    """By a neighbour's phone; the request's number."""
    phone.go("/ask/")
    page = phone.page
    for field, value in (("category", "sembako"), ("who", "self"), ("urgency", "0")):
        tick(phone, field, value)
    typed = {
        "people": "3", "kelurahan": "Kapuk, Cengkareng", "rw": "903",
        "name": "Penghuni Kontrakan Contoh", "phone": "0800 000 9031",
    }  # fmt: skip
    for field, value in typed.items():
        page.fill(f"[name={field}]", value)
    tick(phone, "no_local_id")
    tick(phone, "consent")
    send_request(page)
    reference = page.locator(".receipt strong.num").inner_text()
    page.click("form[action$='/saved/'] button")
    expect(page.locator("#vouching")).to_be_visible()
    fits(phone)
    return reference


def vouch(neighbour: Window, asked: str) -> None:
    """By the number that the household passed on."""
    neighbour.page.fill("#reference", asked)
    neighbour.page.click("main form button.btn-main")
    neighbour.page.click("main form button.btn-main")
    expect(neighbour.page.locator("main")).to_contain_text("Terima kasih")
    fits(neighbour)


def print_coupon(office: Window, asked: str) -> str:
    """At the kelurahan's counter; what the square on the paper says."""
    fits(office)
    form = office.page.locator("form[action='/coupons/request/']")
    form.locator("[name=request]").fill(asked)
    office.page.route("**/coupons/request/", as_download)
    with office.page.expect_download() as started:
        form.locator("button").click()
    pdf = started.value.path().read_bytes()
    assert pdf.startswith(b"%PDF")
    [[scanned]] = codes(pdf)
    return scanned


def as_download(route: Route) -> None:
    """A browser's own viewer tells no test what it shows."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "content-disposition": "attachment"})


def redeem(post: Window, sent: str, coupon: str) -> None:
    """The RW scans it at the post: here the same is typed."""
    post.go(f"/post/{sent}/")
    expect(post.page.locator("[data-left]")).to_have_text("1")
    post.page.fill("#serial", coupon)
    post.page.fill("#code", urlsplit(coupon).fragment)
    post.page.press("#code", "Enter")
    expect(post.page.locator("[data-answer]")).to_contain_text("Diterima")
    expect(post.page.locator("[data-sync]")).to_contain_text("Semua terkirim")
    fits(post)


def open_by_scan(phone: Window, coupon: str) -> None:
    """The digits are filled in from the address; opening it is the household's own press."""
    phone.page.goto(coupon)
    expect(phone.page.locator("#code")).not_to_have_value("")
    phone.page.click("main form button.btn-main")
    phone.page.wait_for_url(re.compile("/kupon/[A-Z0-9]+/$"))
    expect(phone.page.locator("article")).to_be_visible()
