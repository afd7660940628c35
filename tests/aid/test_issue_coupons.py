"""Coupons of a list: one for each line and portion, by the kelurahan, and nobody can guess one."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp

from aid import codes
from aid.actions import coupon_sheets, coupons
from aid.actions.reconciliation import MOST_WRONG
from aid.coupon_errors import NoSuchPortion
from aid.errors import NotAllowed, NotFound, WrongState
from aid.models import Coupon, Event, Handout, NeighbourhoodList
from aid.reference import ALPHABET
from aid.rules import ListStatus
from people import limits
from people.person import ANYONE, Person
from tests import factories
from tests.aid.at_post import NAME, a_list, at_post, digits

pytestmark = pytest.mark.django_db

PRINTING = coupon_sheets.Printing("https://gandeng.example/kupon/", "gandeng.example/kupon")


def test_each_line_has_one_coupon(coordinator: Person) -> None:
    of_list, portion = a_list(12)
    issued = coupons.issue_coupons(coordinator, of_list.reference, 1)
    assert issued.made == 12
    assert [coupon.line.number for coupon in issued.coupons if coupon.line] == [*range(1, 13)]
    assert Coupon.private.filter(request=portion).count() == 12


def test_second_time_makes_none(coordinator: Person) -> None:
    of_list, _ = a_list(3)
    first = coupons.issue_coupons(coordinator, of_list.reference, 1)
    again = coupons.issue_coupons(coordinator, of_list.reference, 1)
    assert again.made == 0
    assert [each.serial for each in again.coupons] == [each.serial for each in first.coupons]


def test_each_printing_is_recorded_also_of_coupons_that_stood(
    coordinator: Person, city_coordinator: Person
) -> None:
    of_list, portion = a_list(3)
    for person in (coordinator, city_coordinator):
        coupons.issue_coupons(person, of_list.reference, 1)
    events = Event.log.filter(kind="issue_coupons", request_id=portion.pk).order_by("id")
    assert [(each.actor_id, each.facts) for each in events] == [
        (coordinator.user_id, {"coupons": 3, "new": 3}),
        (city_coordinator.user_id, {"coupons": 3, "new": 0}),
    ]


def test_what_waits_at_the_post_points_to_its_coupon() -> None:
    there = at_post(3, issued=False)
    assert not Handout.private.exclude(coupon=None).exists()
    coupons.issue_coupons(there.kelurahan, there.of_list.reference, 1)
    for number in (1, 2, 3):
        assert there.handout(number).coupon == there.coupon(number)


def test_there_is_no_such_portion(coordinator: Person) -> None:
    of_list, _ = a_list(1)
    for portion in (0, 2, 999):
        with pytest.raises(NoSuchPortion):
            coupons.issue_coupons(coordinator, of_list.reference, portion)


def test_rw_which_hands_out_prints_none(rw_head: Person, cadre: Person) -> None:
    of_list, _ = a_list(1)
    for person in (rw_head, cadre):
        with pytest.raises(NotAllowed):
            coupons.issue_coupons(person, of_list.reference, 1)


def test_strangers_know_of_no_list(
    stranger: Person, donor: Person, other_coordinator: Person
) -> None:
    of_list, _ = a_list(1)
    for person in (ANYONE, stranger, donor, other_coordinator):
        with pytest.raises(NotFound):
            coupons.issue_coupons(person, of_list.reference, 1)
    assert not Coupon.private.exists()


@pytest.mark.parametrize("status", [ListStatus.DRAFT, ListStatus.COMPILED, ListStatus.CLOSED])
def test_only_of_a_verified_list(coordinator: Person, status: ListStatus) -> None:
    of_list, _ = a_list(1)
    NeighbourhoodList.private.filter(pk=of_list.pk).update(status=status)
    with pytest.raises(WrongState):
        coupons.issue_coupons(coordinator, of_list.reference, 1)


def test_household_without_phone_gets_one_at_the_counter(coordinator: Person) -> None:
    request = factories.verified()
    coupon = coupons.issue_for_request(coordinator, request.reference)
    assert (coupon.household, coupon.line) == (request.household, None)
    assert coupons.issue_for_request(coordinator, request.reference) == coupon
    facts = Event.log.filter(kind="issue_coupons", request_id=request.pk).order_by("id")
    assert [each.facts["new"] for each in facts] == [1, 0]


def test_only_the_kelurahan_prints_for_a_household(rw_head: Person, stranger: Person) -> None:
    request = factories.verified(region=factories.RW_901)
    with pytest.raises(NotAllowed):
        coupons.issue_for_request(rw_head, request.reference)
    with pytest.raises(NotFound):
        coupons.issue_for_request(stranger, request.reference)


def test_no_household_speaks_for_a_neighbourhood(coordinator: Person) -> None:
    with pytest.raises(NotFound):
        coupons.issue_for_request(coordinator, factories.declared().reference)


# Unguessable


def test_five_thousand_coupons_are_all_different(coordinator: Person) -> None:
    of_list, _ = a_list(5_000)
    issued = coupons.issue_coupons(coordinator, of_list.reference, 1)
    assert issued.made == 5_000
    assert len({each.serial for each in issued.coupons}) == 5_000
    every = [digits(each) for each in issued.coupons]
    assert len(set(every)) == 5_000
    assert {len(code) for code in every} == {12} and set("".join(every)) == set("0123456789")
    # No digit stands out at any place: 500 of 5,000 expected, ± 6 standard deviations (21).
    for place in range(12):
        assert all(372 <= [c[place] for c in every].count(d) <= 628 for d in "0123456789")


def test_serial_is_of_letters_that_nobody_misreads() -> None:
    serial = codes.new_serial()
    assert len(serial) == 8 and set(serial) <= set(ALPHABET)
    assert codes.tidy_serial(" 7k3m-9qxa ") == "7K3M9QXA"
    assert codes.tidy_serial("OIL00000") == "01100000"
    assert codes.tidy_serial("U0000000") == codes.tidy_serial("1234567") == ""


def test_code_follows_from_salt_and_key_alone(settings: object) -> None:
    """Neither the serial nor a neighbour tells it, and without the key nobody can."""
    salt = codes.new_salt()
    before = codes.coupon_code(salt)
    assert codes.coupon_code(salt) == before != codes.coupon_code(salt[:-1] + "g")
    assert codes.receipt_code(salt) not in before
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert codes.coupon_code(salt) != before


def test_digits_are_kept_nowhere(coordinator: Person) -> None:
    of_list, _ = a_list(1)
    (coupon,) = coupons.issue_coupons(coordinator, of_list.reference, 1).coupons
    row = Coupon.private.filter(pk=coupon.pk).values().get()
    assert digits(coupon) not in str(row)
    assert not Event.log.filter(facts__icontains=digits(coupon)).exists()


def test_guessing_is_hopeless() -> None:
    """As docs/explanation/coupons.md reckons: the chances within a year of somebody who never
    stops, at one coupon and at any."""
    possible, hours = 10**codes.COUPON_DIGITS, 24 * 365
    most = {limit.by: limit.most for limit in limits.LIMITS["open_coupon"]}
    assert all(limit.per == limits.HOUR for limit in limits.LIMITS["open_coupon"])
    at_one, at_any = (most[by] * (hours + 1) for by in ("coupon_in_network", "network"))
    assert (at_one, at_any) == (43_805, 26_283_000)
    assert at_one / possible < 1 / 22_000_000 and at_any / possible < 1 / 38_000
    at_post = {limit.by: limit.most for limit in limits.LIMITS["redeem_coupon"]}
    in_batches = MOST_WRONG
    assert (at_post["coupon_by_account"] + in_batches) * (hours + 1) / possible < 1 / 11_000_000


# On paper


def test_what_is_scanned_leads_to_the_coupons_page(coordinator: Person) -> None:
    of_list, _ = a_list(9)
    pdf = coupon_sheets.sheet(coordinator, of_list.reference, 1, PRINTING)
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    assert len(document) == 2  # nine coupons, eight a page
    found = {
        code.text
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    }
    expected = {
        f"https://gandeng.example/kupon/{coupon.serial}/#{digits(coupon)}"
        for coupon in Coupon.private.all()
    }
    assert found == expected and len(found) == 9


def test_sheet_names_nobody(coordinator: Person) -> None:
    of_list, _ = a_list(2)
    pdf = coupon_sheets.sheet(coordinator, of_list.reference, 1, PRINTING)
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(pdf))
    )
    assert "RT 001/RW 901" in text and NAME not in text
