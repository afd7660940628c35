"""A household's coupon on a phone: opened by its digits, it shows its own part and no name."""

import pytest
from django.test import Client

from aid.actions import coupons, dividing
from aid.models import Complaint, Coupon, Handout
from aid.rules import MOST_COMPLAINTS_A_DAY, HandoutStatus
from people import limits
from people.limits import HOUR, Limit
from people.person import Person
from tests import factories, invariants
from tests.aid.at_post import NAME, AtPost, at_post, digits
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> AtPost:
    return at_post(3, units=2)


@pytest.fixture
def phone() -> Client:
    return in_english(Client())


def page(coupon: Coupon) -> str:
    return f"/kupon/{coupon.serial}/"


def open_on(phone: Client, coupon: Coupon) -> str:
    answer = phone.post(page(coupon), {"code": digits(coupon)}, follow=True)
    assert answer.status_code == 200
    return text(answer.content)


def press(phone: Client, there: AtPost, number: int, verb: str, **fields: str) -> None:
    coupon, handout = there.coupon(number), there.handout(number)
    answer = phone.post(f"{page(coupon)}{handout.pk}/{verb}/", fields)
    assert (answer.status_code, answer["Location"]) == (302, page(coupon))
    invariants.check_everything()


def test_digits_are_asked_first(there: AtPost, phone: Client) -> None:
    answer = phone.get(page(there.coupon(1)))
    assert "twelve digits" in text(answer.content)
    assert "Pos RW 901" not in text(answer.content)
    assert answer["Cache-Control"] == "no-store, private"


def test_opened_it_shows_what_and_where_and_no_name(there: AtPost, phone: Client) -> None:
    said = open_on(phone, there.coupon(1))
    for part in (
        "1 package",
        "No. 1 on the list",
        "Pos RW 901 Contoh",
        "Open 08:00 to 17:00 WIB",
        "To be fetched",
    ):
        assert part in said
    assert NAME not in said and digits(there.coupon(1)) not in said


def test_opening_confirms_nothing(there: AtPost, phone: Client) -> None:
    open_on(phone, there.coupon(1))
    assert there.handout(1).status == HandoutStatus.DUE
    assert there.coupon(1).redeemed_at is None


def test_household_of_divided_goods_says_that_it_got_its_part(
    there: AtPost, phone: Client, rw_head: Person
) -> None:
    """Two packages for three: nobody gets all of one."""
    dividing.divide(rw_head, there.reference, "Contoh")
    said = open_on(phone, there.coupon(1))
    assert "I got my part" in said
    assert "I got it all" not in said
    press(phone, there, 1, "part")
    assert there.handout(1).status == HandoutStatus.CONFIRMED


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("complete", HandoutStatus.CONFIRMED),
        ("part", HandoutStatus.DISPUTED),
        ("nothing", HandoutStatus.DISPUTED),
        ("not_come", HandoutStatus.DID_NOT_COME),
    ],
)
def test_household_answers(there: AtPost, phone: Client, verb: str, status: HandoutStatus) -> None:
    open_on(phone, there.coupon(1))
    press(phone, there, 1, verb)
    assert there.handout(1).status == status
    assert there.handout(2).status == HandoutStatus.DUE


@pytest.mark.parametrize(("asked", "made"), [("no", 0), ("yes", 1)])
def test_household_is_asked_once_whether_somebody_wanted_money(
    there: AtPost, phone: Client, asked: str, made: int
) -> None:
    open_on(phone, there.coupon(1))
    assert "Were you asked to pay" not in text(phone.get(page(there.coupon(1))).content)
    press(phone, there, 1, "complete")
    assert "Were you asked to pay" in text(phone.get(page(there.coupon(1))).content)
    press(phone, there, 1, "answer_payment", asked=asked)
    assert "Were you asked to pay" not in text(phone.get(page(there.coupon(1))).content)
    assert Complaint.private.filter(kind="asked_to_pay").count() == made


def test_no_goods_yet(there: AtPost, phone: Client) -> None:
    assert "Nothing has come to the post" in open_on(phone, there.coupon(3))


