"""RW 901 in browsers: 412 households on one list, 300 packages for them, one asked to pay."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aid.actions import verification
from aid.actions.requests import Asked, submit
from aid.demo.kampung import households
from aid.models import Coupon
from aid.rules import HandoutStatus
from aid.spreadsheets.lines import Line
from aid.spreadsheets.template import template
from people.person import ANYONE
from tests import invariants
from tests.aid.at_post import a_list, a_post, at_post, digits
from tests.aid.papers import texts
from tests.database import Copy
from tests.factories import HOME, KECAMATAN, RW_901
from tests.journeys import kampung
from tests.journeys.asking import send_request
from tests.journeys.conftest import Window, Windows
from tests.journeys.kampung import Kampung, Somebody, figure, fits, press, signed_in
from tests.kampung import tomorrow

pytestmark = pytest.mark.browser

# As the sheet prints them; a serial, which may end in digits, stands before the digits.
NUMBER, DIGITS = re.compile(r"No\. (\d+)"), re.compile(r"(?<![0-9A-Z])\d{4} \d{4} \d{4}")
FIELDS = "(form) => Object.fromEntries(new FormData(document.querySelector(form)))"


@pytest.fixture
def people(committed_db: Copy, settings: Any) -> Kampung:
    return kampung.made(settings)


def test_412_households_of_whom_37_asked_alone_count_412(
    people: Kampung, window: Windows, tmp_path: Path
) -> None:
    lines = households(412, 1_648)
    for line in lines[1:37]:
        ask_alone(line, people.officer)
    household = window.open()
    ask_in_the_browser(household, lines[0])
    officer = signed_in(window, people.officer, f"/board/{HOME}/")
    press(officer, "verify")
    public = window.open()
    public.go(f"/region/{KECAMATAN}/")
    public.page.click("#kinds summary")
    expect(asked_for(public.page)).to_have_text("37")

    cadre = signed_in(window, people.cadre, "/board/")
    cadre.page.select_option("#category", "sembako")
    cadre.page.fill("#first_day", timezone.localdate().isoformat())
    cadre.page.get_by_role("button", name="Buat daftar", exact=True).click()
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(template("RW 901", lines))
    cadre.page.click("#import summary")
    cadre.page.set_input_files("#file", file)
    cadre.page.check("#import [name=agreed]")
    press(cadre, "import")
    expect(cadre.page.locator(".list-totals")).to_contain_text("412 KK · 1.648 jiwa")
    page_of_list = cadre.page.url.removeprefix(cadre.site.url)

    head = signed_in(window, people.head, page_of_list)
    head.page.click("#compile summary")
    head.page.fill("#met_on", timezone.localdate().isoformat())
    head.page.fill("#note", "Disepakati warga dalam musyawarah di pos RW.")
    press(head, "compile")
    officer.go(f"/board/{HOME}/lists/")
    officer.page.locator(".cards a").first.click()
    press(officer, "verify")

    totals = officer.page.locator(".list-totals")
    expect(totals).to_contain_text("412 KK · 1.648 jiwa · 412 paket tiap penyaluran")
    expect(totals).to_contain_text("37 KK juga meminta sendiri, dihitung sekali")
    expect(asked_for(public.page)).to_have_text("412")
    officer.go(f"/board/{HOME}/figures/?category=sembako")
    row = officer.page.locator(f"[data-live-item='{RW_901}']")
    expect(row.locator("td").first).to_have_text("412")
    expect(household.page.locator("main")).to_contain_text("ada di daftar RW")
    head.go(page_of_list)
    fits(cadre, head, officer, household, public)
    invariants.check_everything()


def ask_alone(line: Line, officer: Somebody) -> None:
    asked = Asked(
        category="sembako", quantity=1, region=RW_901, people=line.people, name=line.name,
        phone=line.phone, consent=True,
    )  # fmt: skip
    verification.verify(officer.person, submit(ANYONE, asked).request.reference)


def ask_in_the_browser(household: Window, line: Line) -> None:
    """Ends at the household's own page."""
    page = household.page
    household.go("/ask/")
    page.check("[name=category][value=sembako]")
    page.check("[name=who][value=self]")
    page.fill("[name=people]", str(line.people))
    page.check("[name=urgency][value='1']")
    page.fill("[name=kelurahan]", "Kapuk, Cengkareng")
    page.fill("[name=rt]", str(line.rt))
    page.fill("[name=rw]", "901")
    page.fill("[name=name]", line.name)
    page.fill("[name=phone]", line.phone)
    page.check("[name=consent]")
    send_request(page)
    page.get_by_role("button", name="Sudah saya simpan").click()
    expect(page.locator(".steps")).to_be_visible()


def asked_for(page: Page) -> Any:
    """How many packages the public page says were asked for."""
    return page.locator("[data-live-item='c-sembako'] dd").first


