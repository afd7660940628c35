"""Who holds which role, on the board: found, given, taken back, reached."""

import pytest

from people.models import Membership, User
from people.person import Person, Role
from people.private import details_of
from people.roles import add_staff
from tests import factories
from tests.factories import CITY, HOME, RW_901, account_of
from tests.frontend.browsers import actions, browser_of, in_english, text, wrong_fields
from tests.organisations import organisation

pytestmark = pytest.mark.django_db

PAGE = f"/board/{HOME}/people/"
OF_CITY = f"/board/{CITY}/people/"


@pytest.fixture(autouse=True)
def rw() -> None:
    factories.rw_901()


def named(name: str, region: str = RW_901, role: Role = Role.COORDINATOR) -> User:
    user = factories.account(name)
    Membership.objects.create(user=user, role=role, region_id=region)
    return user


def shown(person: Person, url: str) -> str:
    return text(in_english(browser_of(person)).get(url).content)


def test_roles_of_the_region_and_below_are_listed(coordinator: Person) -> None:
    named("Ketua Contoh")
    named("Orang Jauh Contoh", factories.ELSEWHERE)
    page = shown(coordinator, PAGE)
    assert "Ketua Contoh" in page and "Orang Jauh Contoh" not in page


@pytest.mark.parametrize(("asked", "found"), [("ketua", True), ("901", True), ("nobody", False)])
def test_roles_are_found_by_name_and_region(coordinator: Person, asked: str, found: bool) -> None:
    named("Ketua 901 Contoh")
    assert ("Ketua 901 Contoh" in shown(coordinator, f"{PAGE}?text={asked}")) is found


def test_roles_are_chosen_by_kind(coordinator: Person) -> None:
    named("Kader Contoh", role=Role.CADRE)
    named("Ketua Contoh")
    page = shown(coordinator, f"{PAGE}?role=cadre")
    assert "Kader Contoh" in page and "Ketua Contoh" not in page


def test_it_is_told_since_when_by_whom_and_for_which_organisation(
    coordinator: Person, city_coordinator: Person
) -> None:
    user = named("Ketua Contoh")
    Membership.objects.filter(user=user).update(granted_by=city_coordinator.user_id)
    add_staff(user, organisation())
    page = shown(coordinator, PAGE)
    assert "given by Petugas Contoh" in page
    assert "given by whoever runs the site" in page
    assert "works for" in page and "Has not signed in yet" in page


def test_office_without_a_second_factor_is_told_of(city_coordinator: Person) -> None:
    named("Lurah Contoh", HOME)
    assert "no second factor is set up" in shown(city_coordinator, OF_CITY)


def test_regions_without_a_coordinator_are_named(city_coordinator: Person) -> None:
    page = shown(city_coordinator, OF_CITY)
    assert "Without a coordinator" in page and "Kelurahan Kapuk" in page


def test_residents_and_other_offices_see_none_of_it(
    stranger: Person, other_coordinator: Person, rw_head: Person
) -> None:
    for person in (stranger, other_coordinator, rw_head):
        assert browser_of(person).get(PAGE).status_code == 403


def test_buttons_are_those_that_the_rules_allow(
    coordinator: Person, auditor: Person, rw_head: Person
) -> None:
    """A colleague's role is for the office above to take; an auditor only looks."""
    colleague = Membership.objects.get(user_id=factories.office(HOME).user_id)
    below = Membership.objects.get(user_id=rw_head.user_id)
    forms = actions(browser_of(coordinator).get(PAGE).content)
    assert f"{PAGE}{below.pk}/take/" in forms and f"{PAGE}give/" in forms
    assert f"{PAGE}{colleague.pk}/take/" not in forms
    assert f"{PAGE}{colleague.pk}/contact/" in forms
    looking = actions(browser_of(auditor).get(PAGE).content)
    assert not [each for each in looking if "give" in each or "contact" in each]


def test_role_is_given_and_what_is_wrong_is_told(coordinator: Person) -> None:
    browser = in_english(browser_of(coordinator))
    user = factories.account("Kader Contoh")
    form = {"login": "0812 9999 9999", "role": "cadre", "region": RW_901}
    refused = browser.post(f"{PAGE}give/", form)
    assert refused.status_code == 422 and "login" in wrong_fields(refused.content)
    assert 'value="0812 9999 9999"' in refused.content.decode()
    browser.post(f"{PAGE}give/", {**form, "login": details_of(user).login})
    assert Membership.objects.get(user=user).granted_by_id == coordinator.user_id


def test_role_is_taken_back_once_it_is_known_to_be_the_last(
    coordinator: Person, rw_head: Person
) -> None:
    browser = in_english(browser_of(coordinator))
    held = Membership.objects.get(user_id=rw_head.user_id)
    told = browser.post(f"{PAGE}{held.pk}/take/")
    assert "Nobody else coordinates" in text(told.content)
    browser.post(f"{PAGE}{held.pk}/take/", {"knowing": "1"})
    assert not Membership.objects.filter(pk=held.pk).exists()


def test_who_gave_up_their_role_sees_whose_board_it_is(coordinator: Person) -> None:
    browser = in_english(browser_of(coordinator))
    held = Membership.objects.get(user_id=coordinator.user_id)
    answer = browser.post(f"{PAGE}{held.pk}/take/", {"knowing": "1"}, follow=True)
    assert "You have given up this role." in text(answer.content)
    assert "You hold no role in any region now." in text(answer.content)
    closed = browser.get(PAGE)
    assert closed.status_code == 403
    assert "Your account holds no role in Kelurahan Kapuk." in text(closed.content)


def test_who_opens_another_board_is_led_to_their_own(coordinator: Person) -> None:
    closed = browser_of(coordinator).get(f"/board/{factories.ELSEWHERE}/")
    assert closed.status_code == 403
    assert f'href="/board/{HOME}/"' in closed.content.decode()


def test_contact_is_shown_in_the_answer_alone(coordinator: Person, rw_head: Person) -> None:
    held = Membership.objects.get(user_id=rw_head.user_id)
    login = details_of(account_of(rw_head)).login
    browser = browser_of(coordinator)
    answer = browser.post(f"{PAGE}{held.pk}/contact/")
    assert login in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert login not in browser.get(PAGE).content.decode()


def test_cadre_who_opens_a_board_is_led_to_their_lists(cadre: Person) -> None:
    closed = browser_of(cadre).get(f"/board/{HOME}/")
    assert closed.status_code == 403
    assert f'href="/board/{RW_901}/lists/"' in closed.content.decode()
