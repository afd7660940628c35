"""The same POST sent again changes nothing again: Idempotency-Key (an IETF draft of httpapi).

What a POST was answered is kept by ``people.kept_answers``.
"""

import hashlib
import json
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import Fault
from people import kept_answers
from people.kept_answers import LEAST_OF_NOBODY, Attempt, attempt_of
from people.person import Person

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MOST_CHARACTERS = 255
MEDIA_TYPE = "application/json"


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
    return attempt_of(sender, key, asked)


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
    try:
        found = kept_answers.found(attempt)
    except kept_answers.InFlight:
        raise Fault("idempotency_in_flight") from None
    if found is None:
        return None
    if not found.same:
        raise Fault("idempotency_key_reused")
    again = answer(found.status, found.body)
    again.headers[REPLAYED] = "true"
    return again


def keep_answer(attempt: Attempt, response: Response) -> HttpResponse:
    """Write ``response`` down, to be given to the same attempt again; what goes out now."""
    body = b"" if response.data is None else JSONRenderer().render(response.data)
    kept_answers.keep(attempt, response.status_code, body)
    return answer(response.status_code, body)


def answer(status: int, body: bytes) -> HttpResponse:
    made = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    if not body:
        del made.headers["Content-Type"]
    return made
