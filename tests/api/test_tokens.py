"""Programs that act for an organisation by a token, and the doors at which tokens are made."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid.models import Event, Match, Offer
from aid.rules import MatchStatus
from people import limits
from people.limits import HOUR, Limit
from people.models import ApiToken, User
from people.person import Person
from people.session import LINKS
from people.tokens import person_with
from tests.api.client import Client, client_of, program_with
from tests.factories import (
    HOME,
    account_of,
    household_of,
    links_of,
    match_at,
    office,
    proposed,
    published,
    show_second_factor,
    submitted,
    verified,
)
from tests.organisations import organisation, staff_of, token_of

GIFT = {"category": "sembako", "quantity": 1, "region": HOME}


@pytest.fixture
def foundation(people_db: None) -> User:
    return organisation()


@pytest.fixture
def member(foundation: User) -> Person:
    return staff_of(foundation)


def signed_in(member: Person, *, proven: bool = True) -> Client:
    """Somebody's browser, with the second factor shown in it."""
    client = client_of(member)
    if proven:
        session = client.django.session
        show_second_factor(session, account_of(member))
        session.save()
    return client


def test_program_gives_and_delivers_in_the_organisation_s_name(foundation: User) -> None:
    made = token_of(foundation, "read", "offers", "deliveries")
    program = program_with(made.secret)
    answer = program.post("/offers/", {**GIFT, "quantity": 4})
    assert answer.status == 201
    offer = Offer.private.get(reference=answer.body["reference"])
    assert offer.donor_id == foundation.pk
    match = proposed(verified(), offer)
    assert [row["reference"] for row in program.get("/matches/").body["results"]] == [
        match.reference
    ]
    for verb, status in (("accept", "accepted"), ("start", "on_the_way"), ("deliver", "delivered")):
        assert program.post(f"/matches/{match.reference}/{verb}/").body["status"] == status
    told = Event.log.filter(kind__in=["publish", "accept", "start", "deliver"])
    assert {(event.actor_id, event.facts["token"]) for event in told} == {
        (foundation.pk, made.token.pk)
    }


def test_me_tells_a_program_who_it_is_and_until_when(foundation: User) -> None:
    made = token_of(foundation, "read")
    answer = program_with(made.secret).get("/me/")
    assert answer.body["name"] == "Yayasan Contoh"
    assert answer.body["login"] is None and answer.body["organisations"] == []
    assert answer.body["token"]["name"] == made.token.name
    assert answer.body["token"]["scopes"] == ["read"]
    assert "Set-Cookie" not in answer.headers


def test_one_statement_tells_who_a_program_is(foundation: User) -> None:
    program = program_with(token_of(foundation, "read").secret)
    assert program.get("/categories/").status == 200
    with CaptureQueriesContext(connection) as captured:
        assert program.get("/categories/").status == 200
    assert len(captured) == 1


def test_program_needs_no_csrf_token_and_a_browser_still_does(
    foundation: User, member: Person
) -> None:
    made = token_of(foundation)
    assert program_with(made.secret).post("/offers/", GIFT).status == 201
    browser = client_of(member, checks_csrf=True)
    assert browser.post("/offers/", GIFT).refused == (403, "csrf_failed")


def test_session_counts_for_nothing_beside_a_token(foundation: User, coordinator: Person) -> None:
    """Neither the account that is signed in, nor the links that were opened."""
    request = submitted().request
    client = client_of(coordinator)
    session = client.django.session
    session[LINKS] = links_of(household_of(request))
    session.save()
    path = f"/requests/{request.reference}/"
    assert client.get(path).status == 200
    client.django.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(foundation).secret}")
    assert client.get("/me/").body["roles"] == [] and client.get("/me/").body["opened"] == []
    assert client.get(path).refused == (403, "token_scope")
    assert client.get("/matches/", region=HOME).body["results"] == []


@pytest.mark.parametrize("secret", ["gandeng_" + "a" * 43, "nonsense", "", "\u00e9"])
def test_wrong_token_is_refused_everywhere(foundation: User, secret: str) -> None:
    for path in ("/categories/", "/me/", "/offers/"):
        answer = program_with(secret).get(path)
        assert answer.refused == (401, "token_invalid")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_wrong_token_beside_a_session_is_refused(member: Person) -> None:
    client = signed_in(member)
    client.django.credentials(HTTP_AUTHORIZATION="Bearer gandeng_" + "a" * 43)
    assert client.post("/offers/", GIFT).refused == (401, "token_invalid")


def test_other_ways_of_authorization_are_not_ours(member: Person) -> None:
    """A proxy before a test site may ask for a password of its own."""
    client = signed_in(member)
    client.django.credentials(HTTP_AUTHORIZATION="Basic dXNlcjpwYXNz")
    assert client.get("/me/").body["name"] == "Staf Contoh"


def test_expired_and_revoked_tokens_are_refused(foundation: User, member: Person) -> None:
    made, old = token_of(foundation), token_of(foundation)
    signed_in(member).post(f"/me/tokens/{made.token.pk}/revoke/")
    past = timezone.now() - timedelta(days=2)
    ApiToken.private.filter(pk=old.token.pk).update(
        made_at=past, expires_at=past + timedelta(days=1)
    )
    for secret in (made.secret, old.secret):
        assert program_with(secret).get("/me/").refused == (401, "token_invalid")