def test_300_promised_298_counted_291_confirmed_7_left(people: Kampung, window: Windows) -> None:
    of_list, portion = a_list(412)
    a_post()
    donor = signed_in(window, people.donor, f"/give/need/{RW_901}/")
    consignment = promise(donor, 300)

    head = signed_in(window, people.head, f"/board/{RW_901}/consignments/")
    head.page.locator(".card a").first.click()
    press(head, "confirm_slot")
    expect(donor.page.locator(".lead")).to_contain_text("ada yang menerima")
    press(donor, "start")
    head.go(consignment)
    count(head, 298)
    expect(figure(head, "Tidak pernah sampai")).to_have_text("2 paket")

    officer = signed_in(window, people.officer, f"/board/lists/{of_list.reference}/")
    printed = print_coupons(officer)
    cadre = signed_in(window, people.cadre, consignment)
    cadre.page.click("a[href^='/post/']")
    expect(cadre.page.locator("[data-state]")).to_contain_text("Siap")
    for number, code in printed[:3]:
        cadre.page.fill("#serial", number)
        cadre.page.fill("#code", code)
        cadre.page.press("#code", "Enter")
        expect(cadre.page.locator("[data-answer]")).to_contain_text(f"Diterima: No. {int(number)},")
    expect(cadre.page.locator("[data-sync]")).to_contain_text("Semua terkirim")
    rest = Coupon.private.filter(request=portion, line__number__range=(4, 291))
    kampung.bring_back(people.cadre.person, consignment.split("/")[2], rest)

    head.go(consignment)
    press(head, "finish")
    for who in (head, donor):
        who.go(consignment)
        expect(figure(who, "Direncanakan")).to_have_text("300 paket")
        expect(figure(who, "Dihitung di pos")).to_have_text("298 paket")
        expect(figure(who, "Dikonfirmasi rumah tangga")).to_have_text("291 paket")
        expect(figure(who, "Sisa di pos")).to_have_text("7 paket")
        expect(figure(who, "Terima lengkap")).to_have_text("291 KK")
    fits(head, donor, cadre)
    head.go(f"/board/{RW_901}/consignments/")
    expect(head.page.locator(".alarm")).to_contain_text("7 paket masih di pos")
    fits(head)
    invariants.check_everything()


def promise(donor: Window, units: int) -> str:
    """Promise ``units`` to the RW and plan them; the consignment's page."""
    page = donor.page
    page.fill(f"[id='k-{RW_901}'] [name=quantity]", str(units))
    page.click(f"[id='k-{RW_901}'] form.pledge button")
    donor.go("/consignments/")
    page.click("a[href^='/consignments/plan/']")
    page.fill("#day", tomorrow().isoformat())
    page.select_option("#vehicle", "pickup")
    page.check("[name=contents][value=rice]")
    page.check("[name=statement]")
    page.locator("main form button.btn-main").click()
    expect(page.locator("h1")).to_contain_text(f"{units} paket")
    return page.url.removeprefix(donor.site.url)


def count(head: Window, units: int) -> None:
    page = head.page
    page.click("#arrive summary")
    page.fill("#arrive [name=counted]", str(units))
    page.fill("#arrive [name=receiver]", "Penerima Contoh")
    page.fill("#arrive [name=witness]", "Saksi Contoh")
    press(head, "arrive")


def print_coupons(officer: Window) -> list[tuple[str, str]]:
    """The numbers on the list and the digits of the first page."""
    page = officer.page
    page.click("main a[href^='/coupons/']")
    fields = page.evaluate(FIELDS, "form[action$='/print/']")
    # A browser shows the sheet in a viewer of its own, which tests can't read.
    answer = page.request.post(
        f"{officer.site.url}/coupons/print/", form=fields, headers={"Referer": page.url}
    )
    first = texts(answer.body())[0]
    return list(zip(NUMBER.findall(first), DIGITS.findall(first), strict=True))


def test_who_was_asked_to_pay_is_heard_by_the_city_alone(people: Kampung, window: Windows) -> None:
    there = at_post(6)
    coupon = there.coupon(1)
    phone = window.open()
    kampung.open_coupon(phone, coupon.serial, digits(coupon))
    press(phone, "complete")
    phone.page.get_by_text("Ada masalah").click()
    phone.page.check("[name=kind][value=asked_to_pay]")
    phone.page.fill("textarea[name=text]", "Diminta Rp10.000 untuk ongkos angkut.")
    press(phone, "complain")
    assert there.handout(1).status == HandoutStatus.CONFIRMED

    city = signed_in(window, people.city, "/board/31.73/complaints/")
    expect(city.page.locator("main")).to_contain_text("Diminta Rp10.000 untuk ongkos angkut.")
    expect(city.page.locator(".card")).to_contain_text("1 paket")
    fits(phone, city)
    request = f"/board/requests/{there.portion.reference}/"
    consignment = f"/consignments/{there.reference}/"
    for who, code in ((people.head, RW_901), (people.officer, HOME)):
        near = signed_in(window, who, f"/board/{code}/complaints/")
        expect(near.page.locator("main")).to_contain_text("Tidak ada pengaduan untuk Anda tangani.")
        fits(near)
        for page in (f"/board/{code}/", request, consignment, f"{consignment}handouts/"):
            near.go(page)
            unheard(near)
    cadre = signed_in(window, people.cadre, "/board/")
    for page in (f"/board/{RW_901}/complaints/", request, consignment, f"{consignment}handouts/"):
        cadre.go(page)
        unheard(cadre)
    invariants.check_everything()


def unheard(near: Window) -> None:
    for word in ("Rp10.000", "diminta uang", "Diminta uang"):
        expect(near.page.locator("body")).not_to_contain_text(word)
