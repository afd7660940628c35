"""What django-allauth asks us: how codes are made and sent, and how secrets are kept."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from aid.models import Match, Offer, Request
from aid.queries.links import person_in
from frontend.problems import PROBLEMS
from messaging import senders
from people import devices, factors, private
from people.accounts import find_account
from people.backends import Accounts
from people.models import User
from people.network import network_at

CODE_DIGITS = 8  # 26.6 bits


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in. Accounts are found by fingerprint; allauth's own tables stay empty."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": PROBLEMS["password_wrong"],
    }

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"

    def send_verification_code_sms(
        self,
        user: User | None,  # noqa: ARG002 - there is none before the code is right
        phone: str,
        code: str,
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        """Raises messaging.senders.NotSent."""
        text = _(
            "%(code)s is your Gandeng log-in code. Don't give it to anybody: nobody from Gandeng "
            "or your kelurahan asks for it. Valid for 10 minutes."
        )
        senders.send(phone, text % {"code": f"{code[:4]} {code[4:]}"})

    def get_user_by_phone(self, phone: str) -> User | None:
        return find_account(phone)

    def pre_login(self, request: HttpRequest, user: User, **_kwargs: Any) -> HttpResponse | None:
        """Refuse closed accounts, and made-up people outside demo mode."""
        if Accounts().user_can_authenticate(user):
            return None
        clear_login(request)
        messages.error(request, _("This account is closed."))
        return redirect("frontend:sign_in")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        devices.remember(request, response, user.login_fingerprint)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody begins: offices on the board, who gives or asked at what is theirs."""
        person = person_in(request.user, request.session)
        if person.roles or person.withheld:
            return reverse("frontend:board")
        if Match.private.of_donor(person).exists() or Offer.private.own(person).exists():
            return reverse("frontend:deliveries")
        asked = Request.private.own(person).exists()
        return reverse("frontend:my_requests" if asked else "frontend:home")

    def add_message(self, request: HttpRequest, level: int, *_args: Any, **kwargs: Any) -> None:
        """Only what was put into words here; allauth's texts are in other words than ours."""
        if kwargs.get("message"):
            messages.add_message(request, level, kwargs["message"])

    def reauthenticate(self, user: User, password: str) -> bool:
        return user.check_password(password)

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_at(request)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, whose secrets are kept sealed."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": PROBLEMS["code_wrong"]}

    def encrypt(self, text: str) -> str:
        return factors.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.opened(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return private.name_of(user)

    def get_totp_issuer(self) -> str:
        return "Gandeng"

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element that a page can hold."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """Keys are numbered: what people would call them might say who they are."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"#{number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Gandeng"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        name = private.name_of(user)
        return {"id": str(user.pk).encode(), "display_name": name, "name": name}
