"""Vouching for a neighbour whom the RT doesn't know, by the request's number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from aid.actions import vouching
from aid.reference import tidy_reference
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.problems import problem
from people.limits import spend_at

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Asks the number that the household passed on."""
    form = Form()
    if request.method == "POST":
        form = typed(request)
        reference = tidy_reference(form.value("reference"))
        if reference:
            return redirect("frontend:vouch", reference=reference)
        form = form.with_problems({"reference": problem("reference_wrong")})
    status = 422 if form.problems else 200
    return render(request, "frontend/vouch/start.html", {"form": form}, status=status)


@require_http_methods(FORM_METHODS)
@signed_in
def vouch(request: HttpRequest, reference: str) -> HttpResponse:
    """What the neighbour vouches for, and the button."""
    spend_at(request, "vouch")
    if request.method == "POST":
        done = _("Thank you. The office that checks the request sees that somebody vouched.")
        attempt(request, lambda: vouching.vouch(person_of(request), reference), done)
        return redirect("frontend:vouch", reference=reference)
    unknown = vouching.unknown_household(person_of(request), reference)
    return render(request, "frontend/vouch/vouch.html", {"unknown": unknown})


urlpatterns: list[URLPattern] = [
    path("jamin/", start, name="vouch_start"),
    path("jamin/<str:reference>/", vouch, name="vouch"),
]
