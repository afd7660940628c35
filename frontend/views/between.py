"""What passes between household and donor: messages and photos, each match with its own."""

import uuid

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from aid.actions import complaints, messages, photos
from aid.errors import NotFound
from aid.photo_files import HEADERS
from aid.rules import MOST_PHOTOS, SENSITIVE_COMPLAINTS
from frontend import words
from frontend.acts import posted
from frontend.between import side_of
from frontend.errors import attempt, private_page
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.uploads import photo_in
from people.limits import spend_at
from people.private import name_all


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, reference: str) -> HttpResponse:
    """The messages of a match, for its household and its donor. Opening them marks what the
    other side wrote as read, and writes nothing else."""
    person, form = person_of(request), Form()
    if request.method == "POST":
        form = typed(request)
        outcome = attempt(
            request, lambda: messages.write_message(person, reference, form.value("text"))
        )
        if outcome.done:
            return redirect("frontend:conversation", reference)
        form = form.with_problems(outcome.problems)
    side = side_of(person, reference)
    if side.match.request.household_id is None:
        raise NotFound()
    name_all([side.match.donor])
    context = {
        "side": side,
        "said": messages.see_messages(person, reference),
        "form": form,
        "kinds": [(kind, words.COMPLAINTS[kind]) for kind in sorted(SENSITIVE_COMPLAINTS)],
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/between/messages.html", context, status=status)


@posted()
@private_page
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Tells those above the kelurahan of a message, which they then read."""
    form = typed(request)
    outcome = attempt(
        request,
        lambda: complaints.complain(
            person_of(request), reference, form.value("kind"), "", form.value("message")
        ),
        _("Reported. The kecamatan or the city reads this one message; the kelurahan doesn't."),
    )
    for wrong in outcome.problems.values():
        told.error(request, str(wrong.message))
    return redirect("frontend:conversation", reference)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def album(request: HttpRequest, reference: str) -> HttpResponse:
    """The photos of a match, for those whom it concerns."""
    person, form = person_of(request), Form()
    if request.method == "POST":
        spend_at(request, "add_photo")
        outcome = attempt(
            request,
            lambda: photos.add_photo(person, reference, photo_in(request)),
            _("The photo is added. Place and time that it held are gone."),
        )
        if outcome.done:
            return redirect("frontend:album", reference)
        form = form.with_problems(outcome.problems)
    match, found = photos.photos_of(person, reference)
    side = side_of(person, reference)
    context = {
        "side": side,
        "photos": [
            (photo, "remove_photo" in side.verbs and photos.may_remove(person, match, photo))
            for photo in found
        ],
        "may_add": "add_photo" in side.verbs and len(found) < MOST_PHOTOS,
        "form": form,
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/between/photos.html", context, status=status)


@private_page
@require_GET
def photo(request: HttpRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    """One photo; for everybody else there is none."""
    return HttpResponse(photos.see_photo(person_of(request), reference, number), headers=HEADERS)


@posted("../../")
@private_page
def remove_photo(request: HttpRequest, reference: str, number: uuid.UUID) -> HttpResponse:
    attempt(
        request,
        lambda: photos.remove_photo(person_of(request), reference, number),
        _("The photo is gone."),
    )
    return redirect("frontend:album", reference)


urlpatterns = [
    path("matches/<str:reference>/messages/", conversation, name="conversation"),
    path("matches/<str:reference>/messages/report/", report, name="report_message"),
    path("matches/<str:reference>/photos/", album, name="album"),
    path("matches/<str:reference>/photos/<uuid:number>/", photo, name="photo"),
    path("matches/<str:reference>/photos/<uuid:number>/remove/", remove_photo, name="remove_photo"),
]
