"""Asking for aid: one form, then a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aid.actions import requests
from aid.actions.requests import Asked
from aid.categories import CATEGORIES
from aid.errors import AlreadyAsked, Problem
from aid.holidays import cut_off
from aid.models.household import HOUSEHOLD
from aid.slots import SLOTS, slot_ends
from frontend import filing, receipts, words
from frontend.errors import attempt, held, private_page
from frontend.filing import ShownAlready, StillSending
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.places import Where, kelurahan_at, kelurahan_like, where
from frontend.problems import problem
from frontend.receipts import Kept
from frontend.reviewing import facts_of
from frontend.views.follow import close
from people import private
from people.consent import PURPOSES
from people.errors import TooManyAttempts
from people.limits import spend_at
from people.session import remember_link

# Where the form shows what the action calls by another name.
ORDER = (
    "category", "who", "kind", "people", "packages", "rupiah", "slot", "until", "urgency",
    "kelurahan", "rt", "rw", "landmark", "name", "phone",
    "id_number", "account", "consent",
)  # fmt: skip
# What the form sends besides, for itself or by the phone.
SENT = (*ORDER, "region", "latitude", "longitude", "vulnerable", "no_local_id", "not_through_rw",
        "whole", "messages_consent", "shared")  # fmt: skip
SHOWN_AT = {"region": "kelurahan", "point": "kelurahan", "address": "landmark"}


@dataclass(frozen=True)
class Tile:
    """One category as the form offers it; ``counts`` names the field of its quantity."""

    code: str
    hint: str
    counts: str


@private_page
def ask(request: HttpRequest) -> HttpResponse:
    """The form. Posted with ``step`` "review" it is shown to be read again, with "change" it is
    opened again; otherwise it is filed, and leads to the receipt. A script that sends it later
    asks for JSON."""
    if request.method != "POST":
        return form_page(request, Form(first_values(request)), Where())
    response = posted(request)
    return as_json(response) if wants_json(request) else response


def posted(request: HttpRequest) -> HttpResponse:
    form = typed(request)
    place = where(form)
    step = form.value("step")
    if step == "change":
        return form_page(request, form, place)
    if form.values.get("by", mark := filing.mark_of(request.user.pk)) != mark:
        # What somebody filled in is not filed in the name of whoever signed in since.
        messages.warning(request, _("You signed in or out meanwhile. Please send it once more."))
        response = form_page(request, form, place)
        response.status_code = 409
        return response
    try:
        spend_at(request, "act" if step == "review" else "ask")
    except TooManyAttempts as refusal:
        messages.error(request, str(refusal.message))
        return held(form_page(request, form, place), refusal)
    wrong = wrong_here(request, form, place)
    asked = asked_for(form, place)
    if wrong:
        # Without a region nothing is filed: the action only tells what else is wrong.
        asked = replace(asked, region="")
    act = review if step == "review" else file
    return act(Filled(request, form, place, asked, wrong))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def as_json(response: HttpResponse) -> HttpResponse:
    """What came of it for a script: the page to go to, or the status alone."""
    page = response.headers.get("Location")
    told = JsonResponse({"page": page}) if page else JsonResponse({}, status=response.status_code)
    told.cookies = response.cookies
    if "Retry-After" in response.headers:
        told["Retry-After"] = response["Retry-After"]
    return told


@require_GET
@private_page
def token(request: HttpRequest) -> HttpResponse:
    """What a form that was kept lacks: the token of this browser, and who would send it."""
    return JsonResponse({"token": get_token(request), "by": filing.mark_of(request.user.pk)})


@dataclass(frozen=True)
class Filled:
    """A form as it came: what it asks, and what of it is ``wrong`` as the page sees it."""

    request: HttpRequest
    form: Form
    place: Where
    asked: Asked
    wrong: Mapping[str, Problem]


def wrong_here(request: HttpRequest, form: Form, place: Where) -> dict[str, Problem]:
    """What the action can't know to be wrong."""
    wrong = dict(place.problems)
    if form.value("who") not in ("self", "other", "institution"):
        wrong["who"] = problem("who_missing")
    if form.value("who") == "institution" and not request.user.is_authenticated:
        wrong["who"] = problem("institution_needs_account")
    return wrong


