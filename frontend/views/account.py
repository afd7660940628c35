"""Signing in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aid import checks
from aid.demo.people import DEMO_LOGINS, DemoLogin
from aid.errors import Problem
from frontend.errors import private_page
from frontend.forms import Form, typed
from people.models import User
from people.queries import person_of


@private_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Phone number or e-mail, and password."""
    form = typed(request)
    if request.method == "POST":
        user = authenticate(
            request, username=login_name(form.value("login")), password=form.value("password")
        )
        if user is not None:
            login(request, user)
            return redirect(wanted_page(request) or start_of(user))
        text = _("The number or e-mail and the password don't go together.")
        form = form.with_problems({"login": Problem("wrong_login", text)})
    return render(
        request,
        "frontend/account/sign_in.html",
        {
            "form": Form({"login": form.value("login")}, form.problems),
            "next": request.POST.get("next") or request.GET.get("next", ""),
            "demo_people": demo_people(),
        },
        status=422 if form.problems else 200,
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session, and with it every request that was opened by link on this device."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("frontend:home")


def login_name(entered: str) -> str:
    """What accounts are found by: a phone number in E.164, or an e-mail in small letters."""
    clean = entered.strip()
    if "@" in clean:
        return clean.lower()
    try:
        return checks.phone(clean)
    except checks.Trouble:
        return clean


def wanted_page(request: HttpRequest) -> str:
    """Where the person was going, when that is on this site; else nothing."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    secure = request.is_secure()
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=secure) else ""


def start_of(user: User) -> str:
    """Where somebody begins their work: offices on the board, others on the first page."""
    return reverse("frontend:board" if person_of(user).roles else "frontend:home")


def demo_people() -> tuple[DemoLogin, ...]:
    """Made-up people to try the site as; in demo mode only."""
    return DEMO_LOGINS if settings.DEMO else ()


urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
]
