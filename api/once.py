"""The same POST sent again changes nothing again: Idempotency-Key (an IETF draft of httpapi).

What a POST was answered is kept in the transaction of what it changed, so that either both are
there or neither. docs/decisions/0017-answers-are-kept-with-the-change.md says why.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Fault
from api.models import KeptAnswer
from people.fields import seal_in, unseal_in
from people.person import Person
from people.vault import fingerprint

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MOST_CHARACTERS = 255
# Where neither an account nor a session tells one from another, the key alone does.
LEAST_OF_NOBODY = 16
MEDIA_TYPE = "application/json"

# The second statement sees what was committed before the first got the lock.
FIND = f"""
    select set_config('gandeng.answer', %(key)s, true), pg_try_advisory_xact_lock(%(number)s);
    select asked, status, body from {KeptAnswer._meta.db_table} where key = %(key)s
"""  # noqa: S608 # the table's own name # nosec B608
KEEP = f"""
    insert into {KeptAnswer._meta.db_table} (key, asked, status, body, made_at)
    values (%s, %s, %s, %s, %s)
"""  # noqa: S608 # nosec B608


@dataclass(frozen=True)
class Attempt:
    """One POST with a key: fingerprints of the key and its sender, and of address and body."""

    key: str
    asked: str

    @property
    def number(self) -> int:
        """The number of its advisory lock: 64 bits, with sign."""
        return int.from_bytes(bytes.fromhex(self.key)[:8], "big", signed=True)


def sender_of(request: Request, person: Person) -> str:
    """Whose keys are told apart from everybody else's; empty for somebody without account or
    session, of whom nothing but the key is known.

    Whose office waits for a second factor is told apart from the same account with it: what the
    office was answered is nothing for somebody who knows its password alone.
    """
    if person.token_id is not None:
        return f"token:{person.token_id}"
    if person.user_id is not None:
        return f"account:{person.user_id}:{'withheld' if person.withheld else ''}"
    session_key = request._request.session.session_key
    return f"session:{session_key}" if session_key else ""


def key_in(request: Request, sender: str) -> str:
    """The key of ``request``. Raises Fault without one, and for one that is no key or that a
    stranger could guess."""
    given = request.headers.get(HEADER)
    if given is None:
        raise Fault("idempotency_key_missing")
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not 1 <= len(key) <= MOST_CHARACTERS or not (key.isascii() and key.isprintable()):
        raise Fault("idempotency_key_invalid")
    if not sender and len(key) < LEAST_OF_NOBODY:
        raise Fault("idempotency_key_too_short")
    return key


def attempt_at(request: Request, sender: str, key: str) -> Attempt:
    """What ``request`` asks under ``key``. Raises what reading its body does."""
    asked = f"{request.method}\0{request.get_full_path()}\0{body_of(request)}"
    return Attempt(
        fingerprint("idempotency", f"{sender}\0{key}"), fingerprint("idempotent_post", asked)
    )


def body_of(request: Request) -> str:
    """The digest of what the body says: sent again it may have other spaces, or as a form other
    boundaries. Raises what reading it does."""
    digest = hashlib.sha256()
    if not (request.content_type or "").startswith("multipart/"):
        digest.update(written_out(request.data).encode())
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            digest.update(file.read())
            file.seek(0)
    return digest.hexdigest()


def written_out(data: Any) -> str:
    try:
        return json.dumps(data, sort_keys=True)
    except RecursionError:
        raise Fault("malformed") from None


def kept_answer(attempt: Attempt) -> HttpResponse | None:
    """The answer to ``attempt`` when it was made before, None for the first. Inside a transaction;
    no other makes the same attempt until it ends.

    Raises Fault when another does so now, or when the key was used for something else.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"key": attempt.key, "number": attempt.number})
        if not cursor.fetchone()[1]:
            raise Fault("idempotency_in_flight")
        cursor.nextset()
        found = cursor.fetchone()
    if found is None:
        return None
    asked, status, body = found
    if asked != attempt.asked:
        raise Fault("idempotency_key_reused")
    row = KeptAnswer(key=attempt.key, body=body)
    again = answer(status, unseal_in(row, "body"))
    again.headers[REPLAYED] = "true"
    return again


def keep_answer(attempt: Attempt, response: Response) -> HttpResponse:
    """Write ``response`` down, to be given to the same attempt again; what goes out now."""
    body = b"" if response.data is None else JSONRenderer().render(response.data)
    row = KeptAnswer(key=attempt.key)
    seal_in(row, "body", body)
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP, [row.key, attempt.asked, response.status_code, row.body, timezone.now()]
        )
    return answer(response.status_code, body)


def answer(status: int, body: bytes) -> HttpResponse:
    made = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    if not body:
        del made.headers["Content-Type"]
    return made