def test_wrong_tokens_are_counted_by_network_and_right_ones_go_on(
    foundation: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lowered = {**limits.LIMITS, "wrong_token": (Limit(1, HOUR, "network"),)}
    monkeypatch.setattr(limits, "LIMITS", lowered)
    wrong = program_with("gandeng_" + "a" * 43)
    assert wrong.get("/me/").refused == (401, "token_invalid")
    answer = wrong.get("/me/")
    assert answer.refused == (429, "too_many_attempts")
    assert answer.headers["Retry-After"] == "3600"
    assert program_with(token_of(foundation).secret).get("/me/").status == 200


# The doors


def asked_for(foundation: User, **fields: object) -> dict[str, object]:
    usual = {"organisation": foundation.pk, "name": "Aplikasi gudang", "scopes": ["read"]}
    return {**usual, **fields}


def test_member_makes_a_token_sees_its_secret_once_and_revokes_it(
    foundation: User, member: Person
) -> None:
    client = signed_in(member)
    made = client.post("/me/tokens/", asked_for(foundation, days=30))
    assert made.status == 201 and made.headers["Cache-Control"] == "no-store"
    program = program_with(made.body["secret"])
    assert program.get("/me/").status == 200
    (listed,) = client.get("/me/tokens/").body
    assert "secret" not in listed and made.body["secret"] not in str(listed)
    assert listed["name"] == "Aplikasi gudang" and listed["made_by"] == "Staf Contoh"
    assert listed["last_used_at"] is not None
    revoked = client.post(f"/me/tokens/{listed['id']}/revoke/")
    assert revoked.status == 200 and revoked.body["revoked_at"] is not None
    assert program.get("/me/").refused == (401, "token_invalid")
    assert client.get("/me/tokens/").body == []


def test_without_the_second_factor_tokens_are_only_listed(foundation: User, member: Person) -> None:
    made = token_of(foundation)
    client = signed_in(member, proven=False)
    assert len(client.get("/me/tokens/").body) == 1
    assert client.post("/me/tokens/", asked_for(foundation)).refused == (403, "factor_needed")
    answer = client.post(f"/me/tokens/{made.token.pk}/revoke/")
    assert answer.refused == (403, "factor_needed")


def test_whoever_works_elsewhere_neither_sees_nor_changes_any(foundation: User) -> None:
    made = token_of(foundation)
    client = signed_in(staff_of(organisation()))
    assert client.get("/me/tokens/").body == []
    assert client.post("/me/tokens/", asked_for(foundation)).refused == (404, "not_found")
    for pk in (made.token.pk, 999_999_999):
        assert client.post(f"/me/tokens/{pk}/revoke/").refused == (404, "not_found")


def test_without_an_account_there_are_no_tokens(public: Client, foundation: User) -> None:
    made = token_of(foundation)
    assert public.get("/me/tokens/").refused == (401, "sign_in_needed")
    answer = public.post("/me/tokens/", asked_for(foundation))
    assert answer.refused == (401, "sign_in_needed")
    answer = public.post(f"/me/tokens/{made.token.pk}/revoke/")
    assert answer.refused == (401, "sign_in_needed")


def test_no_token_makes_shows_or_revokes_tokens(foundation: User) -> None:
    made = token_of(foundation)
    program = program_with(made.secret)
    refused = (403, "token_scope")
    assert program.get("/me/tokens/").refused == refused
    assert program.post("/me/tokens/", asked_for(foundation)).refused == refused
    assert program.post(f"/me/tokens/{made.token.pk}/revoke/").refused == refused
    assert program.post("/me/giving-for/", {"organisation": None}).refused == refused


def test_bad_input_is_told_by_field(foundation: User, member: Person) -> None:
    client = signed_in(member)
    answer = client.post("/me/tokens/", asked_for(foundation, name="", scopes=["all"], days=400))
    assert answer.refused == (422, "invalid")
    fields = {"name": "required", "scopes": "scopes_unknown", "days": "days_out_of_range"}
    assert {name: answer.field(name) for name in answer.body["errors"]} == fields
    answer = client.post("/me/tokens/", {"organisation": "x"})
    assert answer.field("organisation") == "wrong_type" and answer.field("name") == "required"


# Contacts


def test_address_takes_a_scope_of_its_own_and_the_household_s_yes(foundation: User) -> None:
    plain = token_of(foundation, "read", "offers", "deliveries")
    with_contacts = token_of(foundation, "contacts")
    match = match_at(MatchStatus.ACCEPTED, person_with(plain.token))
    path = f"/matches/{match.reference}/contact/"
    answer = program_with(plain.secret).get(path)
    assert answer.refused == (403, "token_scope") and answer.body["facts"] == {"scope": "contacts"}
    assert program_with(with_contacts.secret).get(path).refused == (403, "contact_not_agreed")
    Match.private.filter(pk=match.pk).update(contact_agreed_at=timezone.now())
    assert program_with(with_contacts.secret).get(path).body["name"] == "Siti Contoh"
    look = Event.log.get(kind="see_contact")
    assert look.facts["token"] == with_contacts.token.pk


def test_what_colleagues_gave_in_their_own_name_is_not_the_organisation_s(
    foundation: User, member: Person
) -> None:
    published(member)
    office(HOME)
    program = program_with(token_of(foundation, by=member).secret)
    assert program.get("/offers/").body["results"] == []
