"""From an account and a session to the Person that rules decide on."""

import pytest
from django.db import IntegrityError, transaction

from people.accounts import create_account
from people.models import Membership
from people.person import ANYONE, SYSTEM, Person, Role, RoleInRegion
from people.queries import person_of
from tests import factories
from tests.factories import CITY, HOME, RW_901


def test_role_reaches_its_region_and_what_lies_below() -> None:
    held = RoleInRegion(Role.COORDINATOR, CITY)
    assert held.reaches(CITY) and held.reaches(HOME) and held.reaches(RW_901)
    assert not held.reaches("31") and not held.reaches("31.731") and not held.reaches("")


def test_anyone_and_the_system_hold_no_office() -> None:
    for person in (ANYONE, SYSTEM):
        assert person.user_id is None and not person.is_coordinator
        assert person.regions(*Role) == ()


def test_regions_by_role() -> None:
    roles = (RoleInRegion(Role.AUDITOR, CITY), RoleInRegion(Role.COORDINATOR, HOME))
    person = Person(user_id=1, roles=roles)
    assert person.regions(Role.COORDINATOR) == (HOME,)
    assert person.regions(Role.AUDITOR, Role.COORDINATOR) == (CITY, HOME)
    assert person.has_role(Role.AUDITOR, HOME) and not person.has_role(Role.COORDINATOR, CITY)


@pytest.mark.django_db
def test_person_of_an_account_holds_its_roles_in_one_statement(
    django_assert_num_queries: object,
) -> None:
    user = factories.account()
    for code in (HOME, CITY):
        Membership.objects.create(user=user, role=Role.COORDINATOR, region_id=code)
    factories.protect(user)
    shown = factories.factors_of(user)
    with django_assert_num_queries(1):  # type: ignore[operator]
        person = person_of(user, factors=shown)
    assert person.user_id == user.pk
    assert set(person.regions(Role.COORDINATOR)) == {HOME, CITY}


@pytest.mark.django_db
def test_closed_account_keeps_no_rights_but_opened_links() -> None:
    user = factories.account()
    Membership.objects.create(user=user, role=Role.COORDINATOR, region_id=HOME)
    user.is_active = False
    assert person_of(user, opened=[7]) == Person(opened=frozenset([7]))


@pytest.mark.django_db
def test_same_role_in_a_region_is_held_once() -> None:
    user = factories.account()
    Membership.objects.create(user=user, role=Role.AUDITOR, region_id=HOME)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role=Role.AUDITOR, region_id=HOME)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role="king", region_id=HOME)


@pytest.mark.django_db
def test_password_is_kept_as_a_hash() -> None:
    user = create_account("siti@contoh.test", "Siti", "rahasia sekali")
    assert "rahasia" not in user.password and user.check_password("rahasia sekali")
    assert "siti" not in str(user)
