"""Neighbourhoods on the board: adding them, vouching for them, and what they say they need."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aid.actions import neighbourhoods as actions
from aid.actions.requests import Asked, submit_for_neighbourhood
from aid.categories import CATEGORIES
from frontend import boards, words
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.forms import Form, typed
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page, may
from geo.codes import Level
from geo.models import Region
from people.limits import spend_at

SHOWN = 100


@require_GET
@signed_in
def neighbourhoods(request: HttpRequest, code: str) -> HttpResponse:
    return neighbourhoods_page(request, board_of(request, code))


def neighbourhoods_page(
    request: HttpRequest, region: Region, *, add: Form | None = None, ask: Form | None = None
) -> HttpResponse:
    """The page; ``add`` or ``ask`` is a form that was refused, with what was typed."""
    person = person_of(request)
    listed = list(boards.neighbourhoods(region.pk)[:SHOWN])
    kelurahan = Region.objects.within_region(region.pk).at_level(Level.KELURAHAN)
    facts = {
        "listed": [
            (each, not each.is_verified and may(person, "verify_neighbourhood", each.pk))
            for each in listed
        ],
        "may_add": region.level != Level.RW and may(person, "add_neighbourhood", region.pk),
        "may_ask": bool(listed) and may(person, "ask_for_neighbourhood", region.pk),
        "kelurahan": kelurahan.order_by("name"),
        "categories": CATEGORIES.values(),
        "urgencies": words.URGENCIES.items(),
        "add": add or Form({"kelurahan": region.pk}),
        "ask": ask or Form({"urgency": "2", "region": listed[0].pk if listed else ""}),
    }
    return board_page(request, region, "neighbourhoods", facts, 422 if add or ask else 200)


@posted()
@signed_in
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add an RW by its number, or a settlement without one by its name."""
    region, form = board_of(request, code), typed(request)
    spend_at(request, "add_neighbourhood")
    outcome = attempt(
        request,
        lambda: actions.add_neighbourhood(
            person_of(request),
            form.value("kelurahan"),
            rw_number=whole(form.value("rw_number")),
            name=form.value("name"),
            households=whole(form.value("households")),
        ),
        _("Added. It counts as unverified until the kelurahan vouches for it."),
    )
    if outcome.value is None:
        return neighbourhoods_page(request, region, add=form.with_problems(outcome.problems))
    return redirect("frontend:board_neighbourhoods", code)


def whole(text: str) -> int | None:
    """The number typed, None for nothing, and -1 for what is no number, which is refused."""
    clean = text.strip()
    if not clean:
        return None
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 10 else -1


@posted()
@signed_in
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Vouch for the neighbourhood ``code``."""
    attempt(
        request,
        lambda: actions.verify_neighbourhood(person_of(request), code),
        _("Noted: this neighbourhood exists."),
    )
    board = Region.objects.filter(code=typed(request).value("board")).first()
    return redirect("frontend:board_neighbourhoods", board.pk if board else code)


@posted()
@signed_in
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """File the declared need of a neighbourhood."""
    region, form = board_of(request, code), typed(request)
    spend_at(request, "ask")
    asked = Asked(
        category=form.value("category"),
        quantity=form.value("quantity"),
        region=form.value("region"),
        urgency=form.value("urgency"),
        until=form.value("until"),
        note=form.value("note"),
    )
    outcome = attempt(
        request,
        lambda: submit_for_neighbourhood(person_of(request), asked),
        _("Sent. Another coordinator checks it; whoever files can't."),
    )
    if outcome.value is None:
        return neighbourhoods_page(request, region, ask=form.with_problems(outcome.problems))
    return redirect("frontend:board_request", outcome.value.reference)


urlpatterns = [
    path("board/<str:code>/neighbourhoods/", neighbourhoods, name="board_neighbourhoods"),
    path("board/<str:code>/neighbourhoods/add/", add, name="add_neighbourhood"),
    path("board/<str:code>/neighbourhoods/ask/", ask, name="ask_for_neighbourhood"),
    path("board/<str:code>/neighbourhoods/verify/", verify, name="verify_neighbourhood"),
]
