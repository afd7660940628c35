"""Signing in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aid import checks
from aid.demo.people import DEMO_LOGINS, DemoLogin
from aid.errors import Problem
from frontend import codes, session_notices
from frontend.codes import PhoneCode
from frontend.errors import held, private_page
from frontend.forms import Form, typed
from frontend.problems import problem
from frontend.views import development
from messaging import senders
from people import devices
from people.accounts import create_account, find_account
from people.errors import TooManyAttempts
from people.limits import spend
from people.models import User, login_fingerprint
from people.network import network_at

MOST_NAME = 120
# Set by the script that keeps a form for asking, where signing out alone reads it.
UNSENT = "gandeng-ask"


@private_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """A phone number, to which a code is sent. Known and unknown numbers look the same."""
    form = typed(request)
    if request.method != "POST":
        return phone_page(request, form)
    try:
        phone = checks.phone(form.value("phone"), needed=True)
        spend_login(request, "send_code", "phone", phone)
        PhoneCode.initiate(request, phone, wanted_page(request))
    except checks.Trouble as trouble:
        return phone_page(request, form.with_problems({"phone": trouble.problem}))
    except TooManyAttempts as refusal:
        wrong = {"phone": Problem(refusal.code, refusal.message)}
        return held(phone_page(request, form.with_problems(wrong)), refusal)
    except senders.NotSent:
        return phone_page(request, form.with_problems({"phone": problem("code_not_sent")}), 503)
    return redirect("frontend:sign_in_code")


def phone_page(request: HttpRequest, form: Form, status: int = 422) -> HttpResponse:
    context = {
        "form": form,
        "next": wanted_page(request),
        "demo_people": demo_people(),
        "messages_shown": senders.trying_out(),
    }
    status = status if form.problems else 200
    return render(request, "frontend/account/sign_in.html", context, status=status)


@private_page
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent; the right one signs in, or asks a newcomer's name."""
    process = PhoneCode.resume(request)
    if process is None:
        messages.error(request, _("This code isn't valid any more. Please ask for a new one."))
        return redirect("frontend:sign_in")
    if request.method != "POST":
        return code_page(request, process, Form())
    try:
        right = process.check(typed(request).value("code"))
    except TooManyAttempts as refusal:
        wrong = {"code": Problem(refusal.code, refusal.message)}
        return held(code_page(request, process, Form(problems=wrong)), refusal)
    if right:
        return welcome(request, process)
    if process.tries_left == 0:
        messages.error(request, _("Too many wrong codes. Please ask for a new one."))
        return redirect("frontend:sign_in")
    return code_page(request, process, Form(problems={"code": problem("code_wrong")}))


def code_page(request: HttpRequest, process: PhoneCode, form: Form) -> HttpResponse:
    context = {
        "form": form,
        "phone": process.phone,
        "left": process.tries_left,
        "minutes": codes.MINUTES,
        "messages_shown": senders.trying_out(),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/account/code.html", context, status=status)


def welcome(request: HttpRequest, process: PhoneCode) -> HttpResponse:
    """Somebody who showed that they hold the phone."""
    user = find_account(process.phone)
    if user is not None:
        return codes.sign_in(request, user, "code", process.wanted)
    codes.confirm(request, process)
    return redirect("frontend:sign_in_name")


@private_page
def name(request: HttpRequest) -> HttpResponse:
    """A newcomer's name, with which the account is made."""
    newcomer = codes.confirmed(request)
    if newcomer is None:
        return redirect("frontend:sign_in")
    form = typed(request)
    if request.method == "POST":
        try:
            given = checks.text(form.value("name"), MOST_NAME, needed=True)
        except checks.Trouble as trouble:
            form = form.with_problems({"name": trouble.problem})
        else:
            user = account_of(newcomer["phone"], given)
            return codes.sign_in(request, user, "code", newcomer["wanted"])
    status = 422 if form.problems else 200
    return render(request, "frontend/account/name.html", {"form": form}, status=status)


def account_of(phone: str, name: str) -> User:
    """The account of a phone that was confirmed, made if there is none."""
    try:
        with transaction.atomic():
            return create_account(phone, name)
    except IntegrityError:
        return User.objects.get(login_fingerprint=login_fingerprint(phone))


@private_page
def password(request: HttpRequest) -> HttpResponse:
    """E-mail (or phone number) and password."""
    form = typed(request)
    if request.method != "POST":
        return password_page(request, form)
    login = checks.login(form.value("login"))
    try:
        spend_login(request, "password", "login", login)
    except TooManyAttempts as refusal:
        wrong = {"login": Problem(refusal.code, refusal.message)}
        return held(password_page(request, form.with_problems(wrong)), refusal)
    user = authenticate(request, username=login, password=form.value("password"))
    if isinstance(user, User):
        return codes.sign_in(request, user, "password", wanted_page(request))
    return password_page(request, form.with_problems({"login": problem("wrong_login")}))


def password_page(request: HttpRequest, form: Form) -> HttpResponse:
    context = {
        "form": Form({"login": form.value("login")}, form.problems),
        "next": wanted_page(request),
        "demo_people": demo_people(),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/account/password.html", context, status=status)


def spend_login(request: HttpRequest, action: str, kind: str, login: str) -> None:
    """Count one attempt at signing in with ``login``, a phone number or an e-mail address.

    A browser in which it has signed in before has a count of its own, so that nobody is locked
    out from elsewhere. Made-up people, whom all share, have none. Raises TooManyAttempts.
    """
    network, index = network_at(request), login_fingerprint(login)
    device = devices.device_of(request, index)
    shared = any(login == somebody.login for somebody in demo_people())
    stranger = device is None and not shared
    spend(
        action,
        device=device,
        network=network,
        everybody="" if stranger else None,
        **{
            kind: index if stranger else None,
            f"{kind}_in_network": f"{index} {network}" if stranger else None,
        },
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session, and with it every request that was opened by link on this device; what
    the browser keeps for handing out without network is emptied. No notices come to it any more.

    Where the phone keeps a form that was not sent, which goes with it, that is asked first.
    """
    if UNSENT in request.COOKIES and not typed(request).checked("anyway"):
        return render(request, "frontend/account/unsent.html")
    session_notices.end(request.session)
    logout(request)
    messages.success(request, _("You are signed out."))
    response = redirect("frontend:home")
    response["Clear-Site-Data"] = '"storage"'
    response.delete_cookie(UNSENT, path=reverse("frontend:sign_out"))
    return response


def wanted_page(request: HttpRequest) -> str:
    """Where the person was going, when that is on this site; else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    secure = request.is_secure()
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=secure) else ""


def demo_people() -> tuple[DemoLogin, ...]:
    """Made-up people to try the site as; in demo mode only."""
    return DEMO_LOGINS if settings.DEMO else ()


urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/code/", code, name="sign_in_code"),
    path("sign-in/name/", name, name="sign_in_name"),
    path("sign-in/password/", password, name="sign_in_password"),
    path("sign-out/", sign_out, name="sign_out"),
    *development.urlpatterns,
]
