"""Browsers in which somebody has signed in before.

Such a browser has its own count of attempts (``people.limits``): whoever uses up the count of a
known phone number or e-mail address from elsewhere does not lock its owner out. The cookie
proves a login to whoever types it and tells no login by itself.
"""

import secrets
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from people.vault import fingerprint

MOST = 5  # people who share a phone
AGE = 180 * 24 * 3600
NONCE_BYTES = 9
PROOF_LENGTH = 32


def device_of(request: Any, login: str) -> str | None:
    """The name of the browser if ``login`` (its fingerprint) has signed in with it, else None."""
    for mark in marks_in(request):
        nonce, _, proof = mark.partition(".")
        if compare_digest(proof.encode(), proof_of(nonce, login).encode()):
            return nonce
    return None


def remember(request: Any, response: HttpResponse, login: str) -> None:
    """Let the browser prove that ``login`` (its fingerprint) has signed in with it."""
    marks = marks_in(request)
    if device_of(request, login) is None:
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        marks.append(f"{nonce}.{proof_of(nonce, login)}")
    response.set_cookie(
        cookie(),
        " ".join(marks[-MOST:]),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def marks_in(request: Any) -> list[str]:
    marks: list[str] = request.COOKIES.get(cookie(), "").split(" ")[:MOST]
    return [mark for mark in marks if "." in mark]


def proof_of(nonce: str, login: str) -> str:
    return fingerprint("device", f"{nonce}:{login}")[:PROOF_LENGTH]


def cookie() -> str:
    return f"{settings.COOKIE_PREFIX}device"