def test_several_households_share_a_phone(there: AtPost, phone: Client) -> None:
    for number in (1, 2):
        open_on(phone, there.coupon(number))
    said = text(phone.get("/kupon/").content)
    assert "No. 1 on the list" in said and "No. 2 on the list" in said
    phone.post(f"{page(there.coupon(1))}close/")
    said = text(phone.get("/kupon/").content)
    assert "No. 1 on the list" not in said and "No. 2 on the list" in said
    assert "twelve digits" in text(phone.get(page(there.coupon(1))).content)


def test_one_coupon_answers_for_no_other(there: AtPost, phone: Client) -> None:
    open_on(phone, there.coupon(1))
    other = there.handout(2).pk
    for serial in (there.coupon(1).serial, there.coupon(2).serial):
        answer = phone.post(f"/kupon/{serial}/{other}/complete/")
        assert answer.status_code == 404
    assert there.handout(2).status == HandoutStatus.DUE


def test_who_opened_nothing_answers_nothing(there: AtPost, phone: Client) -> None:
    path = f"{page(there.coupon(1))}{there.handout(1).pk}/complete/"
    assert phone.post(path).status_code == 404
    assert there.handout(1).status == HandoutStatus.DUE


ATTACKER, HOLDER = "203.0.113.9", "198.51.100.7"  # networks of nobody (RFC 5737)
ATTEMPTS = 5


def tried(phone: Client, coupon: Coupon, network: str, serial: str = "") -> int:
    wrong = {"serial": serial or coupon.serial, "code": "000000000000"}
    return phone.post("/kupon/", wrong, REMOTE_ADDR=network).status_code


def test_of_one_network_a_few_attempts_an_hour_are_looked_at(there: AtPost, phone: Client) -> None:
    coupon = there.coupon(1)
    assert [tried(phone, coupon, ATTACKER) for _ in range(ATTEMPTS + 2)] == [422] * 5 + [429] * 2
    right = {"code": digits(coupon)}
    answer = phone.post(page(coupon), right, REMOTE_ADDR=ATTACKER)
    assert answer.status_code == 429 and int(answer["Retry-After"]) <= 720
    assert there.coupon(1).wrong_codes == ATTEMPTS


def test_however_the_serial_is_written(there: AtPost, phone: Client) -> None:
    coupon = there.coupon(1)
    spaced, small = f" {coupon.serial[:4]}-{coupon.serial[4:]}", coupon.serial.lower()
    for serial in (spaced, small, coupon.serial, spaced, small):
        assert tried(phone, coupon, ATTACKER, serial) == 422
    assert tried(phone, coupon, ATTACKER, spaced) == tried(phone, coupon, ATTACKER, small) == 429


def test_who_guesses_keeps_the_holder_out_nowhere_else(there: AtPost, phone: Client) -> None:
    """Whoever read the serial spoils nothing: neither the coupon's page nor the post."""
    coupon = there.coupon(1)
    for _ in range(ATTEMPTS + 1):
        tried(phone, coupon, ATTACKER)
    own, right = in_english(Client()), {"serial": coupon.serial, "code": digits(coupon)}
    assert own.post("/kupon/", right, REMOTE_ADDR=HOLDER)["Location"] == page(coupon)
    desk = browser_of(there.cadre)
    desk.post(f"/post/{there.reference}/redeem/", right, REMOTE_ADDR=ATTACKER)
    assert there.handout(1).status == HandoutStatus.CONFIRMED


def test_accounts_are_no_way_to_try_more_often(
    there: AtPost, stranger: Person, donor: Person
) -> None:
    coupon = there.coupon(1)
    for person in (stranger, donor):
        for _ in range(ATTEMPTS):
            tried(browser_of(person), coupon, ATTACKER)
    assert there.coupon(1).wrong_codes == ATTEMPTS


