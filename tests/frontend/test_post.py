"""The page that hands out at the post: who gets it, what a phone gets by it, and gives back."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from aid.models import Consignment, Handout, HandoutConflict
from aid.rules import ConsignmentStatus, HandoutStatus
from people import limits
from people.limits import HOUR, Limit
from people.person import Person
from tests import factories, invariants
from tests.aid.at_post import NAME, AtPost, at_post, digits
from tests.frontend.browsers import browser_of, in_english, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> AtPost:
    return at_post(3)


@pytest.fixture
def desk(there: AtPost) -> Client:
    return in_english(browser_of(there.cadre))


def address(there: AtPost, name: str = "") -> str:
    return f"/post/{there.reference}/{name}"


def entry(there: AtPost, number: int, **facts: object) -> dict[str, object]:
    coupon = there.coupon(number)
    known = {
        "entry": str(uuid.uuid4()),
        "serial": coupon.serial,
        "code": digits(coupon),
        "phone_time": "2026-11-25T03:00:00.000Z",
    }
    return {**known, **facts}


def send(browser: Client, there: AtPost, *entries: object) -> Any:
    body = json.dumps({"entries": entries})
    return browser.post(address(there, "entries/"), body, content_type="application/json")


def test_page_names_nobody_and_is_kept_by_nobody_but_itself(there: AtPost, desk: Client) -> None:
    answer = desk.get(address(there))
    said = answer.content.decode()
    assert "Hand out at the post" in text(answer.content)
    assert NAME not in said and "Contoh" not in said
    assert answer["Cache-Control"] == "no-store, private"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert "camera=(self)" in answer["Permissions-Policy"]


def test_no_other_page_uses_the_camera(there: AtPost, desk: Client) -> None:
    for path in ("/", "/my/requests/", "/post/K-00000000/", address(there, "conflicts/")):
        answer = desk.get(path)
        assert "camera=()" in answer["Permissions-Policy"]


def test_few_pages_use_a_worker(there: AtPost, desk: Client) -> None:
    """Of pages with a switch for notices it does nothing but show them, of those with a map
    nothing but draw it."""
    for path in ("/how/", "/post/K-00000000/", address(there, "conflicts/")):
        assert "worker-src" not in desk.get(path)["Content-Security-Policy"]
    assert "worker-src 'self'" in desk.get("/my/requests/")["Content-Security-Policy"]


def test_worker_reaches_the_post_s_pages_alone(client: Client) -> None:
    """It is served from /post/, which is the widest scope that it may ask for."""
    answer = client.get("/post/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "Service-Worker-Allowed" not in answer


def test_pack_has_no_code_and_no_name(there: AtPost, desk: Client) -> None:
    answer = desk.get(address(there, "pack/"))
    assert answer["Cache-Control"] == "no-store, private"
    pack = answer.json()
    assert set(pack) == {"reference", "made_at", "ends_at", "iterations", "coupons"}
    assert set(pack["coupons"][0]) == {"serial", "line", "rt", "status", "salt", "hash"}
    said = answer.content.decode()
    assert NAME not in said and digits(there.coupon(1)) not in said


def test_batch_is_counted(there: AtPost, desk: Client) -> None:
    one, bad = entry(there, 1), entry(there, 2, code="000000000000")
    answers = send(desk, there, one, bad).json()["answers"]
    assert answers == [
        {"entry": one["entry"], "outcome": "counted", "code": ""},
        {"entry": bad["entry"], "outcome": "conflict", "code": "wrong_digits"},
    ]
    assert there.handout(1).status == HandoutStatus.CONFIRMED
    conflict = HandoutConflict.private.get()
    assert conflict.phone_time is not None and conflict.phone_time.hour == 3
    invariants.check_everything()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"entries": 1}',
        b'{"entries": [1]}',
        b'{"entries": [{}]}',
        b'{"entries": [{"entry": "x", "serial": "", "code": ""}]}',
        b"\xff",
        b"[" * 5_000,
    ],
)
def test_odd_batches_are_refused(there: AtPost, desk: Client, body: bytes) -> None:
    answer = desk.post(address(there, "entries/"), body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"code": "invalid"})


def test_odd_facts_of_an_entry_are_a_conflict(there: AtPost, desk: Client) -> None:
    odd = entry(there, 1, serial="\x00" * 99, code=None, phone_time="yesterday")
    (answer,) = send(desk, there, odd).json()["answers"]
    assert answer["code"] == "unknown_coupon"


def test_too_many_at_once(there: AtPost, desk: Client) -> None:
    answer = send(desk, there, *[entry(there, 1)] * 501)
    assert (answer.status_code, answer.json()) == (400, {"code": "too_many_entries"})


def test_batches_of_one_account_are_limited(
    there: AtPost, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "reconcile", (Limit(1, HOUR, "account"),))
    assert send(desk, there).status_code == 200
    assert send(desk, there).status_code == 429


def test_typed_without_a_script(there: AtPost, desk: Client) -> None:
    coupon = there.coupon(1)
    typed = {"serial": coupon.serial, "code": digits(coupon)}
    answer = desk.post(address(there, "redeem/"), typed, follow=True)
    assert "Received. This coupon is used now." in text(answer.content)
    assert there.handout(1).status == HandoutStatus.CONFIRMED
    for wrong, told in ((typed, "used already"), ({"serial": "0", "code": ""}, "no coupon of")):
        answer = desk.post(address(there, "redeem/"), wrong, follow=True)
        assert told in text(answer.content)


def test_typing_is_limited(there: AtPost, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "redeem_coupon", (Limit(1, HOUR, "account"),))
    typed = {"serial": "00000000", "code": "0"}
    assert desk.post(address(there, "redeem/"), typed).status_code == 302
    assert desk.post(address(there, "redeem/"), typed).status_code == 429


def test_one_account_tries_a_coupon_a_few_times_and_stops_no_other(
    there: AtPost, desk: Client, rw_head: Person
) -> None:
    coupon = there.coupon(1)
    wrong = {"serial": coupon.serial, "code": "000000000000"}
    sent = [desk.post(address(there, "redeem/"), wrong).status_code for _ in range(6)]
    assert sent == [302] * 5 + [429]
    right = {**wrong, "code": digits(coupon)}
    assert desk.post(address(there, "redeem/"), right).status_code == 429
    assert browser_of(rw_head).post(address(there, "redeem/"), right).status_code == 302
    assert there.handout(1).status == HandoutStatus.CONFIRMED


def test_who_printed_the_coupons_is_told_so_and_hands_out_nothing(there: AtPost) -> None:
    desk = in_english(browser_of(there.kelurahan))
    for name in ("", "pack/"):
        answer = desk.get(address(there, name))
        assert answer.status_code == 403
        assert "You made coupons or a link for these goods. Somebody else hands out." in text(
            answer.content
        )
    assert send(desk, there, entry(there, 1)).status_code == 403
    ticked = f"/consignments/{there.reference}/handouts/"
    assert desk.post(ticked, {"handout": there.handout(1).pk}).status_code == 403
    assert there.handout(1).status == HandoutStatus.DUE
    # The list stays readable: disputes are settled there.
    assert desk.get(ticked).status_code == 200


def test_after_closing_the_page_still_takes_what_is_left(there: AtPost, desk: Client) -> None:
    Consignment.private.filter(pk=there.consignment.pk).update(status=ConsignmentStatus.CLOSED)
    assert desk.get(address(there)).status_code == 200
    assert desk.get(address(there, "pack/")).status_code == 404
    (answer,) = send(desk, there, entry(there, 1)).json()["answers"]
    assert answer["outcome"] == "conflict"


def test_coordinator_reads_the_conflicts(there: AtPost, desk: Client, rw_head: Person) -> None:
    send(desk, there, entry(there, 1), entry(there, 1))
    answer = in_english(browser_of(rw_head)).get(address(there, "conflicts/"))
    said = text(answer.content)
    assert "1 entry of a phone" in said and "No. 1 on the list" in said
    assert "This coupon was used already." in said
    assert desk.get(address(there, "conflicts/")).status_code == 403


def test_nobody_else_gets_any_of_it(
    there: AtPost, stranger: Person, other_coordinator: Person, auditor: Person
) -> None:
    donor = factories.account_person(there.consignment.donor_id)
    names = ("", "pack/")
    for person, status in (
        (stranger, 404),
        (other_coordinator, 404),
        (donor, 403),
        (auditor, 403),
    ):
        browser = browser_of(person)
        assert [browser.get(address(there, each)).status_code for each in names] == [status] * 2
        assert send(browser, there, entry(there, 1)).status_code == status
    assert Client().get(address(there)).status_code == 302
    assert send(Client(), there, entry(there, 1)).status_code == 302
    assert not Handout.private.filter(status=HandoutStatus.CONFIRMED).exists()


def test_signing_out_empties_the_phone(there: AtPost, desk: Client) -> None:
    assert desk.post("/sign-out/")["Clear-Site-Data"] == '"storage"'
