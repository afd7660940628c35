"""Tokens by which programs act for an organisation: made, found again, and ended.

Who may make or revoke one is decided by ``aid.actions.tokens``. A secret is 256 random bits, told
once; the database holds a keyed fingerprint, by which nobody can make it up again.
"""

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from people import vault
from people.models import ApiToken, Staff, User
from people.person import Person

PREFIX = "gandeng_"
SECRET_BYTES = 32
SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def columns(model: type[Model], table: str) -> str:
    return ", ".join(f"{table}.{field.column}" for field in model._meta.concrete_fields)


# Asked at every request of a program; as a query set it would cost some six times as much.
FIND = f"""
    SELECT {columns(ApiToken, "token")}, {columns(User, "organisation")}
    FROM {ApiToken._meta.db_table} AS token
    JOIN {User._meta.db_table} AS organisation ON organisation.id = token.organisation_id
    JOIN {User._meta.db_table} AS maker ON maker.id = token.made_by_id
    WHERE token.fingerprint = %(fingerprint)s
        AND token.revoked_at IS NULL AND token.expires_at > %(now)s
        AND organisation.is_active AND maker.is_active
        AND EXISTS (
            SELECT FROM {Staff._meta.db_table} AS staff
            WHERE staff.user_id = maker.id AND staff.organisation_id = organisation.id
        )
"""  # noqa: S608 # the tables' own names # nosec B608


@dataclass(frozen=True)
class Made:
    """A new token; ``secret`` is kept nowhere."""

    token: ApiToken
    secret: str


@dataclass(frozen=True)
class Terms:
    """What a token is called, may do, and how many days it works."""

    name: str
    scopes: Sequence[str]
    days: int


def make(organisation_id: int, made_by_id: int, terms: Terms) -> Made:
    """A new token. Raises IntegrityError for terms that the table doesn't allow."""
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    now = timezone.now()
    token = ApiToken(
        fingerprint=fingerprint(secret),
        organisation_id=organisation_id,
        name=terms.name,
        scopes=list(terms.scopes),
        made_by_id=made_by_id,
        made_at=now,
        expires_at=now + timedelta(days=terms.days),
    )
    token.save(force_insert=True)
    return Made(token, secret)


def by_secret(secret: str) -> ApiToken | None:
    """The token that works with ``secret``, with its organisation. One statement, or none for
    what can't be a secret; once an hour a second, which notes the use."""
    if not SHAPE.fullmatch(secret):
        return None
    now = timezone.now()
    found = find(secret, now)
    if found is None or (found.organisation.is_demo and not settings.DEMO):
        return None
    note_use(found, now)
    return found


def find(secret: str, now: datetime) -> ApiToken | None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"fingerprint": fingerprint(secret), "now": now})
        row = cursor.fetchone()
    if row is None:
        return None
    token = ApiToken.from_db(connection.alias, names(ApiToken), row[: len(names(ApiToken))])
    token.scopes = json.loads(token.scopes)
    token.organisation = User.from_db(connection.alias, names(User), row[len(names(ApiToken)) :])
    return token


def note_use(token: ApiToken, now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    if token.last_used_at is None or token.last_used_at < hour:
        earlier = Q(last_used_at=None) | Q(last_used_at__lt=hour)
        ApiToken.private.filter(earlier, pk=token.pk).update(last_used_at=hour)


def person_with(token: ApiToken) -> Person:
    """The Person that whoever shows ``token`` is: the organisation's account, with no office, no
    link and nobody's session."""
    known = [token.organisation_id] if token.organisation.verified_at else []
    return Person(user_id=token.organisation_id, token_id=token.pk, known=frozenset(known))


def tokens_of(organisation_ids: Iterable[int]) -> list[ApiToken]:
    """Tokens that nobody revoked, expired ones too, newest first; with who made them."""
    rows = ApiToken.private.select_related("organisation", "made_by")
    found = rows.filter(organisation_id__in=list(organisation_ids), revoked_at=None)
    return list(found.order_by("-made_at", "-pk"))


def revoke(tokens: QuerySet[ApiToken], revoked_by_id: int | None = None) -> int:
    """End ``tokens`` from the next request on; how many there were."""
    standing = tokens.filter(revoked_at=None)
    return standing.update(revoked_at=timezone.now(), revoked_by_id=revoked_by_id)


def revoke_made_by(user: User, organisation: User) -> list[int]:
    """End what ``user`` made for ``organisation``, for good: who comes back makes new ones. The ids
    of those that ended now."""
    made = ApiToken.private.filter(made_by=user, organisation=organisation, revoked_at=None)
    ended = list(made.select_for_update().order_by("pk").values_list("pk", flat=True))
    revoke(ApiToken.private.filter(pk__in=ended))
    return ended


def fingerprint(secret: str) -> str:
    return vault.fingerprint("token", secret)