def test_replaced_coupon_says_so_and_shows_nothing_more(there: AtPost, phone: Client) -> None:
    old = there.coupon(1)
    open_on(phone, old)
    coupons.reissue(there.kelurahan, old.serial)
    assert "Pos RW 901" not in text(phone.get(page(old)).content)
    answer = phone.post(page(old), {"code": digits(old)})
    assert "replaced" in wrong_fields(answer.content)["serial"]


def test_by_typing_number_and_digits(there: AtPost, phone: Client) -> None:
    coupon = there.coupon(1)
    typed = {"serial": coupon.serial.lower(), "code": digits(coupon)}
    answer = phone.post("/kupon/", typed)
    assert answer["Location"] == page(coupon)
    answer = phone.post("/kupon/", {"serial": "00000000", "code": "1"})
    assert answer.status_code == 422 and "serial" in wrong_fields(answer.content)
    assert "00000000" in answer.content.decode()


def test_network_that_guesses_is_stopped(
    there: AtPost, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "open_coupon", (Limit(3, HOUR, "network"),))
    for serial in ("00000000", "11111111", "22222222"):
        assert phone.post(f"/kupon/{serial}/", {"code": "000000000000"}).status_code == 422
    coupon = there.coupon(1)
    answer = phone.post(page(coupon), {"code": digits(coupon)})
    assert answer.status_code == 429 and answer["Retry-After"]


def test_asked_for_money_is_read_by_city_and_kecamatan_alone(
    there: AtPost, phone: Client, rw_head: Person, city_coordinator: Person
) -> None:
    open_on(phone, there.coupon(1))
    press(phone, there, 1, "complain", kind="asked_to_pay", text="Diminta Rp10.000")
    complaint = Complaint.private.get()
    assert complaint.handout == there.handout(1)
    assert list(Complaint.private.visible_to(city_coordinator)) == [complaint]
    for person in (rw_head, there.cadre, there.kelurahan):
        assert not Complaint.private.visible_to(person).exists()


def test_other_complaints_are_read_by_the_kelurahan(
    there: AtPost, phone: Client, rw_head: Person
) -> None:
    open_on(phone, there.coupon(1))
    press(phone, there, 1, "complain", kind="not_as_described")
    assert Complaint.private.visible_to(there.kelurahan).count() == 1
    assert not Complaint.private.visible_to(rw_head).exists()


def test_who_complained_enough_in_a_day_reads_when_it_is_possible_again(
    there: AtPost, phone: Client
) -> None:
    open_on(phone, there.coupon(1))
    address = f"{page(there.coupon(1))}{there.handout(1).pk}/complain/"
    for _ in range(MOST_COMPLAINTS_A_DAY):
        assert address in actions(phone.get(page(there.coupon(1))).content)
        press(phone, there, 1, "complain", kind="harassment")
    content = phone.get(page(there.coupon(1))).content
    assert address not in actions(content)
    assert "You can tell more" in text(content)


def test_complaint_without_a_kind_is_asked_for(there: AtPost, phone: Client) -> None:
    open_on(phone, there.coupon(1))
    press(phone, there, 1, "complain", kind="")
    assert not Complaint.private.exists()


def test_page_has_only_its_own_buttons(there: AtPost, phone: Client) -> None:
    coupon = there.coupon(1)
    open_on(phone, coupon)
    handout = there.handout(1).pk
    own = [each for each in actions(phone.get(page(coupon)).content) if "/kupon/" in each]
    assert own == [
        f"{page(coupon)}{handout}/{verb}/"
        for verb in ("complete", "part", "nothing", "not_come", "complain")
    ] + [f"{page(coupon)}close/"]


def test_odd_addresses_are_no_coupons(phone: Client) -> None:
    for serial in ("x", "0" * 300, "%00", "UUUUUUUU"):
        assert phone.get(f"/kupon/{serial}/").status_code == 404


def test_household_of_its_own_request_without_phone(coordinator: Person, phone: Client) -> None:
    request = factories.verified()
    coupon = coupons.issue_for_request(coordinator, request.reference)
    assert "Nothing has come" in open_on(phone, coupon)
    assert not Handout.private.exists()
