"""Offices from kelurahan level up need a second factor."""

import io
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from rest_framework.test import APIClient

from aid.actions.pledges import pledge_to_neighbourhood, pledge_to_request
from aid.errors import NotFound, NothingLeft
from aid.queries.links import person_in
from people import factors
from people.accounts import create_account
from people.limits import LIMITS
from people.models import Membership, User
from people.person import Role
from people.queries import person_of
from tests import factories
from tests.api.client import Client as ApiClient
from tests.factories import CITY, HOME, KECAMATAN, RW_901, rw_901
from tests.frontend.browsers import in_english, text
from tests.frontend.phones import phones_at_hand

pytestmark = pytest.mark.django_db

LOGIN, PASSWORD = "petugas@kapuk.test", "pasar-minggu-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BOARD = f"/board/{HOME}/"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hashing is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def user() -> User:
    made = create_account(LOGIN, "Petugas Contoh", PASSWORD)
    Membership.objects.create(user=made, role=Role.COORDINATOR, region_id=HOME)
    return made


@pytest.fixture
def app(user: User) -> Authenticator:
    """The user's authenticator app, set up."""
    return totp.TOTP.activate(user, SECRET).instance


def sign_in(browser: Client, password: str = PASSWORD) -> str:
    form = {"login": LOGIN, "password": password}
    return browser.post("/sign-in/password/", form).headers.get("Location", "")


def code_now(secret: str = SECRET) -> str:
    (counter,) = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def give(browser: Client, code: str, url: str = "/sign-in/second-factor/") -> Any:
    return browser.post(url, {"code": code})


def test_coordinator_without_second_factor_sees_no_board(client: Client, user: User) -> None:
    assert sign_in(client) == "/board/"
    assert client.get("/board/")["Location"] == "/security/"
    assert client.get(BOARD)["Location"] == f"/security/?next={BOARD}"
    assert "second factor" in text(in_english(client).get("/security/").content)


def test_coordinator_without_second_factor_has_no_office_at_the_api(user: User) -> None:
    django = APIClient()
    django.force_login(user)
    assert ApiClient(django).get("/me/").body["roles"] == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("code", ["31", CITY, KECAMATAN, HOME])
def test_no_office_from_kelurahan_up_counts_without_it(code: str, role: Role) -> None:
    made = create_account("lain@kapuk.test", "Petugas Lain")
    Membership.objects.create(user=made, role=role, region_id=code)
    assert person_of(made).roles == ()
    factories.protect(made)
    shown = factories.factors_of(made)
    assert person_of(made).roles == person_of(made, factors=[shown[0] + 1]).roles == ()
    assert [each.region_code for each in person_of(made).withheld] == [code]
    assert [each.region_code for each in person_of(made, factors=shown).roles] == [code]


def test_rw_people_need_none(client: Client) -> None:
    rw_901()
    made = create_account(LOGIN, "Ketua RW", PASSWORD)
    Membership.objects.create(user=made, role=Role.COORDINATOR, region_id=RW_901)
    assert sign_in(client) == "/board/"
    assert client.get(f"/board/{RW_901}/").status_code == 200


def test_made_up_offices_need_none(client: Client, user: User) -> None:
    user.is_demo = True
    user.save()
    with override_settings(DEMO=True):
        sign_in(client)
        assert client.get(BOARD).status_code == 200
        assert client.get("/security/app/").status_code == 403


def test_app_s_code_opens_the_board(client: Client, user: User, app: Authenticator) -> None:
    assert sign_in(client) == "/sign-in/second-factor/"
    assert "_auth_user_id" not in client.session
    assert client.get(BOARD)["Location"] == f"/sign-in/?next={BOARD}"
    assert client.get("/sign-in/second-factor/").status_code == 200
    assert give(client, wrong(code_now())).status_code == 200
    assert "_auth_user_id" not in client.session
    assert give(client, code_now())["Location"] == "/board/"
    assert client.get(BOARD).status_code == 200


def test_app_s_code_works_once(user: User, app: Authenticator) -> None:
    first, second = Client(), Client()
    code = code_now()
    for browser in (first, second):
        sign_in(browser)
        give(browser, code)
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_second_factor_of_another_session_does_not_count(user: User, app: Authenticator) -> None:
    first, second = Client(), Client()
    sign_in(first)
    give(first, code_now())
    second.force_login(user)
    assert first.get(BOARD).status_code == 200
    assert second.get(BOARD)["Location"] == f"/security/?next={BOARD}"
    # Having it already, the account confirms with it.
    page = second.get(f"/security/?next={BOARD}").content.decode()
    assert f"/security/confirm/?next={BOARD}" in page


