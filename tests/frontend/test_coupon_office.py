"""The kelurahan's counter prints coupons as PDF."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from aid.models import Consignment, Coupon, Match, NeighbourhoodList, Request
from aid.reference import new_reference
from people import limits
from people.limits import HOUR, Limit
from people.person import Person
from tests import factories, lists
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
        answer = browser_of(there.kelurahan).post("/coupons/print/", form)
        assert answer.status_code == 422
        assert at_field(answer, "portion")


def shown(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def at_field(answer: Any, field: str) -> str:
    """What the form says is wrong at ``field``."""
    found = re.search(rf'id="{field}-wrong">([^<]*)<', shown(answer))
    return found[1] if found else ""


FIELDS = [("print/", "list"), ("request/", "request"), ("replace/", "serial")]


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_unknown_number_is_told_at_its_field_and_the_form_kept(
    coordinator: Person, path: str, field: str
) -> None:
    form = {field: "X-TYPO0001", "portion": "3", "per_page": "6"}
    answer = in_english(browser_of(coordinator)).post(f"/coupons/{path}", form)
    assert answer.status_code == 422
    assert "of this number" in at_field(answer, field)
    for kept in ('value="X-TYPO0001"', 'value="3"', "<option selected>6"):
        assert kept in shown(answer)


@pytest.mark.parametrize(("path", "field"), FIELDS)
def test_number_left_out_is_asked_for(coordinator: Person, path: str, field: str) -> None:
    answer = in_english(browser_of(coordinator)).post(f"/coupons/{path}", {field: " "})
    assert answer.status_code == 422 and at_field(answer, field) == "This is needed."


def test_other_offices_do_not_learn_what_exists(other_coordinator: Person) -> None:
    there = at_post(1)
    real = {
        "list": there.of_list.reference,
        "request": factories.verified().reference,
        "serial": there.coupon(1).serial,
    }
    browser = browser_of(other_coordinator)
    for path, field in FIELDS:
        numbers = (real[field], real[field][:-4] + "0000")
        answers = [
            browser.post(f"/coupons/{path}", {field: number, "portion": "1"}) for number in numbers
        ]
        assert [each.status_code for each in answers] == [422, 422]
        told = [without(each, number) for each, number in zip(answers, numbers, strict=True)]
        assert told[0] == told[1]


def without(answer: Any, number: str) -> str:
    """The page without what was typed and what is new on every page."""
    page = shown(answer).replace(number, "")
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value)="[^"]*"', "", page)


def test_request_must_be_checked_before_its_coupon_is_printed(coordinator: Person) -> None:
    reference = factories.submitted().request.reference
    browser = in_english(browser_of(coordinator))
    answer = browser.post("/coupons/request/", {"request": reference.lower()})
    assert answer.status_code == 422
    assert "must be checked first" in at_field(answer, "request")


def test_list_must_be_checked_before_its_coupons_are_printed() -> None:
    made = lists.draft()
    browser = in_english(browser_of(factories.office(HOME)))
    answer = browser.post("/coupons/print/", {"list": made.reference, "portion": "1"})
    assert "must be checked first" in at_field(answer, "list")


def test_request_that_has_ended_is_not_said_to_wait_for_a_check(coordinator: Person) -> None:
    reference = factories.verified().reference
    Request.private.filter(reference=reference).update(status="withdrawn")
    browser = in_english(browser_of(coordinator))
    told = at_field(browser.post("/coupons/request/", {"request": reference}), "request")
    assert "can't be done now" in text(told.encode()) and "checked" not in told


def test_list_leads_to_its_first_portion_that_is_not_over() -> None:
    there = at_post(1)
    browser, now = browser_of(there.kelurahan), timezone.now()
    page = f"/board/lists/{there.of_list.reference}/"
    assert 'portion=1"' in shown(browser.get(page))
    NeighbourhoodList.private.filter(pk=there.of_list.pk).update(portions=2)
    Request.private.filter(pk=there.portion.pk).update(until=now - timedelta(hours=1))
    second = Request.private.get(pk=there.portion.pk)
    second.pk, second.reference, second.portion = None, new_reference("R"), 2
    second.until = now + timedelta(days=7)
    second.save(force_insert=True)
    assert 'portion=2"' in shown(browser.get(page))


def test_menu_leads_kelurahan_and_above_to_the_counter(
    coordinator: Person, rw_head: Person, stranger: Person
) -> None:
    door = 'href="/coupons/"'
    assert door in shown(browser_of(coordinator).get("/"))
    assert door in shown(browser_of(factories.office("31.73")).get("/"))
    for person in (rw_head, stranger):
        assert door not in shown(browser_of(person).get("/"))


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
    for person in (rw_head, there.cadre, stranger):
        browser = browser_of(person)
        assert browser.post("/coupons/print/", form).status_code == 403
        assert browser.post("/coupons/replace/", form).status_code == 403
    assert browser_of(stranger).get("/coupons/").status_code == 403
