"""Asking for aid: one form, then a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aid.actions import requests
from aid.actions.requests import Asked
from aid.categories import CATEGORIES
from aid.errors import AlreadyAsked, Problem
from aid.holidays import cut_off
from aid.models.household import HOUSEHOLD
from aid.slots import SLOTS, slot_ends
from frontend import receipts, words
from frontend.errors import attempt, held, private_page
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.places import Where, kelurahan_at, kelurahan_like, where
from frontend.problems import problem
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
SHOWN_AT = {"region": "kelurahan", "point": "kelurahan", "address": "landmark"}


@dataclass(frozen=True)
class Tile:
    """One category as the form offers it; ``counts`` names the field of its quantity."""

    code: str
    hint: str
    counts: str


@private_page
def ask(request: HttpRequest) -> HttpResponse:
    """The form; posting it files the request and leads to the receipt."""
    if request.method != "POST":
        return form_page(request, Form(first_values(request)), Where())
    form = typed(request)
    place = where(form)
    try:
        spend_at(request, "ask")
    except TooManyAttempts as refusal:
        messages.error(request, str(refusal.message))
        return held(form_page(request, form, place), refusal)
    own = dict(place.problems)
    if form.value("who") not in ("self", "other", "institution"):
        own["who"] = problem("who_missing")
    if form.value("who") == "institution" and not request.user.is_authenticated:
        own["who"] = problem("institution_needs_account")
    asked = asked_for(form, place)
    if own:
        # Without a region nothing is filed: the action only tells what else is wrong.
        asked = replace(asked, region="")
    outcome = attempt(request, lambda: requests.submit(person_of(request), asked))
    if isinstance(outcome.refusal, AlreadyAsked):
        return redirect("frontend:my_requests")
    if outcome.value is None:
        found = shown(outcome.problems, form, place)
        return form_page(request, form.with_problems(in_order({**found, **own})), place)
    remember_link(request.session, outcome.value.link_id)
    response = redirect("frontend:ask_done")
    receipts.keep(response, outcome.value)
    return response


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


def form_page(request: HttpRequest, form: Form, place: Where) -> HttpResponse:
    if place.kelurahan:
        settled = {"kelurahan": place.kelurahan.label, "region": place.kelurahan.code}
        form = Form({**form.values, **settled}, form.problems)
    today = timezone.localdate()
    context = {
        "form": form,
        "tiles": [Tile(code, str(words.HINTS[code]), counts(code)) for code in CATEGORIES],
        "urgencies": words.URGENCIES.items(),
        "kinds": words.KINDS.items(),
        "slots": [(code, slot_ends(today, code)) for code in SLOTS if SLOTS[code].for_meals],
        "holiday": cut_off("lebaran"),
        "choices": place.choices,
        "purposes": PURPOSES,
    }
    return render(request, "frontend/ask/form.html", context, status=422 if form.problems else 200)


@private_page
def ask_done(request: HttpRequest) -> HttpResponse:
    """The receipt, until the person says that it is saved, at most a quarter of an hour."""
    receipt = receipts.kept(request)
    if receipt is None:
        return forgotten(render(request, "frontend/ask/gone.html", status=410))
    link = request.build_absolute_uri(reverse("frontend:open_link", args=[receipt.token]))
    return render(request, "frontend/ask/done.html", {"receipt": receipt, "link": link})


@require_POST
@private_page
def ask_saved(request: HttpRequest) -> HttpResponse:
    """The person saved the receipt: nothing of it stays behind."""
    receipt = receipts.kept(request)
    if receipt is None:
        return redirect("frontend:my_requests")
    return forgotten(redirect("frontend:request", reference=receipt.reference))


def forgotten(response: HttpResponse) -> HttpResponse:
    receipts.forget(response)
    return response


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """The kelurahan that ``?q=`` may mean, or that holds ``?latitude=&longitude=``; suggestions
    for the form, which works without them."""
    given = request.GET
    if "latitude" in given:
        found = kelurahan_at(given["latitude"], given.get("longitude", ""))
    else:
        found = kelurahan_like(given.get("q", "")[:100])
    response = JsonResponse({"places": [{"code": p.code, "label": p.label} for p in found]})
    response["Cache-Control"] = "private, max-age=3600"
    return response


urlpatterns: list[URLPattern] = [
    path("ask/", ask, name="ask"),
    path("ask/places/", places, name="ask_places"),
    path("ask/done/", ask_done, name="ask_done"),
    path("ask/saved/", ask_saved, name="ask_saved"),
]