def test_confirming_opens_the_board_in_a_session_that_has_not_shown_it(
    client: Client, user: User, app: Authenticator
) -> None:
    client.force_login(user)
    assert client.get(f"/security/confirm/?next={BOARD}").status_code == 200
    response = client.post("/security/confirm/", {"code": code_now(), "next": BOARD})
    assert response["Location"] == BOARD
    assert client.get(BOARD).status_code == 200


def test_setting_up_the_app_opens_the_board(client: Client, user: User) -> None:
    sign_in(client)
    page = client.get("/security/app/").content.decode()
    secret = client.session[totp.SECRET_SESSION_KEY]
    assert secret in page and "<svg" in page
    assert give(client, wrong(code_now(secret)), "/security/app/").status_code == 200
    response = give(client, code_now(secret), "/security/app/")
    assert response["Location"] == "/security/codes/"
    codes = re.findall(r"<li>(\d{8})</li>", client.get("/security/codes/").content.decode())
    assert len(codes) == 10
    # They are shown once.
    assert codes[0] not in client.get("/security/codes/").content.decode()
    assert client.get(BOARD).status_code == 200


def test_recovery_code_works_once(client: Client, user: User, app: Authenticator) -> None:
    code = RecoveryCodes.activate(user).generate_codes()[0]
    for browser, is_in in ((client, True), (Client(), False)):
        sign_in(browser)
        give(browser, code)
        assert ("_auth_user_id" in browser.session) is is_in


def test_factors_change_only_after_saying_again_who_one_is(
    client: Client, user: User, app: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(user)
    session = client.session
    factories.show_second_factor(session, user)
    session.save()
    for url in ("/security/app/remove/", "/security/passkey/", "/security/codes/new/"):
        for response in (client.get(url), client.post(url)):
            assert response["Location"].startswith("/security/confirm/password/?next=")
    assert Authenticator.objects.filter(pk=app.pk).exists()
    wrong_password = client.post("/security/confirm/password/", {"password": "salah"})
    assert wrong_password.status_code == 200
    right = {"password": PASSWORD, "next": "/security/app/remove/"}
    assert client.post("/security/confirm/password/", right)["Location"] == right["next"]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert client.post("/security/app/remove/")["Location"].startswith("/security/confirm/")
    monkeypatch.setattr(time, "time", lambda: now)
    assert client.post("/security/app/remove/")["Location"] == "/security/"
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "/security/app/", "/security/app/remove/", "/security/passkey/",
        "/security/passkey/1/remove/", "/security/codes/", "/security/codes/new/",
    ],
)  # fmt: skip
def test_session_older_than_the_factor_changes_none_by_password(user: User, url: str) -> None:
    """Whoever stole the password before its owner set a factor up gains nothing by it later."""
    thief, owner = Client(), Client()
    sign_in(thief)
    sign_in(owner)
    owner.get("/security/app/")
    give(owner, code_now(owner.session[totp.SECRET_SESSION_KEY]), "/security/app/")
    thief.post("/security/confirm/password/", {"password": PASSWORD})
    for response in (thief.get(url), thief.post(url)):
        assert response.headers.get("Location") == f"/security/confirm/?next={url}"
    assert Authenticator.objects.filter(user=user).count() == 2
    assert thief.get(BOARD).status_code == 302
    assert owner.get(BOARD).status_code == 200
    assert owner.get(url).headers.get("Location") != f"/security/confirm/?next={url}"


def test_office_stays_closed_where_a_factor_was_shown_that_is_gone(
    user: User, app: Authenticator
) -> None:
    """A lost phone's session does not come back when its owner sets up another factor."""
    lost = Client()
    sign_in(lost)
    give(lost, code_now())
    call_command("reset_second_factor", LOGIN, stdout=io.StringIO())
    factories.protect(user)
    assert lost.get(BOARD)["Location"] == f"/security/?next={BOARD}"


def test_new_recovery_codes_keep_the_office_open(
    client: Client, user: User, app: Authenticator
) -> None:
    code = RecoveryCodes.activate(user).generate_codes()[0]
    sign_in(client)
    give(client, code)
    assert client.post("/security/codes/new/")["Location"] == "/security/codes/"
    assert client.get(BOARD).status_code == 200


def test_nobody_pledges_where_their_office_waits_for_a_second_factor(user: User) -> None:
    request = factories.verified()
    waiting = person_of(user)
    assert [each.region_code for each in waiting.withheld] == [HOME]
    with pytest.raises(NotFound):
        pledge_to_request(waiting, request.reference, 1)
    with pytest.raises(NothingLeft):
        pledge_to_neighbourhood(waiting, HOME, "sembako", 1)
    elsewhere = factories.verified(region=factories.ELSEWHERE)
    assert pledge_to_request(waiting, elsewhere.reference, 1)


