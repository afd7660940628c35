"""Signing in and out."""

from typing import Any

import pytest
from django.test import Client, override_settings

from aid.checks import login
from people.accounts import create_account
from people.models import Membership, User
from people.person import Person, Role
from tests import factories
from tests.frontend.browsers import browser_of, in_english, text, wrong_fields

pytestmark = pytest.mark.django_db

PHONE = "+6281234567890"
PASSWORD = "pasar-minggu-2026"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hashing is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def user() -> User:
    return create_account(PHONE, "Siti Contoh", PASSWORD)


def sign_in(browser: Client, login: str, password: str = PASSWORD, **more: str) -> str:
    """Where signing in leads; nothing when it is refused."""
    form = {"login": login, "password": password, **more}
    response = browser.post("/sign-in/password/", form)
    return response["Location"] if response.status_code == 302 else ""


@pytest.mark.parametrize("login", ["0812 3456 7890", "+62 812-3456-7890", "081234567890"])
def test_phone_number_may_be_written_as_people_write_it(
    client: Client, user: User, login: str
) -> None:
    assert sign_in(client, login) == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_e_mail_is_found_in_any_case() -> None:
    assert login("  Warga@Contoh.TEST ") == "warga@contoh.test"


@pytest.mark.parametrize(
    ("login", "password"),
    [("0812 3456 7890", "salah"), ("0899 9999 9999", PASSWORD), ("", ""), ("\x00", "\x00")],
)
def test_refusal_does_not_tell_which_part_is_wrong(
    client: Client, user: User, login: str, password: str
) -> None:
    response = in_english(client).post("/sign-in/password/", {"login": login, "password": password})
    assert response.status_code == 422
    assert wrong_fields(response.content) == {
        "login": "The number or e-mail and the password don't match. Check both, or sign in with "
        "your phone number."
    }
    assert f'value="{PASSWORD}"' not in response.content.decode()


def test_inactive_account_cannot_sign_in(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    assert sign_in(client, PHONE) == ""


def test_person_goes_on_to_where_they_were_going(client: Client, user: User) -> None:
    asked = client.get("/deliveries/")
    assert asked["Location"] == "/sign-in/?next=/deliveries/"
    assert sign_in(client, PHONE, next="/deliveries/") == "/deliveries/"


def test_office_begins_on_its_board(client: Client, user: User) -> None:
    Membership.objects.create(user=user, role=Role.COORDINATOR, region_id=factories.HOME)
    assert sign_in(client, PHONE) == "/board/"


@pytest.mark.parametrize("url", ["https://contoh.test/", "//contoh.test/", "javascript:alert(1)"])
def test_other_sites_are_not_gone_to(client: Client, user: User, url: str) -> None:
    assert sign_in(client, PHONE, next=url) == "/"


def test_signing_out_ends_the_session(client: Client, user: User) -> None:
    sign_in(client, PHONE)
    response = client.post("/sign-out/", follow=True)
    assert "Anda sudah keluar" in text(response.content)
    assert client.get("/deliveries/").status_code == 302


def test_a_link_cannot_sign_anybody_out(client: Client, user: User) -> None:
    sign_in(client, PHONE)
    assert client.get("/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session


def test_demo_people_are_offered_in_demo_mode_only(client: Client) -> None:
    with override_settings(DEMO=True):
        assert "donatur@contoh.test" in text(client.get("/sign-in/").content)
    with override_settings(DEMO=False):
        assert "contoh.test" not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("demo", [True, False])
def test_made_up_people_sign_in_in_demo_mode_only(client: Client, *, demo: bool) -> None:
    create_account("petugas@contoh.test", "Petugas", PASSWORD, is_demo=True)
    with override_settings(DEMO=demo):
        sign_in(client, "petugas@contoh.test")
        assert ("_auth_user_id" in client.session) is demo


def test_a_session_of_demo_mode_does_not_outlive_it(client: Client) -> None:
    made_up = create_account("petugas@contoh.test", "P", PASSWORD, is_demo=True)
    client.force_login(made_up)
    with override_settings(DEMO=True):
        assert client.get("/deliveries/").status_code == 200
    with override_settings(DEMO=False):
        assert client.get("/deliveries/").status_code == 302


def test_signing_out_asks_where_the_phone_keeps_a_form(resident: Person) -> None:
    """No script is needed for it: the browser brings the mark."""
    browser = in_english(browser_of(resident))
    browser.cookies["gandeng-ask"] = "1"
    asked = browser.post("/sign-out/")
    assert asked.status_code == 200 and "Clear-Site-Data" not in asked
    assert "A form on this phone was not sent yet" in text(asked.content)
    assert "_auth_user_id" in browser.session
    gone = browser.post("/sign-out/", {"anyway": "1"})
    assert gone["Location"] == "/" and gone["Clear-Site-Data"] == '"storage"'
    assert gone.cookies["gandeng-ask"]["max-age"] == 0
    assert "_auth_user_id" not in browser.session
