"""What a household may ask about its own data: what is known, and the form filled in again."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from aid.actions import correcting, erasing, known
from aid.actions.correcting import Corrected
from aid.actions.known import Known
from aid.categories import CATEGORIES
from aid.models import Request
from aid.models.household import HOUSEHOLD
from aid.rules import STANDING, RequestStatus
from frontend import words
from frontend.acts import posted
from frontend.errors import attempt, private_page
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.places import Place, Where, label_of
from frontend.views import ask
from geo.codes import KELURAHAN_LENGTH
from people.consent import PURPOSES

ERASED = _("Erased: nothing of your name, number or place is kept for this request any more.")
CORRECTED = _("Corrected.")
WAITS_FOR_CHECK = _("Corrected. The office checks it before we look for a donor.")


@posted()
@private_page
def show_known(request: HttpRequest, reference: str) -> HttpResponse:
    """What is kept of the household, in the answer itself and nowhere else: each look is
    recorded."""
    found = known.see_known(person_of(request), reference)
    consents = [(PURPOSES[each.purpose].text, each) for each in found.consents]
    context = {
        "known": found,
        "aid_request": found.request,
        "consents": consents,
        "keep_days": settings.KEEP_DAYS,
    }
    return render(request, "frontend/follow/known.html", context)


@posted()
@private_page
def ask_again(request: HttpRequest, reference: str) -> HttpResponse:
    """The form of asking, with what the household entered the last time."""
    found = known.ask_again(person_of(request), reference)
    code = found.request.region_code
    kelurahan = Place(code[:KELURAHAN_LENGTH], label_of(code[:KELURAHAN_LENGTH]))
    return ask.form_page(request, Form(entered(found)), Where(code, kelurahan))


@posted()
@private_page
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """The form with what is kept, which is a look; sent, it corrects the request."""
    form = typed(request)
    if not form.checked("sent"):
        found = known.see_known(person_of(request), reference)
        return correct_page(request, found.request, Form(corrected_before(found)))
    outcome = attempt(
        request, lambda: correcting.correct(person_of(request), reference, corrected(form))
    )
    if outcome.problems:
        shown = Request.private.visible_to(person_of(request)).get(reference=reference)
        return correct_page(request, shown, form.with_problems(outcome.problems))
    if outcome.value is not None:
        waits = outcome.value.status == RequestStatus.SUBMITTED
        messages.success(request, str(WAITS_FOR_CHECK if waits else CORRECTED))
    return redirect("frontend:request", reference=reference)


def correct_page(request: HttpRequest, asked: Request, form: Form) -> HttpResponse:
    context = {
        "aid_request": asked,
        "form": form,
        "per_person": CATEGORIES[asked.category].per_person,
        "urgencies": words.URGENCIES.items(),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/follow/correct.html", context, status=status)


def corrected_before(found: Known) -> dict[str, str]:
    return {
        "people": str(found.household.people),
        "quantity": str(found.request.needed),
        "urgency": str(found.request.urgency),
        "landmark": found.details.landmark,
        "phone": found.details.phone,
    }


def corrected(form: Form) -> Corrected:
    return Corrected(
        people=form.value("people"),
        quantity=form.value("quantity"),
        urgency=form.value("urgency"),
        landmark=form.value("landmark"),
        phone=form.value("phone"),
    )


@posted()
@private_page
def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """What is erased and what stays, and the button; then it is done."""
    person = person_of(request)
    if typed(request).checked("sent"):
        outcome = attempt(request, lambda: erasing.erase(person, reference), ERASED)
        if outcome.done:
            return redirect("frontend:my_requests")
        return redirect("frontend:request", reference=reference)
    found: Request = known.for_household(person, reference, "erase")
    context = {
        "aid_request": found,
        "stands": found.status in STANDING,
        "under_way": erasing.under_way(found),
        "keep_days": settings.KEEP_DAYS,
    }
    return render(request, "frontend/follow/erase.html", context)


def entered(found: Known) -> dict[str, str]:
    """The form's values; how urgent it is and the consent are asked anew."""
    asked, household, details = found.request, found.household, found.details
    institution = household.kind != HOUSEHOLD
    marks = {
        "vulnerable": household.vulnerable,
        "no_local_id": asked.no_local_id,
        "not_through_rw": asked.not_through_rw,
        "whole": asked.whole,
    }
    return {
        "packages": "1",
        ask.counts(asked.category): str(asked.needed),
        "category": asked.category,
        "who": "institution" if institution else "self",
        "kind": household.kind if institution else "",
        "people": str(household.people),
        **number_of("rt", details.address),
        **number_of("rw", details.address),
        "landmark": details.landmark,
        "name": details.name,
        "phone": details.phone,
        "account": details.account,
        **{name: "1" for name, ticked in marks.items() if ticked},
    }


def number_of(unit: str, address: str) -> dict[str, str]:
    """The number of the RT or RW in ``RT 004/RW 012``, as the form asks for it."""
    for part in address.split("/"):
        name, _, number = part.partition(" ")
        if name == unit.upper() and number.isdigit():
            return {unit: number}
    return {}


urlpatterns: list[URLPattern] = [
    path("requests/<str:reference>/known/", show_known, name="known"),
    path("requests/<str:reference>/correct/", correct, name="correct"),
    path("requests/<str:reference>/erase/", erase, name="erase"),
    path("requests/<str:reference>/again/", ask_again, name="ask_again"),
]
