"""An RW's home: proposals, what comes, whom it is handed to, and what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from aid.errors import NotFound
from frontend import rw
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.board_page import board_of
from geo.codes import Level

FIRST = "proposals"


@dataclass(frozen=True)
class Screen:
    """One of the four: its name, and what it shows."""

    label: str | Promise
    facts: Callable[[rw.Desk], dict[str, object]]


SCREENS = {
    FIRST: Screen(pgettext_lazy("screen of an RW", "Proposals"), rw.proposals),
    "coming": Screen(pgettext_lazy("screen of an RW", "Coming"), rw.coming),
    "hand_out": Screen(_("List of recipients"), rw.hand_out),
    "problems": Screen(_("Problems"), rw.problems),
}


@require_GET
@signed_in
def show(request: HttpRequest, code: str, screen: str = FIRST) -> HttpResponse:
    """One screen, with what is to be done on each of them; other regions have their board alone."""
    region = board_of(request, code)
    if screen not in SCREENS:
        raise NotFound()
    if region.level != Level.RW:
        return redirect("frontend:board_region", code)
    desk = rw.Desk(person_of(request), region.pk, timezone.now())
    counts = vars(rw.counts(desk))
    context = {
        **SCREENS[screen].facts(desk),
        "region": region,
        "here": request.get_full_path(),
        "screen": screen,
        "label": SCREENS[screen].label,
        "tabs": [(name, each.label, counts[name]) for name, each in SCREENS.items()],
    }
    return render(request, f"frontend/rw/{screen}.html", context)


urlpatterns = [
    path("board/<str:code>/rw/", show, name="rw"),
    path("board/<str:code>/rw/<str:screen>/", show, name="rw_screen"),
]
