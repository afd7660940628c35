"""Who makes and revokes tokens of an organisation, and what is recorded of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from aid.actions import offers, tokens
from aid.actions.tokens import Wanted
from aid.errors import Invalid, NotFound, SignInNeeded
from aid.models import Event
from aid.token_errors import FactorNeeded, TooManyTokens
from people.models import ApiToken, User
from people.person import ANYONE, Person
from people.scopes import MOST_TOKENS
from people.tokens import by_secret, person_with
from tests.factories import GIVEN, somebody
from tests.organisations import organisation, staff_of, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def foundation() -> User:
    return organisation()


@pytest.fixture
def member(foundation: User) -> Person:
    return staff_of(foundation)


def wanted(foundation: User, **fields: object) -> Wanted:
    usual = Wanted(organisation=foundation.pk, name="Aplikasi gudang", scopes=["read"])
    return replace(usual, **fields)  # type: ignore[arg-type]


def test_member_makes_a_token_and_that_is_recorded(foundation: User, member: Person) -> None:
    made = tokens.make(member, wanted(foundation, scopes=["offers", "read"]), proven=True)
    assert by_secret(made.secret) == made.token
    assert made.token.scopes == ["read", "offers"]
    event = Event.log.get(kind="make_token")
    assert event.actor_id == member.user_id
    assert event.facts == {
        "token": made.token.pk,
        "organisation": foundation.pk,
        "scopes": ["read", "offers"],
        "days": 90,
    }


def test_colleague_revokes_it_and_that_is_recorded(foundation: User, member: Person) -> None:
    made, colleague = token_of(foundation, by=member), staff_of(foundation)
    revoked = tokens.revoke(colleague, made.token.pk, proven=True)
    assert by_secret(made.secret) is None
    assert revoked.revoked_at is not None and revoked.revoked_by_id == colleague.user_id
    event = Event.log.get(kind="revoke_token")
    assert event.actor_id == colleague.user_id
    assert event.facts == {"token": made.token.pk, "organisation": foundation.pk}
    tokens.revoke(member, made.token.pk, proven=True)
    assert Event.log.filter(kind="revoke_token").count() == 1
    assert ApiToken.private.get(pk=made.token.pk).revoked_by_id == colleague.user_id


def test_without_a_second_factor_nobody_makes_or_revokes_any(
    foundation: User, member: Person
) -> None:
    made = token_of(foundation)
    with pytest.raises(FactorNeeded):
        tokens.make(member, wanted(foundation), proven=False)
    with pytest.raises(FactorNeeded):
        tokens.revoke(member, made.token.pk, proven=False)
    assert by_secret(made.secret) is not None and not Event.log.exists()


def test_nobody_else_makes_or_revokes_any(foundation: User) -> None:
    made = token_of(foundation)
    program = person_with(made.token)
    for person in (somebody(), staff_of(organisation()), program):
        with pytest.raises(NotFound):
            tokens.make(person, wanted(foundation), proven=True)
        with pytest.raises(NotFound):
            tokens.revoke(person, made.token.pk, proven=True)
    with pytest.raises(SignInNeeded):
        tokens.make(ANYONE, wanted(foundation), proven=True)
    with pytest.raises(SignInNeeded):
        tokens.revoke(ANYONE, made.token.pk, proven=True)
    assert by_secret(made.secret) is not None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"name": " \u200e "}, {"name": "required"}),
        ({"name": "x" * 61}, {"name": "too_long"}),
        ({"scopes": []}, {"scopes": "scopes_unknown"}),
        ({"scopes": ["read", "all"]}, {"scopes": "scopes_unknown"}),
        ({"scopes": ["read", "read"]}, {"scopes": "scopes_unknown"}),
        ({"scopes": [["read"], {}]}, {"scopes": "scopes_unknown"}),
        ({"days": 0}, {"days": "days_out_of_range"}),
        ({"days": 366}, {"days": "days_out_of_range"}),
        ({"days": -1}, {"days": "days_out_of_range"}),
        ({"days": 1.5}, {"days": "days_out_of_range"}),
        ({"days": "lama"}, {"days": "days_out_of_range"}),
        ({"days": "9" * 100_000}, {"days": "days_out_of_range"}),
        ({"name": "", "days": "", "scopes": []},
         {"name": "required", "days": "days_out_of_range", "scopes": "scopes_unknown"}),
    ],
)  # fmt: skip
def test_bad_input_is_told_by_field(
    foundation: User, member: Person, fields: dict[str, object], wrong: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        tokens.make(member, wanted(foundation, **fields), proven=True)
    assert {name: each.code for name, each in refused.value.problems.items()} == wrong
    assert not ApiToken.private.exists()


def test_two_tokens_of_an_organisation_have_two_names(foundation: User, member: Person) -> None:
    first = tokens.make(member, wanted(foundation), proven=True)
    with pytest.raises(Invalid) as refused:
        tokens.make(member, wanted(foundation, name=" Aplikasi  gudang "), proven=True)
    assert refused.value.problems["name"].code == "name_taken"
    tokens.revoke(member, first.token.pk, proven=True)
    assert tokens.make(member, wanted(foundation), proven=True)


def test_an_organisation_has_so_many_and_what_expired_gives_its_place(
    foundation: User, member: Person
) -> None:
    made = [token_of(foundation, days=1) for _ in range(MOST_TOKENS)]
    token_of(organisation())
    with pytest.raises(TooManyTokens) as refused:
        tokens.make(member, wanted(foundation), proven=True)
    assert refused.value.facts == {"most": MOST_TOKENS}
    past = timezone.now() - timedelta(days=2)
    ends = past + timedelta(days=1)
    ApiToken.private.filter(pk=made[0].token.pk).update(made_at=past, expires_at=ends)
    assert tokens.make(member, wanted(foundation, name=made[0].token.name), proven=True)


def test_history_tells_which_token_acted(foundation: User) -> None:
    made = token_of(foundation)
    offers.publish(person_with(made.token), GIVEN)
    event = Event.log.get(kind="publish")
    assert event.actor_id == foundation.pk
    assert event.facts["token"] == made.token.pk
