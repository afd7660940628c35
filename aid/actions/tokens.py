"""Making and revoking tokens, by which programs act for an organisation.

Whoever works for the organisation may do both, in a session in which their second factor was
shown; a token itself may not. Both are recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from aid.errors import Invalid, NotFound, Problem, SignInNeeded, problem
from aid.events import Entry, record
from aid.names import visible
from aid.token_errors import FactorNeeded, TooManyTokens
from people import tokens
from people.models import ApiToken, User
from people.person import Person
from people.scopes import MOST_TOKEN_DAYS, MOST_TOKENS, SCOPES, USUAL_TOKEN_DAYS
from people.tokens import Made, Terms

MOST_NAME = 60


@dataclass(frozen=True)
class Wanted:
    """A token as somebody asks for it; ``days`` until it expires."""

    organisation: int | None = None
    name: str = ""
    scopes: Sequence[object] = ()
    days: int | str = USUAL_TOKEN_DAYS


@transaction.atomic
def make(person: Person, wanted: Wanted, *, proven: bool) -> Made:
    """A new token for an organisation that ``person`` works for.

    ``proven``: whether a second factor was shown in the session. Raises NotFound, FactorNeeded,
    Invalid and TooManyTokens.
    """
    organisation_id = access_organisation(person, wanted.organisation, proven=proven)
    terms = checked(wanted)
    standing = ApiToken.private.filter(organisation_id=organisation_id, revoked_at=None)
    expired = standing.filter(expires_at__lte=timezone.now())
    # What has expired gives its name and its place to the new one.
    tokens.revoke(expired, person.user_id)
    if standing.filter(name=terms.name).exists():
        raise Invalid({"name": problem("name_taken")})
    if standing.count() >= MOST_TOKENS:
        raise TooManyTokens(most=MOST_TOKENS)
    assert person.user_id is not None
    made = tokens.make(organisation_id, person.user_id, terms)
    record(person, entry("make_token", made.token, scopes=made.token.scopes, days=terms.days))
    return made


@transaction.atomic
def revoke(person: Person, pk: int, *, proven: bool) -> ApiToken:
    """End a token at once; again is no mistake. Raises NotFound and FactorNeeded."""
    rows = ApiToken.private.filter(pk=pk, organisation_id__in=person.organisations)
    found = rows.select_related("organisation", "made_by").first()
    if found is None:
        raise NotFound() if person.user_id else SignInNeeded()
    access_organisation(person, found.organisation_id, proven=proven)
    if tokens.revoke(ApiToken.private.filter(pk=found.pk), person.user_id):
        record(person, entry("revoke_token", found))
    found.refresh_from_db(fields=["revoked_at", "revoked_by"])
    return found


def access_organisation(person: Person, organisation_id: int | None, *, proven: bool) -> int:
    """The account of an organisation that ``person`` works for, locked."""
    if person.user_id is None:
        raise SignInNeeded()
    if organisation_id not in person.organisations:
        raise NotFound()
    if not proven:
        raise FactorNeeded()
    return User.objects.select_for_update(no_key=True).get(pk=organisation_id).pk


def checked(wanted: Wanted) -> Terms:
    """Raises Invalid, with all that is wrong."""
    name = " ".join(visible(wanted.name).split())
    scopes = [scope for scope in SCOPES if scope in wanted.scopes]
    days = days_in(wanted.days)
    problems: dict[str, Problem] = {}
    if not name:
        problems["name"] = problem("required")
    elif len(name) > MOST_NAME:
        problems["name"] = problem("too_long", most=MOST_NAME)
    if not scopes or len(scopes) != len(wanted.scopes):
        problems["scopes"] = problem("scopes_unknown")
    if days is None:
        problems["days"] = problem("days_out_of_range", most=MOST_TOKEN_DAYS)
    if problems or days is None:
        raise Invalid(problems)
    return Terms(name, scopes, days)


def days_in(text: int | str) -> int | None:
    typed = str(text).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        return None
    return int(typed) if 1 <= int(typed) <= MOST_TOKEN_DAYS else None


def entry(kind: str, token: ApiToken, **facts: object) -> Entry:
    return Entry(kind, facts={"token": token.pk, "organisation": token.organisation_id, **facts})
