"""Organisations, those who work for them, and tokens of their programs."""

from django.utils import timezone

from people import tokens
from people.accounts import create_organisation
from people.models import User
from people.person import Person
from people.queries import person_of
from people.roles import add_staff
from people.scopes import SCOPES
from people.tokens import Made, Terms
from tests import factories

numbers = factories.count(1)


def organisation(*, verified: bool = True) -> User:
    at = timezone.now() if verified else None
    return create_organisation("Yayasan Contoh", verified_at=at)


def staff_of(organisation: User) -> Person:
    """A new person who works for ``organisation`` and has a second factor."""
    user = factories.account("Staf Contoh")
    add_staff(user, organisation)
    factories.protect(user)
    return person_of(user)


def token_of(organisation: User, *scopes: str, days: int = 90, by: Person | None = None) -> Made:
    """A token for ``scopes``, or for all; made by somebody who works there."""
    maker = by or staff_of(organisation)
    assert maker.user_id is not None
    terms = Terms(f"Program {next(numbers)}", scopes or tuple(SCOPES), days)
    return tokens.make(organisation.pk, maker.user_id, terms)
