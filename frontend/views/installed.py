"""What a phone keeps of the site itself: its name and icons, and two pages for when there is no
network. They are the same for everybody, and know nobody, whoever fetches them."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from frontend.forms import Form
from frontend.places import Where
from frontend.views.ask import form_page

PAPER = "#faf8f3"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
View = Callable[[HttpRequest], HttpResponse]


def for_nobody(view: View) -> View:
    """``view`` as somebody without account or session gets it, in the language of ``?in=``."""

    @require_GET
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        wanted = request.GET.get("in", "")
        known = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            request.LANGUAGE_CODE = known
            return view(request)

    return answered


@for_nobody
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone shows of the site beside its other applications."""
    facts = {
        "id": "/",
        "name": "Gandeng",
        "short_name": "Gandeng",
        "description": _(
            "Aid from neighbour to neighbour in Jakarta: ask, give, see what arrived."
        ),
        "lang": translation.get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(f"frontend/{name}"), "sizes": sizes, "type": "image/png",
             "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {"name": _("Ask for aid"), "url": reverse("frontend:ask")},
            {"name": _("My requests"), "url": reverse("frontend:my_requests")},
        ],
    }  # fmt: skip
    response = JsonResponse(facts, content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of all pages, from here because its scope is the whole site."""
    found = finders.find("gandeng/site_worker.js")
    if found is None:
        raise Http404
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript")


@for_nobody
def offline(request: HttpRequest) -> HttpResponse:
    """Stands for any page that can't be fetched."""
    return render(request, "frontend/offline.html", {"messages": ()})


@for_nobody
def ask_copy(request: HttpRequest) -> HttpResponse:
    """The empty form for asking, with neither key nor token: its script gets them."""
    return form_page(request, Form({"packages": "1"}), Where(), copy=True)


urlpatterns: list[URLPattern] = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("worker.js", worker, name="worker"),
    path("offline/", offline, name="offline"),
    path("ask/copy/", csp_update({"worker-src": [SELF]})(ask_copy), name="ask_copy"),
]
