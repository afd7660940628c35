"""Signing in by a code sent to the phone."""

import io
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from frontend import codes
from messaging import senders
from people import limits
from people.accounts import create_account, find_account
from people.limits import DAY, LIMITS
from people.models import Bucket, User
from people.private import name_of
from tests.frontend.browsers import in_english, text, wrong_fields
from tests.frontend.phones import Phones, ask_code, enter, phones_at_hand, wrong

pytestmark = pytest.mark.django_db

PHONE, OTHER = "+6281234567890", "+6281299999999"


@pytest.fixture
def phones() -> Iterator[Phones]:
    with phones_at_hand() as phones:
        yield phones


@pytest.fixture
def user() -> User:
    return create_account(PHONE, "Siti Contoh")


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_newcomer_gets_an_account_with_their_name(client: Client, phones: Phones) -> None:
    assert ask_code(client, "0812 3456 7890") == 302
    response = client.post("/sign-in/code/", {"code": phones.code_of(PHONE)})
    assert response["Location"] == "/sign-in/name/"
    assert find_account(PHONE) is None
    assert client.post("/sign-in/name/", {"name": " "}).status_code == 422
    assert client.post("/sign-in/name/", {"name": "Siti Contoh"})["Location"] == "/"
    made = find_account(PHONE)
    assert made is not None and name_of(made) == "Siti Contoh"
    assert client.session["_auth_user_id"] == str(made.pk)


def test_account_is_found_again(client: Client, phones: Phones, user: User) -> None:
    ask_code(client, "0812 3456 7890")
    response = client.post("/sign-in/code/", {"code": phones.code_of(PHONE).replace(" ", "")})
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert User.objects.count() == 1


def test_known_and_unknown_numbers_look_the_same_until_the_code_is_right(
    phones: Phones, user: User
) -> None:
    seen = []
    for phone in (PHONE, OTHER):
        browser = in_english(Client())
        asked = browser.post("/sign-in/", {"phone": phone})
        page = browser.get("/sign-in/code/")
        failed = browser.post("/sign-in/code/", {"code": wrong(phones.code_of(phone))})
        pages = [text(each.content).replace(phone, "PHONE") for each in (page, failed)]
        headers = {name for each in (asked, page, failed) for name in each.headers}
        seen.append((asked.status_code, asked["Location"], pages, headers, len(phones.messages)))
        phones.messages.clear()
    assert seen[0] == seen[1]


def test_code_works_in_the_browser_that_asked_for_it_only(phones: Phones, user: User) -> None:
    own, other, third = Client(), Client(), Client()
    ask_code(own, PHONE)
    code = phones.code_of(PHONE)
    ask_code(other, OTHER)
    ask_code(third, PHONE)
    for thief in (other, third, Client()):
        enter(thief, code)
        assert not is_in(thief)
    enter(own, code)
    assert is_in(own)


def test_code_works_once(client: Client, phones: Phones, user: User) -> None:
    ask_code(client, PHONE)
    before = dict(client.session)
    enter(client, phones.code_of(PHONE))
    assert is_in(client)
    again = Client()
    session = again.session
    session.update(before)
    session.save()
    again.cookies["sessionid"] = session.session_key or ""
    assert enter(again, phones.code_of(PHONE)) == 429
    assert not is_in(again)


