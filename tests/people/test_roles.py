"""Roles granted and taken back on the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people.accounts import create_account
from people.person import Role
from people.queries import person_of
from tests import factories
from tests.factories import HOME

pytestmark = pytest.mark.django_db
LOGIN = "+6281234567890"


def roles(*arguments: str) -> str:
    said = StringIO()
    call_command("roles", *arguments, stdout=said)
    return said.getvalue()


def test_a_role_is_granted_listed_and_revoked() -> None:
    user = create_account(LOGIN, "Siti Contoh")
    roles("grant", LOGIN, "coordinator", HOME)
    factories.protect(user)
    shown = factories.factors_of(user)
    assert person_of(user, factors=shown).has_role(Role.COORDINATOR, f"{HOME}.901")
    assert "Siti Contoh" in roles("list")
    roles("revoke", LOGIN, "coordinator", HOME)
    assert not person_of(user, factors=shown).roles


def test_staff_are_added_and_removed() -> None:
    user = create_account(LOGIN, "Siti Contoh")
    number = roles("organisation", "Yayasan Contoh").split()[-1]
    roles("staff", LOGIN, number)
    assert person_of(user).organisations == {int(number)}
    roles("unstaff", LOGIN, number)
    assert not person_of(user).organisations


@pytest.mark.parametrize(
    "arguments",
    [
        ("grant", "+6289999999999", "coordinator", HOME),
        ("grant", LOGIN, "coordinator", "99.99"),
        ("revoke", LOGIN, "coordinator", HOME),
        ("staff", LOGIN, "0"),
        ("grant", LOGIN, "king", HOME),
    ],
)
def test_what_does_not_exist_is_told(arguments: tuple[str, ...]) -> None:
    create_account(LOGIN, "Siti Contoh")
    with pytest.raises(CommandError):
        roles(*arguments)
