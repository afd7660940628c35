"""A donor's deliveries in their own calendar: by a secret address that an application follows."""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from aid.documents.calendar import calendar_file
from aid.queries.calendar import appointments
from frontend.acts import posted
from frontend.errors import page, signed_in
from frontend.person import person_of
from people import queries
from people.calendar_feeds import end_feed, has_feed, make_feed, owner_of
from people.limits import spend_at

COOKIE = "calendar_address"
SALT = "frontend.calendar"
SECONDS = 60
KIND = "text/calendar; charset=utf-8"


@require_GET
@signed_in
def calendar_page(request: HttpRequest) -> HttpResponse:
    """With the address, where it was just made: shown once, and brought by the browser alone."""
    user_id = person_of(request).user_id
    assert user_id is not None
    token = brought(request, user_id)
    answer = shown(request, user_id, address_of(request, token) if token else "")
    answer.delete_cookie(COOKIE, path=reverse("frontend:calendar"))
    return answer


@posted()
@signed_in
def make(request: HttpRequest) -> HttpResponse:
    """A new address. The next page shows it, so that loading that again makes no other."""
    user_id = person_of(request).user_id
    assert user_id is not None
    answer = redirect("frontend:calendar")
    answer.set_cookie(
        COOKIE,
        signing.dumps([user_id, make_feed(user_id)], salt=SALT),
        max_age=SECONDS,
        path=reverse("frontend:calendar"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def brought(request: HttpRequest, user_id: int) -> str:
    """The token that the browser brings from ``make``; nothing where there is none, where it is
    somebody else's, and where it ended meanwhile."""
    try:
        made_by, token = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return ""
    owner = owner_of(token)
    return token if made_by == user_id and owner is not None and owner.pk == user_id else ""


def address_of(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("frontend:feed", args=[token]))


@posted()
@signed_in
def end(request: HttpRequest) -> HttpResponse:
    user_id = person_of(request).user_id
    assert user_id is not None
    end_feed(user_id)
    return redirect("frontend:calendar")


def shown(request: HttpRequest, user_id: int, address: str) -> HttpResponse:
    """``follow`` is the address by which a phone's own calendar subscribes in one tap."""
    follow = "webcal:" + address.partition(":")[2] if address else ""
    context = {"address": address, "follow": follow, "followed": has_feed(user_id)}
    return render(request, "frontend/deliveries/calendar.html", context)


@require_safe
@page
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever made the address, in their language."""
    spend_at(request, "follow_calendar")
    user = owner_of(token)
    if user is None:
        raise Http404
    with translation.override(user.language):
        person, address = queries.person_of(user), request.build_absolute_uri
        found = appointments(person, timezone.now(), user.language, address)
        content = calendar_file(_("Gandeng: my deliveries"), found)
    return HttpResponse(content, content_type=KIND, headers={"Cache-Control": "no-store"})


urlpatterns: list[URLPattern] = [
    path("deliveries/calendar/", calendar_page, name="calendar"),
    path("deliveries/calendar/make/", make, name="make_feed"),
    path("deliveries/calendar/end/", end, name="end_feed"),
    path("calendar/<str:token>.ics", feed, name="feed"),
]
