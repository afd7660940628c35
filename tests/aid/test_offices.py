"""Who gives roles and takes them back, what is recorded of it, and what it leaves behind."""

from dataclasses import replace

import pytest

from aid.actions import disclosure, offices, staff
from aid.actions.offices import Wanted
from aid.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from aid.models import Event
from aid.office_errors import LastCoordinator
from aid.offices import given
from people.models import ApiToken, Membership, User
from people.person import ANYONE, Person, Role
from people.private import details_of
from people.roles import add_staff
from people.tokens import by_secret
from tests import factories
from tests.factories import CITY, ELSEWHERE, HOME, KECAMATAN, RW_901, account_of, account_person
from tests.organisations import organisation, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rw() -> None:
    factories.rw_901()


@pytest.fixture
def newcomer() -> User:
    return factories.account("Petugas Baru Contoh")


def wanted(user: User, role: str = "coordinator", region: str = HOME) -> Wanted:
    return Wanted(details_of(user).login, role, region)


def held_by(person: Person) -> Membership:
    return Membership.objects.get(user_id=person.user_id)


def test_role_is_given_from_the_next_request_on_and_recorded(
    city_coordinator: Person, newcomer: User
) -> None:
    made = offices.give(city_coordinator, wanted(newcomer))
    assert made.granted_by_id == city_coordinator.user_id
    factories.protect(newcomer)
    assert account_person(newcomer.pk).has_role(Role.COORDINATOR, RW_901)
    event = Event.log.get(kind="give_role")
    assert (event.actor_id, event.region_code) == (city_coordinator.user_id, HOME)
    assert event.facts == {"account": newcomer.pk, "role": "coordinator"}


@pytest.mark.parametrize("region", [CITY, "31", ELSEWHERE])
def test_nobody_gives_roles_at_their_own_level_or_elsewhere(
    city_coordinator: Person, newcomer: User, region: str
) -> None:
    for role in ("coordinator", "auditor"):
        with pytest.raises(NotAllowed):
            offices.give(city_coordinator, wanted(newcomer, role, region))
    assert not Membership.objects.filter(user=newcomer).exists()


def test_rw_gives_its_cadres_their_role_and_nothing_else(rw_head: Person, newcomer: User) -> None:
    assert given(rw_head, RW_901) == (Role.CADRE,)
    offices.give(rw_head, wanted(newcomer, "cadre", RW_901))
    with pytest.raises(NotAllowed):
        offices.give(rw_head, wanted(newcomer, "coordinator", RW_901))


def test_auditors_residents_and_nobody_give_no_roles(
    auditor: Person, stranger: Person, newcomer: User
) -> None:
    for person in (auditor, stranger):
        with pytest.raises(NotAllowed):
            offices.give(person, wanted(newcomer))
    with pytest.raises(SignInNeeded):
        offices.give(ANYONE, wanted(newcomer))


def test_office_that_waits_for_a_second_factor_gives_no_roles(
    city_coordinator: Person, newcomer: User
) -> None:
    waiting = replace(city_coordinator, roles=(), withheld=city_coordinator.roles)
    with pytest.raises(NotAllowed):
        offices.give(waiting, wanted(newcomer))


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"login": "0812 9999 9999"}, "login", "account_unknown"),
        ({"login": ""}, "login", "account_unknown"),
        ({"role": "king"}, "role", "role_unknown"),
        ({"role": "cadre"}, "role", "role_unknown"),
        ({"region": "99"}, "region", "region_unknown"),
        ({"region": f"{HOME}\x00"}, "region", None),
    ],
)
def test_wrong_entries_are_told_by_field(
    city_coordinator: Person, newcomer: User, changed: dict[str, str], field: str, code: str | None
) -> None:
    asked = replace(wanted(newcomer), **changed)
    if code is None:
        assert offices.give(city_coordinator, asked).region_id == HOME
        return
    with pytest.raises(Invalid) as refused:
        offices.give(city_coordinator, asked)
    assert refused.value.problems[field].code == code


def test_nobody_gives_themselves_a_role(city_coordinator: Person) -> None:
    with pytest.raises(Invalid) as refused:
        offices.give(city_coordinator, wanted(account_of(city_coordinator)))
    assert refused.value.problems["login"].code == "account_own"


