"""Making and finding accounts."""

import uuid
from dataclasses import replace
from typing import Any

from django.db import transaction

from people import private
from people.consent import NAMING
from people.models import Consent, User, login_fingerprint
from people.person import Person
from people.private import Details


@transaction.atomic
def create_account(login: str, name: str, password: str | None = None, **fields: Any) -> User:
    """A new account that signs in with ``login``, a phone in E.164 or an e-mail address.

    Without ``password`` nobody can sign in by password. Raises IntegrityError when there is an
    account with this login.
    """
    email = "@" in login
    details = Details(name=name, email=login if email else "", phone="" if email else login)
    user = User(
        login_fingerprint=login_fingerprint(login), details_id=private.keep(details), **fields
    )
    user.set_password(password)
    user.save(force_insert=True)
    return user


def find_account(login: str) -> User | None:
    """The account that signs in with ``login``."""
    return User.objects.filter(login_fingerprint=login_fingerprint(login)).first()


@transaction.atomic
def create_organisation(name: str, **fields: Any) -> User:
    """The account of an organisation: nobody can sign in with it."""
    organisation = User(
        login_fingerprint=login_fingerprint(f"organisation:{uuid.uuid4()}"),
        details_id=private.keep(Details(name=name)),
        is_organisation=True,
        **fields,
    )
    organisation.set_unusable_password()
    organisation.save(force_insert=True)
    return organisation


def organisations_of(person: Person) -> list[User]:
    """The organisations that somebody works for, by name. Two statements."""
    found = list(User.objects.filter(pk__in=person.organisations))
    private.name_all(found)
    return sorted(found, key=private.name_of)


def named_organisations() -> dict[int, str]:
    """The names of the organisations that agreed to be named in public, by account."""
    agreed = Consent.private.filter(purpose=NAMING, taken_back_at=None).values("details_id")
    found = list(User.objects.filter(is_organisation=True, is_active=True, details_id__in=agreed))
    private.name_all(found)
    return {user.pk: private.name_of(user) for user in found}


@transaction.atomic
def rename(user: User, name: str) -> None:
    private.keep(replace(private.details_of(user), name=name), user.details_id)
    user.known_name = name
