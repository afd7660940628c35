"""Two requests that may be of one household, side by side."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from aid.actions import doubles
from aid.models import Request
from aid.queries.request_doubles import marks_alike
from frontend.acts import posted
from frontend.errors import attempt, signed_in
from frontend.parts import by_script, told
from frontend.person import person_of
from frontend.request_cards import RequestCard, request_cards
from frontend.views.board_page import back

# What the household of a double reads: nothing about the other request, nor whose it is.
AS_DOUBLE: str | Promise = _(
    "This seems to have been asked before, and that request goes on. If it was not you, please ask "
    "again or come to the kelurahan."
)
MARKS: dict[str, str | Promise] = {
    "id_number": _("the same NIK"),
    "phone": _("the same phone number"),
    "name": _("the same name, as far as spelling tells"),
}


@dataclass(frozen=True)
class Side:
    """One of the two; ``as_double``: whether it can be refused as the double of the other."""

    card: RequestCard
    as_double: bool


@require_GET
@signed_in
def beside(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """Both, with what kind of mark is alike; never the mark itself."""
    person = person_of(request)
    pair = doubles.two_alike(person, reference, other)
    cards = request_cards(person, pair)
    sides = [
        Side(card, may_be_refused_as_double(card, against))
        for card, against in zip(cards, reversed(pair), strict=True)
    ]
    context = {
        "sides": sides,
        "marks": [MARKS[mark] for mark in marks_alike(*pair)],
        "region": pair[0].region,
        "here": request.get_full_path(),
        "past_rw": any(each.not_through_rw for each in pair),
        "may_keep": "keep_both" in cards[0].verbs,
        "reason": in_the_city_s_language(AS_DOUBLE),
    }
    return render(request, "frontend/board/beside.html", context)


def may_be_refused_as_double(card: RequestCard, against: Request) -> bool:
    """Not where its RW would read by the reason that the household asked past it."""
    hidden = against.not_through_rw and not card.request.not_through_rw
    return "refuse" in card.verbs and not hidden


def in_the_city_s_language(text: str | Promise) -> str:
    """Households read the reason in Indonesian, whatever language its writer reads."""
    with override("id"):
        return str(text)


@posted()
@signed_in
def keep(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """They are two households: nobody is asked about these two again."""
    outcome = attempt(
        request,
        lambda: doubles.keep_both(person_of(request), reference, other),
        _("Noted: these are two households."),
    )
    if by_script(request):
        return told(request, done=outcome.done)
    return back(request, "frontend:board_request", reference)


urlpatterns = [
    path("board/requests/<str:reference>/beside/<str:other>/", beside, name="beside"),
    path("board/requests/<str:reference>/beside/<str:other>/keep/", keep, name="keep_both"),
]
