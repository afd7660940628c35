"""The page on which organisations make and revoke tokens of their programs."""

import re

import pytest
from django.test import Client

from people.models import ApiToken, User
from people.person import Person
from people.roles import add_staff
from tests.api.client import program_with
from tests.factories import account_of, show_second_factor, somebody
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields
from tests.organisations import organisation, staff_of, token_of

pytestmark = pytest.mark.django_db

PAGE = "/security/tokens/"
SECRET = re.compile(r"gandeng_[\w-]{43}")
FORM = {"name": "Aplikasi gudang", "scopes": ["read", "offers"], "days": "30"}


@pytest.fixture
def foundation() -> User:
    return organisation()


@pytest.fixture
def member(foundation: User) -> Person:
    return staff_of(foundation)


def proven(member: Person) -> Client:
    """A browser in which the second factor was shown."""
    browser = in_english(browser_of(member))
    session = browser.session
    show_second_factor(session, account_of(member))
    session.save()
    return browser


def test_member_makes_a_token_and_sees_it_once(foundation: User, member: Person) -> None:
    browser = proven(member)
    made = browser.post(PAGE, FORM)
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    secret = SECRET.findall(made.content.decode())[0]
    me = program_with(secret).get("/me/").body
    assert me["name"] == "Yayasan Contoh" and me["token"]["scopes"] == ["read", "offers"]
    again = browser.get(PAGE).content
    assert not SECRET.search(again.decode())
    assert "Aplikasi gudang" in text(again) and "Made by Staf Contoh" in text(again)


def test_sending_the_form_again_makes_no_second_token(foundation: User, member: Person) -> None:
    browser = proven(member)
    browser.post(PAGE, FORM)
    again = browser.post(PAGE, FORM)
    assert again.status_code == 422
    assert wrong_fields(again.content) == {
        "name": "There is a token of this name already. Please choose another name."
    }
    assert ApiToken.private.count() == 1


def test_wrong_fields_are_told_and_what_was_typed_stays(member: Person) -> None:
    form = {"name": "x" * 61, "scopes": ["deliveries"], "days": "999"}
    page = proven(member).post(PAGE, form)
    assert page.status_code == 422
    assert set(wrong_fields(page.content)) == {"name", "days"}
    assert 'value="deliveries" checked' in page.content.decode()
    assert not ApiToken.private.exists()


def test_member_revokes_a_colleague_s_token(foundation: User, member: Person) -> None:
    made = token_of(foundation)
    browser = proven(member)
    (action,) = [found for found in actions(browser.get(PAGE).content) if "revoke" in found]
    answer = browser.post(action, follow=True)
    assert "The token is revoked." in text(answer.content)
    assert program_with(made.secret).get("/me/").refused == (401, "token_invalid")


def test_without_the_second_factor_one_is_led_to_show_it(foundation: User, member: Person) -> None:
    made = token_of(foundation)
    browser = in_english(browser_of(member))
    page = browser.get(PAGE)
    assert "first confirm with your second factor" in text(page.content)
    for url in (PAGE, f"{PAGE}{made.token.pk}/revoke/"):
        assert browser.post(url, FORM)["Location"] == f"/security/confirm/?next={PAGE}"
    assert ApiToken.private.filter(revoked_at=None).count() == 1


def test_whoever_has_no_second_factor_is_led_to_set_one_up(foundation: User) -> None:
    person = somebody()
    add_staff(account_of(person), foundation)
    assert browser_of(person).post(PAGE, FORM)["Location"] == f"/security/?next={PAGE}"


def test_whoever_works_for_no_organisation_reads_who_has_tokens(foundation: User) -> None:
    made = token_of(foundation)
    browser = in_english(browser_of(somebody()))
    told = browser.get(PAGE)
    assert told.status_code == 403 == browser.post(PAGE, FORM).status_code
    assert "Tokens are for organisations" in text(told.content)
    assert "<form" not in told.content.decode().split("<main")[1].split("</main>")[0]
    assert PAGE not in browser.get("/give/").content.decode()
    other = proven(staff_of(organisation()))
    assert other.post(f"{PAGE}{made.token.pk}/revoke/").status_code == 404
    assert other.post(PAGE, {**FORM, "organisation": foundation.pk}).status_code == 200
    assert not ApiToken.private.filter(organisation=foundation, name=FORM["name"]).exists()


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/sign-in/")


def test_menu_leads_there(member: Person) -> None:
    assert PAGE in browser_of(member).get("/give/").content.decode()
