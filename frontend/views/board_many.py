"""Checking many requests of a queue at once: first what would come of it, then what came."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.actions.verify_many import MOST_AT_ONCE, Ticked, verify_many
from aid.models import Request
from aid.reference import tidy_reference
from aid.standing import EXPIRED, VOUCHES_MISSING
from frontend import queue
from frontend.acts import posted
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.request_cards import RequestCard, request_cards
from frontend.views.board_page import board_of, board_page
from people.limits import spend_at
from people.person import Person

WHY: dict[str, str | Promise] = {
    EXPIRED: _("Its time is over."),
    VOUCHES_MISSING: _("Neighbours must still vouch, or one cadre."),
    "doubles": _("Perhaps asked twice: compare the two first."),
    "gone": _("It waits no longer, or you have a part in it."),
}


@dataclass(frozen=True)
class Planned:
    """One ticked request: with ``why`` it would be left as it is, empty where it would be
    checked."""

    card: RequestCard
    why: str | Promise


@posted("../../")
@signed_in
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What would be checked of what is ticked, and what not and why. Nothing is done yet."""
    person, region = person_of(request), board_of(request, code)
    ticked = references(request)
    planned = [plan(card) for card in ticked_cards(person, code, ticked)]
    facts = {
        "ready": [each for each in planned if not each.why],
        "left": [each for each in planned if each.why],
        "unknown": len(ticked) - len(planned),
        "back": reverse("frontend:board_region", args=[code]),
        "most": MOST_AT_ONCE,
        "tab_of": "queue",
    }
    return board_page(request, region, "preview", facts)


@posted("../../")
@signed_in
def check_all(request: HttpRequest, code: str) -> HttpResponse:
    """Check what the preview named; what came of each."""
    person, region = person_of(request), board_of(request, code)
    spend_at(request, "verify_many")
    named = [value.partition(":") for value in request.POST.getlist("ref")]
    ticked = [Ticked(tidy_reference(each), seen) for each, _colon, seen in named]
    here = known_references(person, code, [each.reference for each in ticked])
    outcomes = verify_many(person, [each for each in ticked if each.reference in here])
    facts = {
        "checked": [each for each in outcomes if not each.why],
        "left": [each for each in outcomes if each.why],
        "back": reverse("frontend:board_region", args=[code]),
        "tab_of": "queue",
    }
    return board_page(request, region, "checked", facts)


def references(request: HttpRequest) -> list[str]:
    """The references that were ticked, each once, MOST_AT_ONCE at most."""
    tidy = (tidy_reference(value) for value in request.POST.getlist("ref"))
    return list(dict.fromkeys(each for each in tidy if each))[:MOST_AT_ONCE]


def known_references(person: Person, code: str, named: list[str]) -> set[str]:
    rows = Request.private.visible_to(person).within(code).filter(reference__in=named)
    return set(rows.values_list("reference", flat=True))


def ticked_cards(person: Person, code: str, named: list[str]) -> list[RequestCard]:
    """In the order of the queue. Four statements at most."""
    rows = Request.private.visible_to(person).within(code).filter(reference__in=named)
    return request_cards(person, list(queue.ordered(rows)))


def plan(card: RequestCard) -> Planned:
    why: str | Promise = ""
    if card.kept:
        why = WHY[card.kept]
    elif "verify" not in card.verbs:
        why = WHY["gone"]
    elif card.doubles:
        why = WHY["doubles"]
    return Planned(card, why)


urlpatterns = [
    path("board/<str:code>/queue/preview/", preview, name="queue_preview"),
    path("board/<str:code>/queue/verify/", check_all, name="queue_verify"),
]
