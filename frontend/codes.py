"""One sign-in by a code sent to a phone, from the number to the account.

Known and unknown numbers go the same way up to the right code. The session remembers the number
and a keyed hash of the code (and is itself kept sealed: ``people.sessions``), so that a code
works in the browser that asked for it and in no other. How often it may be tried, and that it
works once, is counted in the database: two tries at the same moment are two.
"""

import secrets
import time
from hmac import compare_digest
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from people import devices, limits
from people.models import User, login_fingerprint
from people.network import network_at
from people.vault import fingerprint

MINUTES = 10
MOST_TRIES = 5
MINUTES_FOR_NAME = 30
CODE, CONFIRMED = "phone_code", "phone_confirmed"


class PhoneCode(AbstractCodeVerificationProcess):  # type: ignore[misc]
    """A code on its way to a phone and back."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(max_attempts=MOST_TRIES, timeout=MINUTES * 60, state=state)

    @classmethod
    def initiate(cls, request: HttpRequest, phone: str, wanted: str) -> "PhoneCode":
        """Send a code to ``phone`` (E.164); ``wanted`` is where the person was going.

        A code that was sent before ends. Raises messaging.senders.NotSent.
        """
        state = cls.initial_state(user=None, phone=phone)
        process = cls(request, {**state, "id": secrets.token_hex(16), "wanted": wanted})
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> "PhoneCode | None":
        """The code that this session waits for, as long as it is valid."""
        state = request.session.get(CODE)
        found: PhoneCode | None = cls(request, state).abort_if_invalid() if state else None
        return found

    def send(self) -> None:
        adapter = get_adapter()
        code = adapter.generate_login_code()
        adapter.send_verification_code_sms(user=None, phone=self.phone, code=code)
        self.state["code"] = self.hash_of(code)

    def hash_of(self, code: str) -> str:
        return fingerprint("log-in code", f"{self.state['id']}:{code}")

    def check(self, typed: str) -> bool:
        """Whether ``typed`` is the code; counts as one try, and a right one is the last.

        Raises TooManyAttempts.
        """
        known = devices.device_of(self.request, login_fingerprint(self.phone))
        everybody = "" if known is None else None
        self.spend("guess_code", network=network_at(self.request), everybody=everybody)
        digits = "".join(char for char in typed if char.isdigit())
        if not compare_digest(self.hash_of(digits), self.code):
            self.record_invalid_attempt()
            return False
        self.spend("use_code")
        self.abort()
        return True

    def spend(self, action: str, **subjects: str | None) -> None:
        limits.spend(action, code=self.state["id"], **subjects)

    @property
    def phone(self) -> str:
        return str(self.state["phone"])

    @property
    def tries_left(self) -> int:
        return int(MOST_TRIES - self.state["failed_attempts"])

    @property
    def wanted(self) -> str:
        return str(self.state["wanted"])

    def persist(self) -> None:
        self.request.session[CODE] = self.state

    def abort(self) -> None:
        self.request.session.pop(CODE, None)


def confirm(request: HttpRequest, process: PhoneCode) -> None:
    """Remember that whoever sits here holds the phone, until they have said their name.

    The session gets a new key: whoever knew the old one would make the account.
    """
    request.session.cycle_key()
    request.session[CONFIRMED] = {
        "phone": process.phone,
        "wanted": process.wanted,
        "at": time.time(),
    }


def confirmed(request: HttpRequest) -> dict[str, Any] | None:
    """The phone that was confirmed a moment ago in this session, and where the person was
    going."""
    found: dict[str, Any] | None = request.session.get(CONFIRMED)
    if found and time.time() - found["at"] <= MINUTES_FOR_NAME * 60:
        return found
    return None


def sign_in(request: HttpRequest, user: User, method: str, wanted: str) -> HttpResponse:
    """Sign ``user`` in, who has shown ``method`` ("code" or "password"): at once, or after the
    second factor where the account has one."""
    if request.user.is_authenticated:
        logout(request)
    request.session.pop(CONFIRMED, None)
    # Signing in is as good as saying again who one is, for a few minutes.
    record_authentication(request, user, method=method, reauthenticated=True)
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=wanted or None))
    return response