def review(filled: Filled) -> HttpResponse:
    """All that was answered, before it is sent; nothing of it is kept here meanwhile."""
    request = filled.request
    outcome = attempt(request, lambda: requests.check(person_of(request), filled.asked))
    if outcome.value is None:
        return with_problems(filled, outcome.problems)
    form = settled(filled.form, filled.place)
    context = {
        "facts": facts_of(form, outcome.value),
        "sent": [(name, form.value(name)) for name in SENT if form.value(name)],
        "key": key_of(form) or filing.new_key(),
        "by": filing.mark_of(request.user.pk),
    }
    return render(request, "frontend/ask/review.html", context)


def file(filled: Filled) -> HttpResponse:
    request, person = filled.request, person_of(filled.request)
    key = key_of(filled.form)
    try:
        outcome = attempt(request, lambda: filing.file_once(person, filled.asked, key))
    except ShownAlready as before:
        return shown_already(request, before.answer)
    except StillSending:
        messages.error(request, _("Your request is being sent already. Please wait a moment."))
        return form_page(request, filled.form, filled.place)
    if isinstance(outcome.refusal, AlreadyAsked):
        return redirect("frontend:my_requests")
    if outcome.value is None:
        return with_problems(filled, outcome.problems)
    kept, same = outcome.value
    return to_receipt(request, replace(kept, shared=filled.form.checked("shared")), same)


def with_problems(filled: Filled, problems: Mapping[str, Problem]) -> HttpResponse:
    form, place = filled.form, filled.place
    wrong = in_order({**shown(problems, form, place), **filled.wrong})
    return form_page(filled.request, form.with_problems(wrong), place)


def key_of(form: Form) -> str:
    return filing.key_in(form.value("key"))


def to_receipt(request: HttpRequest, kept: Kept, same: bool) -> HttpResponse:
    """``same``: what was filed is what was sent now."""
    if not same:
        messages.warning(
            request, _("This request had arrived before. What counts is what you wrote first.")
        )
    remember_link(request.session, kept.link_id)
    if kept.shared and not request.user.is_authenticated:
        # Whoever goes away without closing it leaves it open to the next one no longer than that.
        request.session.set_expiry(receipts.SECONDS)
    response = redirect("frontend:ask_done")
    receipts.keep(response, kept)
    return response


def shown_already(request: HttpRequest, answer: str) -> HttpResponse:
    """For a form sent again after its receipt was shown: whoever still has it sees it."""
    kept = receipts.kept(request)
    if kept is not None and kept.answer == answer:
        return redirect("frontend:ask_done")
    return render(request, "frontend/ask/gone.html", status=410)


def first_values(request: HttpRequest) -> dict[str, str]:
    """What an account knows already."""
    user = request.user
    if not user.is_authenticated:
        return {"packages": "1"}
    details = private.details_of(user)
    return {"packages": "1", "name": details.name, "phone": details.phone}


def asked_for(form: Form, place: Where) -> Asked:
    meal = form.value("category") == "meal"
    return Asked(
        category=form.value("category"),
        quantity=form.value(counts(form.value("category"))),
        region=place.region_code,
        urgency=form.value("urgency"),
        people=form.value("people"),
        vulnerable=form.checked("vulnerable"),
        name=form.value("name"),
        phone=form.value("phone"),
        address=place.address,
        landmark=form.value("landmark"),
        latitude=form.value("latitude"),
        longitude=form.value("longitude"),
        for_someone_else=form.value("who") == "other",
        kind=form.value("kind") if form.value("who") == "institution" else HOUSEHOLD,
        slot=form.value("slot") if meal else "",
        until=form.value("until") if meal else "",
        no_local_id=form.checked("no_local_id"),
        not_through_rw=form.checked("not_through_rw"),
        whole=form.checked("whole"),
        id_number=form.value("id_number"),
        account=form.value("account"),
        consent=form.checked("consent"),
        messages_consent=form.checked("messages_consent"),
    )


