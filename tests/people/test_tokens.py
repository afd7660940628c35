"""What shows a token works, and for how long."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people import tokens
from people.models import ApiToken, Staff, User
from people.person import Person
from people.roles import add_staff, remove_staff
from people.tokens import Made, Terms, by_secret, person_with
from tests.factories import account_of
from tests.organisations import organisation, staff_of, token_of

pytestmark = pytest.mark.django_db


def works(made: Made) -> bool:
    return by_secret(made.secret) is not None


def test_whoever_shows_a_token_is_the_organisation_and_nothing_else() -> None:
    foundation = organisation()
    made = token_of(foundation)
    found = by_secret(made.secret)
    assert found is not None
    person = person_with(found)
    known = frozenset([foundation.pk])
    assert person == Person(user_id=foundation.pk, token_id=made.token.pk, known=known)
    assert person.accounts == (foundation.pk,) and person.donor_id == foundation.pk


def test_secret_is_long_random_and_kept_nowhere() -> None:
    made = token_of(organisation())
    assert made.secret.startswith("gandeng_") and len(made.secret) == len("gandeng_") + 43
    assert made.secret != token_of(organisation()).secret
    assert ApiToken.private.count() == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "select token::text from people_apitoken token where id = %s", [made.token.pk]
        )
        rows = str(cursor.fetchall())
    assert made.secret.removeprefix("gandeng_")[:12] not in rows


@pytest.mark.parametrize(
    "secret", ["", "gandeng_", "x" * 51, "gandeng_" + "a" * 42, "gandeng_" + "a" * 44, "\x00"]
)
def test_what_cannot_be_a_secret_is_not_looked_up(secret: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert by_secret(secret) is None
    assert len(captured) == 0


def test_a_changed_secret_is_none() -> None:
    made = token_of(organisation())
    last = "A" if made.secret[-1] != "A" else "B"
    assert by_secret(made.secret[:-1] + last) is None


def test_token_ends_with_its_days() -> None:
    made = token_of(organisation(), days=1)
    assert works(made)
    past = timezone.now() - timedelta(days=2)
    ends = past + timedelta(days=1)
    ApiToken.private.filter(pk=made.token.pk).update(made_at=past, expires_at=ends)
    assert not works(made)


def test_revoked_token_ends_at_once() -> None:
    made, other = token_of(organisation()), token_of(organisation())
    tokens.revoke(ApiToken.private.filter(pk=made.token.pk))
    assert not works(made) and works(other)


def test_token_ends_when_its_maker_leaves_and_does_not_come_back_with_them() -> None:
    foundation = organisation()
    leaving = staff_of(foundation)
    made, of_colleague = token_of(foundation, by=leaving), token_of(foundation)
    remove_staff(account_of(leaving), foundation)
    assert not works(made) and works(of_colleague)
    add_staff(account_of(leaving), foundation)
    assert not works(made)


def test_token_ends_however_its_maker_s_work_ended() -> None:
    made = token_of(organisation())
    Staff.objects.filter(user_id=made.token.made_by_id).delete()
    assert not works(made)


def test_what_a_person_made_for_another_organisation_stays() -> None:
    foundation, other = organisation(), organisation()
    person = staff_of(foundation)
    add_staff(account_of(person), other)
    made = token_of(other, by=person)
    remove_staff(account_of(person), foundation)
    assert works(made)


@pytest.mark.parametrize("closed", ["organisation", "made_by"])
def test_token_of_a_closed_account_is_none(closed: str) -> None:
    made = token_of(organisation())
    User.objects.filter(pk=getattr(made.token, f"{closed}_id")).update(is_active=False)
    assert not works(made)


def test_made_up_organisation_has_tokens_in_demo_mode_alone(settings: object) -> None:
    made = token_of(organisation())
    User.objects.filter(pk=made.token.organisation_id).update(is_demo=True)
    settings.DEMO = False  # type: ignore[attr-defined]
    assert not works(made)
    settings.DEMO = True  # type: ignore[attr-defined]
    assert works(made)


def test_last_use_is_known_to_the_hour_and_written_once_in_it() -> None:
    made = token_of(organisation())
    assert works(made)
    used = ApiToken.private.get(pk=made.token.pk).last_used_at
    assert used is not None and (used.minute, used.second, used.microsecond) == (0, 0, 0)
    with CaptureQueriesContext(connection) as captured:
        assert works(made)
    assert len(captured) == 1
    ApiToken.private.filter(pk=made.token.pk).update(last_used_at=used - timedelta(hours=1))
    assert works(made)
    assert ApiToken.private.get(pk=made.token.pk).last_used_at == used


@pytest.mark.parametrize(
    "terms",
    [
        Terms("Program", ["read", "everything"], 90),
        Terms("Program", [], 90),
        Terms("Program", ["read"], 366),
        Terms("Program", ["read"], 0),
    ],
)
def test_table_keeps_no_token_of_other_terms(terms: Terms) -> None:
    foundation = organisation()
    with pytest.raises(IntegrityError):
        tokens.make(foundation.pk, staff_of(foundation).user_id or 0, terms)