def test_organisations_hold_no_roles_and_one_role_is_held_once(
    city_coordinator: Person, newcomer: User
) -> None:
    offices.give(city_coordinator, wanted(newcomer))
    with pytest.raises(Invalid) as refused:
        offices.give(city_coordinator, wanted(newcomer))
    assert refused.value.problems["login"].code == "role_held"


def test_login_is_found_however_it_is_written(city_coordinator: Person, newcomer: User) -> None:
    login = f"  {details_of(newcomer).login.upper()} "
    assert offices.give(city_coordinator, Wanted(login, "auditor", KECAMATAN)).user == newcomer


def test_role_is_taken_back_and_that_is_recorded(
    coordinator: Person, city_coordinator: Person
) -> None:
    factories.office(HOME)
    held = held_by(coordinator)
    offices.take(city_coordinator, held.pk)
    assert not account_person(coordinator.user_id or 0).roles
    event = Event.log.get(kind="take_role")
    assert (event.actor_id, event.region_code) == (city_coordinator.user_id, HOME)
    assert event.facts == {"account": coordinator.user_id, "role": "coordinator"}


def test_last_coordinator_of_a_region_is_taken_away_knowingly_alone(
    coordinator: Person, city_coordinator: Person
) -> None:
    held = held_by(coordinator)
    for person in (city_coordinator, coordinator):
        with pytest.raises(LastCoordinator):
            offices.take(person, held.pk)
    assert Membership.objects.filter(pk=held.pk).exists()
    offices.take(coordinator, held.pk, knowing=True)
    assert not Membership.objects.filter(pk=held.pk).exists()


def test_colleague_and_office_below_take_nothing_back(
    coordinator: Person, city_coordinator: Person, rw_head: Person
) -> None:
    colleague = factories.office(HOME)
    with pytest.raises(NotAllowed):
        offices.take(colleague, held_by(coordinator).pk)
    for person in (coordinator, rw_head):
        with pytest.raises(NotFound):
            offices.take(person, held_by(city_coordinator).pk)


def test_stranger_learns_of_no_role(stranger: Person, coordinator: Person) -> None:
    held = held_by(coordinator)
    with pytest.raises(NotFound):
        offices.take(stranger, held.pk, knowing=True)
    with pytest.raises(NotFound):
        disclosure.contact_of_office(stranger, held.pk)
    with pytest.raises(SignInNeeded):
        disclosure.contact_of_office(ANYONE, held.pk)


def test_look_at_a_contact_is_recorded(coordinator: Person, city_coordinator: Person) -> None:
    _, details = disclosure.contact_of_office(city_coordinator, held_by(coordinator).pk)
    assert details.login == details_of(account_of(coordinator)).login
    event = Event.log.get(kind="see_contact_of_office")
    assert (event.actor_id, event.facts["account"]) == (
        city_coordinator.user_id, coordinator.user_id
    )  # fmt: skip


def test_auditor_sees_no_contact(coordinator: Person, auditor: Person) -> None:
    with pytest.raises(NotAllowed):
        disclosure.contact_of_office(auditor, held_by(coordinator).pk)
    assert not Event.log.filter(kind="see_contact_of_office").exists()


def test_tokens_of_who_leaves_end_each_with_an_event(donor: Person) -> None:
    firm, user = organisation(), account_of(donor)
    add_staff(user, firm)
    made = token_of(firm, by=account_person(user.pk))
    kept = token_of(firm)
    staff.remove(user, firm)
    assert by_secret(made.secret) is None and by_secret(kept.secret) is not None
    assert ApiToken.private.get(pk=made.token.pk).revoked_at is not None
    assert Event.log.get(kind="remove_staff").facts == {
        "organisation": firm.pk, "account": user.pk
    }  # fmt: skip
    assert Event.log.get(kind="revoke_token").facts == {
        "organisation": firm.pk, "token": made.token.pk
    }  # fmt: skip


def test_who_is_no_staff_can_not_be_removed(donor: Person) -> None:
    with pytest.raises(NotFound):
        staff.remove(account_of(donor), organisation())
    assert not Event.log.exists()
