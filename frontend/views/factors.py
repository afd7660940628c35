"""Second factors: showing one while signing in, setting them up, and taking them away.

The steps are django-allauth's, on pages of ours; only what stands here can be reached of it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.views.decorators.http import require_GET

from aid.errors import NotAllowed
from frontend.errors import private_page, signed_in
from frontend.person import person_of
from frontend.views.account import wanted_page
from people import devices, factors
from people.limits import spend
from people.models import User

View = Callable[..., HttpResponse]
OVERVIEW = reverse_lazy("mfa_index")


def template(name: str) -> str:
    return f"frontend/factor/{name}.html"


def counted(view: View) -> View:
    """A view that takes a secret: each posting counts as one try for the account that it is for."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = somebody(request)
        if request.method == "POST" and user is not None:
            device = devices.device_of(request, user.login_fingerprint)
            spend("second_factor", device=device, account=None if device else str(user.pk))
        return view(request, *args, **kwargs)

    return private_page(answered)


def somebody(request: HttpRequest) -> User | None:
    """Who is signed in, or halfway there."""
    if isinstance(request.user, User):
        return request.user
    login = unstash_login(request, peek=True)
    return login.user if login and isinstance(login.user, User) else None


def own(view: View) -> View:
    """A page for one's own account; made-up people, whom all share, have no second factor."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if isinstance(request.user, User) and request.user.is_demo:
            raise NotAllowed()
        return view(request, *args, **kwargs)

    return signed_in(answered)


def changing(view: View) -> View:
    """A page that changes or shows one's second factors: whoever has one shows it first, in this
    very session. A password alone, or a session older than the factor, takes none away."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if isinstance(request.user, User) and factors.waits_for_factor(
            request.user, request.session
        ):
            return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
        return view(request, *args, **kwargs)

    return own(answered)


@require_GET
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """One's second factors, and whether offices wait for one."""
    user = request.user
    rows = Authenticator.objects.filter(user_id=user.pk).order_by("pk")
    held = {factor.type for factor in rows}
    context = {
        "next": wanted_page(request),
        "withheld": bool(person_of(request).withheld),
        "made_up": isinstance(user, User) and user.is_demo,
        "has_app": Authenticator.Type.TOTP in held,
        "has_codes": Authenticator.Type.RECOVERY_CODES in held,
        "passkeys": [each for each in rows if each.type == Authenticator.Type.WEBAUTHN],
        "to_confirm": isinstance(user, User) and factors.waits_for_factor(user, request.session),
    }
    return render(request, template("overview"), context)


def count_as_shown(request: HttpRequest, type: str) -> None:
    """Whoever has just set a factor up has shown it."""
    factor = Authenticator.objects.filter(user_id=request.user.pk, type=type).latest("pk")
    user = request.user
    record_authentication(request, user, "mfa", id=factor.pk, type=type)


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    template_name = template("app")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    template_name = template("passkey")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, Authenticator.Type.WEBAUTHN)
        return response


class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = template("new_codes")

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever signed in by one of the codes before goes on."""
        response: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, Authenticator.Type.RECOVERY_CODES)
        return response


@private_page
def start_again(_request: HttpRequest) -> HttpResponse:
    """Where allauth sends whoever must sign in first."""
    return redirect("frontend:sign_in")


# allauth finds its steps by these names, which have no namespace.
urlpatterns = [
    path("sign-in/start/", start_again, name="account_login"),
    path(
        "sign-in/second-factor/",
        counted(AuthenticateView.as_view(template_name=template("authenticate"))),
        name="mfa_authenticate",
    ),
    path("security/", overview, name="mfa_index"),
    path("security/app/", counted(changing(AddApp.as_view())), name="mfa_activate_totp"),
    path(
        "security/app/remove/",
        changing(
            DeactivateTOTPView.as_view(template_name=template("remove"), success_url=OVERVIEW)
        ),
        name="mfa_deactivate_totp",
    ),
    path("security/passkey/", changing(AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "security/passkey/<int:pk>/remove/",
        changing(
            RemoveWebAuthnView.as_view(template_name=template("remove"), success_url=OVERVIEW)
        ),
        name="mfa_remove_webauthn",
    ),
    path(
        "security/codes/",
        changing(ViewRecoveryCodesView.as_view(template_name=template("codes"))),
        name="mfa_view_recovery_codes",
    ),
    path(
        "security/codes/new/",
        changing(NewCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "security/confirm/",
        counted(own(ByCodeView.as_view(template_name=template("confirm")))),
        name="mfa_reauthenticate",
    ),
    path(
        "security/confirm/password/",
        counted(own(ReauthenticateView.as_view(template_name=template("confirm")))),
        name="account_reauthenticate",
    ),
    path(
        "security/confirm/passkey/",
        counted(own(ReauthenticateWebAuthnView.as_view(template_name=template("confirm")))),
        name="mfa_reauthenticate_webauthn",
    ),
]