def test_office_closes_at_once_when_the_second_factor_is_taken_away(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in(client)
    give(client, code_now())
    assert client.get(BOARD).status_code == 200
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "niemand@kapuk.test")
    call_command("reset_second_factor", LOGIN, stdout=io.StringIO())
    assert client.get(BOARD)["Location"] == f"/security/?next={BOARD}"
    assert sign_in(Client()) == "/board/"


def test_phone_code_alone_opens_no_account_with_a_second_factor(client: Client) -> None:
    made = create_account("+6281234567890", "Petugas Contoh")
    totp.TOTP.activate(made, SECRET)
    with phones_at_hand() as phones:
        client.post("/sign-in/", {"phone": "+6281234567890"})
        response = client.post("/sign-in/code/", {"code": phones.code_of("+6281234567890")})
    assert response["Location"] == "/sign-in/second-factor/"
    assert "_auth_user_id" not in client.session


def test_guesses_of_the_second_factor_are_counted_for_the_account(
    user: User, app: Authenticator
) -> None:
    """However many sessions and addresses they come from."""
    most = LIMITS["second_factor"][1].most
    answers = []
    for number in range(most + 2):
        browser = Client(REMOTE_ADDR=f"203.0.113.{number}")
        sign_in(browser)
        answers.append(give(browser, wrong(code_now())).status_code)
    assert answers == [200] * most + [429] * 2


def test_guesses_of_a_password_do_not_lock_the_owner_s_browser(user: User) -> None:
    own, thief = Client(REMOTE_ADDR="198.51.100.1"), Client()
    sign_in(own)
    own.post("/sign-out/")
    statuses = []
    for number in range(40):
        form = {"login": LOGIN, "password": "salah"}
        answer = thief.post("/sign-in/password/", form, REMOTE_ADDR=f"203.0.113.{number // 8}")
        statuses.append(answer.status_code)
    # 30 an hour, of which one was the owner's.
    assert statuses == [422] * 29 + [429] * 11
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99")) == ""
    assert sign_in(own) == "/board/"


def test_secrets_are_kept_sealed_and_open_after_a_change_of_keys(
    client: Client, user: User, app: Authenticator, settings: Any
) -> None:
    RecoveryCodes.activate(user)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(data::text, ' ') from mfa_authenticator")
        (kept,) = cursor.fetchone()
    assert SECRET not in kept
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = {**old, max(old) + 1: bytes(32)}
    assert factors.rotate() == 2
    assert factors.rotate() == 0
    settings.VAULT_KEYS = {max(old) + 1: bytes(32)}
    assert Authenticator.objects.get(pk=app.pk).wrap().validate_code(code_now())


def test_used_codes_are_kept_by_fingerprint_alone(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in(client)
    code = code_now()
    give(client, code)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(c::text, ' ') from people_cache c")
        (kept,) = cursor.fetchone()
    assert code not in kept and "user" not in kept


@pytest.mark.parametrize("table", ["account_emailaddress", "account_emailconfirmation"])
def test_tables_of_plain_addresses_take_no_row(user: User, table: str) -> None:
    columns = {
        "account_emailaddress": (
            f"(user_id, email, verified, \"primary\") values ({user.pk}, 'a@b.test', true, true)"
        ),
        "account_emailconfirmation": "(email_address_id, created, key) values (1, now(), 'x')",
    }
    with (
        pytest.raises(IntegrityError, match="stays_empty"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"insert into {table} {columns[table]}")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/", "/login/", "/signup/", "/logout/", "/password/reset/",
        "/password/change/", "/email/", "/confirm-email/", "/2fa/", "/accounts/2fa/",
        "/reauthenticate/", "/security/passkeys/", "/security/codes/download/",
        "/security/trust/", "/login/code/confirm/", "/phone/verify/",
    ],
)  # fmt: skip
def test_pages_of_allauth_s_own_are_not_there(client: Client, user: User, path: str) -> None:
    assert client.get(path).status_code == 404
    client.force_login(user)
    assert client.get(path).status_code == 404


def test_one_s_second_factors_are_nobody_else_s(
    client: Client, user: User, app: Authenticator
) -> None:
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "#1"})
    other = create_account("lain@kapuk.test", "Orang Lain", PASSWORD)
    client.post("/sign-in/password/", {"login": "lain@kapuk.test", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(other.pk)
    assert client.post(f"/security/passkey/{key.pk}/remove/").status_code == 404
    assert client.post("/security/app/remove/").status_code == 404
    assert Authenticator.objects.count() == 2


def test_session_s_person_is_the_same_at_all_doors(
    client: Client, user: User, app: Authenticator
) -> None:
    """Pages, API and sockets take the Person from one function."""
    client.force_login(user)
    assert person_in(user, client.session).roles == ()
    client.post("/sign-out/")
    sign_in(client)
    give(client, code_now())
    assert [each.region_code for each in person_in(user, client.session).roles] == [HOME]