def test_code_ends_after_ten_minutes(
    client: Client, phones: Phones, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    ask_code(client, PHONE)
    monkeypatch.setattr(time, "time", lambda: now + 601)
    response = client.post("/sign-in/code/", {"code": phones.code_of(PHONE)})
    assert response["Location"] == "/sign-in/" and not is_in(client)


def test_code_still_works_before_ten_minutes_are_over(
    client: Client, phones: Phones, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    ask_code(client, PHONE)
    monkeypatch.setattr(time, "time", lambda: now + 599)
    enter(client, phones.code_of(PHONE))
    assert is_in(client)


def test_new_code_ends_the_one_before(client: Client, phones: Phones, user: User) -> None:
    ask_code(client, PHONE)
    first = phones.code_of(PHONE)
    ask_code(client, PHONE)
    enter(client, first)
    assert not is_in(client)
    enter(client, phones.code_of(PHONE))
    assert is_in(client)


def test_fifth_wrong_code_ends_it(client: Client, phones: Phones, user: User) -> None:
    ask_code(client, PHONE)
    code = phones.code_of(PHONE)
    assert [enter(client, wrong(code)) for _ in range(5)] == [422, 422, 422, 422, 302]
    enter(client, code)
    assert not is_in(client)


def test_tries_at_the_same_moment_are_counted_each(phones: Phones, user: User) -> None:
    """Copies of one session, each of which believes that nothing was tried yet."""
    client = Client()
    ask_code(client, PHONE)
    before, tried = dict(client.session), []
    for _ in range(7):
        copy = Client()
        session = copy.session
        session.update(before)
        session.save()
        copy.cookies["sessionid"] = session.session_key or ""
        tried.append(enter(copy, wrong(phones.code_of(PHONE))))
    assert tried == [422] * 5 + [429] * 2


def test_codes_have_at_least_20_bits_and_come_from_the_system_s_randomness(
    client: Client, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("secrets.randbelow", lambda most: asked.append(most) or 7)
    ask_code(client, PHONE)
    assert asked == [10**8] and 10**8 > 2**20
    assert phones.code_of(PHONE) == "0000 0007"
    assert codes.MINUTES <= 10
    assert LIMITS["guess_code"][0].most == 5 and LIMITS["guess_code"][0].per == DAY


def test_code_and_phone_stand_nowhere_in_plain(client: Client, phones: Phones, user: User) -> None:
    """Not in a row of any table (sessions, caches, jobs, counts), not in a log, not in a URL."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        ask_code(client, PHONE)
        code = phones.code_of(PHONE).replace(" ", "")
        state = repr(dict(client.session))
        response = client.get("/sign-in/code/")
        rows = [everything()]
        enter(client, wrong(code))
        rows.append(everything())
        enter(client, code)
        rows.append(everything())
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    hidden = (code, phones.code_of(PHONE), PHONE, PHONE[1:], PHONE[3:])
    for found in (*rows, lines.getvalue(), response.request["PATH_INFO"]):
        assert not [each for each in hidden if each in found]
    assert code not in state
    assert not ProcrastinateJob.objects.exists()


def everything() -> str:
    """All rows of all tables but the regions, as text."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if not name.startswith(("geo_", "spatial_ref"))
        ]
        rows = []
        for name in tables:
            cursor.execute(f'select t::text from "{name}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_closed_account_does_not_open(client: Client, phones: Phones, user: User) -> None:
    user.is_active = False
    user.save()
    ask_code(client, PHONE)
    enter(client, phones.code_of(PHONE))
    assert not is_in(client)


def test_made_up_people_do_not_get_in_by_code_outside_demo_mode(
    client: Client, phones: Phones
) -> None:
    create_account(PHONE, "Warga Contoh", is_demo=True)
    ask_code(client, PHONE)
    enter(client, phones.code_of(PHONE))
    assert not is_in(client)


def test_person_goes_on_to_where_they_were_going(
    client: Client, phones: Phones, user: User
) -> None:
    client.post("/sign-in/", {"phone": PHONE, "next": "/deliveries/"})
    response = client.post("/sign-in/code/", {"code": phones.code_of(PHONE)})
    assert response["Location"] == "/deliveries/"


def test_other_sites_are_not_gone_to(client: Client, phones: Phones, user: User) -> None:
    client.post("/sign-in/", {"phone": PHONE, "next": "//contoh.test/"})
    assert client.post("/sign-in/code/", {"code": phones.code_of(PHONE)})["Location"] == "/"


def test_signing_in_as_somebody_else_ends_the_session_before(
    client: Client, phones: Phones, user: User
) -> None:
    phones.sign_in(client, OTHER)
    first = client.session["_auth_user_id"]
    phones.sign_in(client, PHONE)
    assert client.session["_auth_user_id"] == str(user.pk) != first


def test_guesses_of_all_do_not_lock_the_owner_s_browser(
    phones: Phones, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, thief = Client(), Client()
    phones.sign_in(own, PHONE)
    own.post("/sign-out/")
    Bucket.private.all().delete()  # what the way here used up
    lowered = tuple(
        replace(limit, most=1) if limit.by == "everybody" else limit
        for limit in LIMITS["guess_code"]
    )
    monkeypatch.setattr(limits, "LIMITS", {**LIMITS, "guess_code": lowered})
    ask_code(thief, OTHER)
    assert [enter(thief, wrong(phones.code_of(OTHER))) for _ in range(2)] == [422, 429]
    ask_code(own, PHONE)
    enter(own, phones.code_of(PHONE))
    assert is_in(own)


def test_right_code_changes_the_session_s_key(client: Client, phones: Phones) -> None:
    """A newcomer's too, before there is an account: the name makes it."""
    ask_code(client, "+6281234567899")
    before = client.session.session_key
    enter(client, phones.code_of("+6281234567899"))
    assert client.session.session_key != before
    stale = Client()
    stale.cookies["sessionid"] = before or ""
    assert stale.get("/sign-in/name/")["Location"] == "/sign-in/"


def test_name_page_asks_for_a_confirmed_phone(client: Client, phones: Phones) -> None:
    ask_code(client, PHONE)
    assert client.post("/sign-in/name/", {"name": "Siti"})["Location"] == "/sign-in/"
    assert not User.objects.exists()


@pytest.mark.parametrize("phone", ["", "12", "bukan nomor", "\x00"])
def test_no_phone_no_code(client: Client, phones: Phones, phone: str) -> None:
    response = client.post("/sign-in/", {"phone": phone})
    assert response.status_code == 422 and wrong_fields(response.content)["phone"]
    assert not phones.messages


def test_without_a_sender_the_page_says_so(client: Client) -> None:
    response = in_english(client).post("/sign-in/", {"phone": PHONE})
    assert response.status_code == 503
    assert "can't be sent just now" in text(response.content)


def test_latest_messages_are_shown_where_gandeng_is_tried_out_only(
    client: Client, settings: Any
) -> None:
    settings.DEMO, settings.MESSAGE_SENDERS = True, ["page"]
    senders.latest.clear()
    ask_code(client, PHONE)
    shown = text(client.get("/dev/messages/").content)
    assert "…7890" in shown and "6281234567890" not in shown
    assert "kode masuk Gandeng" in shown
    settings.DEMO = False
    assert client.get("/dev/messages/").status_code == 404
    assert client.post("/sign-in/", {"phone": PHONE}).status_code == 503
    assert len(senders.latest) == 1
    senders.latest.clear()


def test_a_thousand_guesses_are_locked_while_a_shelter_gets_in(phones: Phones, user: User) -> None:
    """1,000 guesses at one phone's codes from 50 addresses, each with a browser of its own; then
    300 people behind one address, all within an hour."""
    own, known = Client(), Client()
    phones.sign_in(known, PHONE, REMOTE_ADDR="198.51.100.1")
    ask_code(own, PHONE, REMOTE_ADDR="198.51.100.2")
    code, answers = phones.code_of(PHONE), []
    for number in range(50):
        thief, address = Client(), f"203.0.113.{number}"
        answers.append(ask_code(thief, PHONE, REMOTE_ADDR=address))
        answers += [enter(thief, wrong(code), REMOTE_ADDR=address) for _ in range(20)]
        assert not is_in(thief)
    # 12 codes an hour, of which two went to the owner. Of the 1,000 guesses 10 x 5 were looked
    # at: 4 told as wrong, the fifth sent back to the start, as all others were.
    assert answers.count(429) == 40
    assert answers.count(422) == 10 * 4
    # The owner still gets in: with the code that they had, and where they have been before.
    enter(own, code, REMOTE_ADDR="198.51.100.2")
    assert is_in(own)
    known.post("/sign-out/")
    phones.sign_in(known, PHONE, REMOTE_ADDR="198.51.100.1")
    for number in range(300):
        signs_in_at_a_shelter(phones, f"+62813000{number:05d}", whole=number % 30 == 29)


def signs_in_at_a_shelter(phones: Phones, phone: str, *, whole: bool) -> None:
    """Somebody mistypes the code twice. Unless ``whole``, only what is counted of it for the
    address is done: 300 people on pages would take the tests a minute."""
    browser, address = Client(), "192.0.2.1"
    if not whole:
        count_for(address, "send_code")
        for _ in range(3):
            count_for(address, "guess_code")
        return
    ask_code(browser, phone, REMOTE_ADDR=address)
    for _ in range(2):
        assert enter(browser, wrong(phones.code_of(phone)), REMOTE_ADDR=address) == 422
    assert enter(browser, phones.code_of(phone), REMOTE_ADDR=address) == 302
    assert "phone_confirmed" in browser.session


def count_for(address: str, action: str) -> None:
    (limit,) = (each for each in LIMITS[action] if each.by == "network")
    assert limits.spend_one(limits.key_of(action, limit, address), limit) == 0


def test_locked_phone_is_told_how_long_and_opens_again(
    client: Client, phones: Phones, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4 codes an hour from one network: the next one 15 minutes later."""
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    assert [ask_code(Client(), PHONE) for _ in range(4)] == [302] * 4
    response = in_english(client).post("/sign-in/", {"phone": PHONE})
    assert response.status_code == 429 and response["Retry-After"] == "900"
    assert "again in 15 min" in wrong_fields(response.content)["phone"]
    later = now + limits.MINUTE * 15
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert ask_code(client, PHONE) == 302
