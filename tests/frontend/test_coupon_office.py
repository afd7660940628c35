"""The kelurahan's counter prints coupons as PDF."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp

from aid.models import Consignment, Coupon, Match
from people import limits
from people.limits import HOUR, Limit
from people.person import Person
from tests import factories
from tests.aid.at_post import at_post, digits
from tests.aid.papers import texts
from tests.factories import HOME
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db


def scanned(pdf: bytes) -> set[str]:
    pages = pypdfium2.PdfDocument(BytesIO(pdf))
    return {
        code.text
        for page in pages
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    }


def test_sheet_of_a_list_leads_to_this_site() -> None:
    there = at_post(5, issued=False)
    browser = browser_of(there.kelurahan)
    assert browser.get(f"/coupons/?list={there.of_list.reference}&portion=1").status_code == 200
    form = {"list": there.of_list.reference, "portion": "1", "per_page": "4"}
    answer = browser.post("/coupons/print/", form)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    coupons = [there.coupon(number) for number in range(1, 6)]
    assert scanned(answer.content) == {
        f"http://testserver/kupon/{each.serial}/#{digits(each)}" for each in coupons
    }


def test_lost_coupon_is_replaced_on_paper() -> None:
    there = at_post(1)
    old = there.coupon(1)
    answer = browser_of(there.kelurahan).post("/coupons/replace/", {"serial": old.serial})
    new = there.coupon(1)
    assert new != old
    assert scanned(answer.content) == {f"http://testserver/kupon/{new.serial}/#{digits(new)}"}


def test_household_without_a_phone_gets_one(coordinator: Person) -> None:
    reference = factories.verified().reference
    answer = browser_of(coordinator).post("/coupons/request/", {"request": reference})
    assert len(scanned(answer.content)) == 1
    (page,) = texts(answer.content)
    assert "No. 0" not in page


def test_odd_portions_are_told(coordinator: Person) -> None:
    there = at_post(1)
    for portion in ("", "x", "²", "99", "-1", "9" * 50):
        form = {"list": there.of_list.reference, "portion": portion}
        assert browser_of(there.kelurahan).post("/coupons/print/", form).status_code == 302


def test_counter_shows_what_was_tried_with_wrong_digits(
    rw_head: Person, other_coordinator: Person
) -> None:
    there = at_post(3)
    for number, times in ((1, 7), (2, 1)):
        Coupon.private.filter(pk=there.coupon(number).pk).update(wrong_codes=times)
    page = text(in_english(browser_of(there.kelurahan)).get("/coupons/").content)
    assert "tried 7 times with wrong digits" in page and "tried 1 time with wrong" in page
    assert there.coupon(1).serial in page and there.coupon(3).serial not in page
    for person in (rw_head, other_coordinator):
        page = text(in_english(browser_of(person)).get("/coupons/").content)
        assert "wrong digits" not in page


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("print_coupons", "print/"),
        ("print_coupon", "request/"),
        ("print_coupon", "replace/"),
    ],
)
def test_counter_prints_so_often(
    coordinator: Person, monkeypatch: pytest.MonkeyPatch, action: str, path: str
) -> None:
    monkeypatch.setitem(limits.LIMITS, action, (Limit(1, HOUR, "account"),))
    browser = browser_of(coordinator)
    answers = [browser.post(f"/coupons/{path}", {}) for _ in range(2)]
    assert answers[0].status_code != 429 and answers[1].status_code == 429
    assert answers[1]["Retry-After"]


def test_who_gives_is_told_that_others_print() -> None:
    there = at_post(1)
    printer = factories.office(HOME)
    Consignment.private.filter(pk=there.consignment.pk).update(donor_id=printer.user_id)
    Match.private.filter(consignment=there.consignment).update(donor_id=printer.user_id)
    browser = in_english(browser_of(printer))
    answer = browser.post("/coupons/replace/", {"serial": there.coupon(1).serial})
    assert answer.status_code == 403
    assert "Whoever gives here prints no coupons" in text(answer.content)


def test_rw_and_strangers_print_nothing(rw_head: Person, stranger: Person) -> None:
    there = at_post(1)
    form = {"list": there.of_list.reference, "portion": "1", "serial": there.coupon(1).serial}
    for person, status in ((rw_head, 403), (there.cadre, 403), (stranger, 404)):
        browser = browser_of(person)
        assert browser.post("/coupons/print/", form).status_code == status
        assert browser.post("/coupons/replace/", form).status_code == status
    assert browser_of(stranger).get("/coupons/").status_code == 403