def counts(category: str) -> str:
    """The field that holds the quantity of ``category``."""
    if category == "cash":
        return "rupiah"
    known = CATEGORIES.get(category)
    return "people" if known and known.per_person else "packages"


def shown(problems: Mapping[str, Problem], form: Form, place: Where) -> dict[str, Problem]:
    """Problems by the field at which the form shows them."""
    fields = {**SHOWN_AT, "quantity": counts(form.value("category"))}
    known = {"region"} if place.kelurahan else set()
    return {fields.get(name, name): wrong for name, wrong in problems.items() if name not in known}


def in_order(problems: Mapping[str, Problem]) -> dict[str, Problem]:
    """As the fields come on the page, so that "the first" is the first."""
    known = {name: problems[name] for name in ORDER if name in problems}
    return {**known, **problems}


def settled(form: Form, place: Where) -> Form:
    """``form`` with the kelurahan, and the RW, that was found."""
    found = place.kelurahan
    if found is None:
        return form
    rw = form.value("rw") or (f"{found.rw:03d}" if found.rw else "")
    known = {"kelurahan": found.label, "region": found.code, "rw": rw}
    return Form({**form.values, **known}, form.problems)


def form_page(
    request: HttpRequest, form: Form, place: Where, *, copy: bool = False
) -> HttpResponse:
    """``copy``: for phones to keep until there is no network."""
    form = settled(form, place)
    today = timezone.localdate()
    context = {
        "form": form,
        "key": "" if copy else key_of(form) or filing.new_key(),
        "by": filing.mark_of(request.user.pk),
        "copy": copy,
        "tiles": [Tile(code, str(words.HINTS[code]), counts(code)) for code in CATEGORIES],
        "urgencies": words.URGENCIES.items(),
        "kinds": words.KINDS.items(),
        "slots": [(code, slot_ends(today, code)) for code in SLOTS if SLOTS[code].for_meals],
        "holiday": cut_off("lebaran"),
        "choices": place.choices,
        "purposes": PURPOSES,
    }
    if copy:
        context |= {"messages": ()}
    return render(request, "frontend/ask/form.html", context, status=422 if form.problems else 200)


@private_page
def ask_done(request: HttpRequest) -> HttpResponse:
    """The receipt, until the person says that it is saved, at most a quarter of an hour."""
    receipt = receipts.kept(request)
    if receipt is None:
        return forgotten(render(request, "frontend/ask/gone.html", status=410))
    filing.shown(receipt)
    link = request.build_absolute_uri(reverse("frontend:open_link", args=[receipt.token]))
    return render(request, "frontend/ask/done.html", {"receipt": receipt, "link": link})


@require_POST
@private_page
def ask_saved(request: HttpRequest) -> HttpResponse:
    """The person saved the receipt: nothing of it stays behind; on a shared phone nor does the
    request."""
    receipt = receipts.kept(request)
    if receipt is None:
        return redirect("frontend:my_requests")
    if receipt.shared and not request.user.is_authenticated:
        return forgotten(close(request))
    return forgotten(redirect("frontend:request", reference=receipt.reference))


def forgotten(response: HttpResponse) -> HttpResponse:
    receipts.forget(response)
    return response


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """The kelurahan that ``?q=`` may mean, with the RW that it names, or that holds
    ``?latitude=&longitude=``; suggestions for the form, which works without them."""
    given = request.GET
    if "latitude" in given:
        found = kelurahan_at(given["latitude"], given.get("longitude", ""))
    else:
        found = kelurahan_like(given.get("q", "")[:100])
    response = JsonResponse({"places": [vars(each) for each in found]})
    response["Cache-Control"] = "private, max-age=3600"
    return response


# Its styles stand in the page itself: docs/decisions/0027-the-form-brings-its-styles.md.
POLICY = {"worker-src": [SELF], "style-src": [SELF, NONCE]}
urlpatterns: list[URLPattern] = [
    path("ask/", csp_update(POLICY)(ask), name="ask"),
    path("ask/token/", token, name="ask_token"),
    path("ask/places/", places, name="ask_places"),
    path("ask/done/", ask_done, name="ask_done"),
    path("ask/saved/", ask_saved, name="ask_saved"),
]
