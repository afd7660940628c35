"""Notices for those whose page is closed: switching them on and off, by browser and by e-mail.

A browser's own address comes from its script as JSON: {"of": a request's reference or nothing for
the account, "page": the path that a notice opens, "subscription": what the browser gave}.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aid.errors import NotFound, Problem
from aid.notices import owner_of
from frontend import session_notices
from frontend.acts import posted
from frontend.errors import held, private_page, signed_in
from frontend.forms import Form, typed
from frontend.notices import OPENED, offered
from frontend.person import person_of
from frontend.problems import problem
from frontend.site import address
from messaging import addresses, mail
from messaging.actions import subscribing
from messaging.actions.subscribing import Owner, Shown
from messaging.errors import MessagingError
from messaging.models import Subscription
from messaging.senders import NotSent
from people.errors import TooManyAttempts
from people.limits import spend_at

Facts = dict[str, Any]
DO: dict[str, Callable[[HttpRequest, Owner, Facts], bool]] = {}


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker that shows notices; it serves no page."""
    found = finders.find("gandeng/notices_worker.js")
    if found is None:
        raise Http404
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript")


@require_POST
@private_page
def phone(request: HttpRequest, verb: str) -> HttpResponse:
    """Does ``verb`` ("on", "off", "asked") for the browser in the body; the answer says whether
    notices are on in it then. Refusals are {"code", "message"}."""
    if verb not in DO:
        raise NotFound()
    try:
        facts = json.loads(request.body)
        owner = owner_of(person_of(request), str(facts.get("of", "")).replace("\x00", ""))
        spend_at(request, "notices")
        return JsonResponse({"on": DO[verb](request, owner, facts)})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse({"code": "malformed"}, status=400)
    except MessagingError as error:
        return JsonResponse({"code": error.code, "message": str(error.message)}, status=422)
    except TooManyAttempts as error:
        said = {"code": error.code, "message": str(error.message)}
        return held(JsonResponse(said), error)


def on(request: HttpRequest, owner: Owner, facts: Facts) -> bool:
    found = addresses.phone(dict(facts["subscription"]))
    shown = Shown(get_language() or "id", page_in(facts))
    session_notices.remember(request.session, subscribing.switch_on_phone(owner, found, shown))
    return True


def off(_request: HttpRequest, owner: Owner, facts: Facts) -> bool:
    subscribing.switch_off_phone(owner, endpoint_in(facts))
    return False


def asked(request: HttpRequest, owner: Owner, facts: Facts) -> bool:
    found = subscribing.phone_is_on(owner, endpoint_in(facts))
    if found is not None:
        session_notices.remember(request.session, found)
    return found is not None


DO |= {"on": on, "off": off, "asked": asked}


def endpoint_in(facts: Facts) -> str:
    """Raises ValueError, TypeError or KeyError for what is none."""
    found = dict(facts["subscription"])["endpoint"]
    if not isinstance(found, str):
        raise TypeError("no endpoint")
    return found


def page_in(facts: Facts) -> str:
    """One of our own pages that notices may open. Raises ValueError."""
    wanted = str(facts.get("page", ""))
    try:
        name = resolve(wanted).view_name
    except Resolver404:
        name = ""
    if name not in OPENED or len(wanted) > 100:
        raise ValueError("no page of ours")
    return wanted


@require_GET
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    return notices_page(request, Form())


def notices_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    if not any(offered().values()):
        raise NotFound()
    owner = owner_of(person_of(request))
    context = {
        "form": form,
        "ways": Subscription.private.of_owner(owner.key).ways(),
        "offered": offered(),
    }
    return render(request, "frontend/notices/mine.html", context, status=status)


@posted()
@signed_in
def ask_mail(request: HttpRequest) -> HttpResponse:
    """Sends a link to the address that was typed; nothing else goes there before it is used."""
    form = typed(request)
    owner = owner_of(person_of(request))
    site = address(request, "/").rstrip("/")
    language = get_language() or "id"
    try:
        mailbox = addresses.mailbox(form.value("address"), site)
        spend_at(request, "ask_mail", mail=mailbox.address.lower(), everybody="")
        token = subscribing.ask_mail(owner, mailbox, Shown(language, page_of_account(form)))
        mail.send_question(mailbox, token, language)
    except MessagingError as error:
        wrong = {"address": Problem(error.code, error.message)}
        return notices_page(request, form.with_problems(wrong), 422)
    except TooManyAttempts as refusal:
        wrong = {"address": Problem(refusal.code, refusal.message)}
        return held(notices_page(request, form.with_problems(wrong)), refusal)
    except NotSent:
        subscribing.forget_unconfirmed(owner.key)
        wrong = {"address": problem("mail_not_sent")}
        return notices_page(request, form.with_problems(wrong), 503)
    messages.success(request, str(_("We sent you an e-mail. Open the link in it to confirm.")))
    return redirect("frontend:notices")


def page_of_account(form: Form) -> str:
    """What notices by e-mail open: deliveries for whoever chose so, else the own requests."""
    deliveries = reverse("frontend:deliveries")
    return deliveries if form.value("page") == deliveries else reverse("frontend:my_requests")


@posted()
@signed_in
def switch_off(request: HttpRequest) -> HttpResponse:
    """No notices to this account anywhere: also for whoever lost the phone."""
    subscribing.switch_off(owner_of(person_of(request)))
    messages.success(request, str(_("All notices are switched off.")))
    return redirect("frontend:notices")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the question. Programs that look into mails open links: it takes a
    button."""
    spend_at(request, "open_mail")
    if request.method == "POST":
        if not subscribing.confirm_mail(token):
            raise NotFound()
        return render(request, "frontend/notices/confirm.html", {"done": True})
    if not subscribing.token_waits(token):
        raise NotFound()
    return render(request, "frontend/notices/confirm.html")


# Mail programs post here by themselves (RFC 8058), without a page of ours before.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the mails that the link stood in. No limit: mail services post for many at once."""
    if subscribing.stopped_by(token) is None:
        raise NotFound()
    done = request.method == "POST" and subscribing.stop_mail(token)
    return render(request, "frontend/notices/stop.html", {"done": done})


urlpatterns: list[URLPattern] = [
    path("notices/worker.js", worker, name="notices_worker"),
    path("notices/phone/<str:verb>/", phone, name="notices_phone"),
    path("notices/confirm/<str:token>/", confirm, name="confirm_mail"),
    path("notices/stop/<str:token>/", stop, name="stop_mail"),
    path("my/notices/", csp_update({"worker-src": [SELF]})(notices), name="notices"),
    path("my/notices/mail/", csp_update({"worker-src": [SELF]})(ask_mail), name="ask_mail"),
    path("my/notices/off/", switch_off, name="notices_off"),
]
