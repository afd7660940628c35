"""What a donor's help became, and the papers that tell of it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aid.actions import receipts
from aid.queries.given import STAGES, Given, given_by, worth_of
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.consignments import paper

STAGE_NAMES: dict[str, str | Promise] = {
    "confirmed": _("Received, in the recipients' own word"),
    "delivered": _("Handed over, not confirmed"),
    "on_the_way": _("On the way"),
    "promised": _("Promised, not set out yet"),
    "lost": _("Did not arrive"),
}


@dataclass(frozen=True)
class Stage:
    """One step of the way; ``percent`` is its share of the largest one's worth."""

    name: str
    label: str | Promise
    worth: int
    percent: int


@dataclass(frozen=True)
class Month:
    """What was confirmed in the month that begins on ``first``, by category, and its worth in
    rupiah."""

    first: date
    quantities: list[tuple[str, int]]
    worth: int


@require_GET
@signed_in
def result(request: HttpRequest) -> HttpResponse:
    """Of what the account gave as which the person gives at present."""
    donor_id = person_of(request).donor_id
    assert donor_id is not None
    found = given_by(donor_id)
    context = {
        "stages": stages_of(found),
        "confirmed": found.worth("confirmed"),
        "kinds": [
            (code, [(STAGE_NAMES[name], found.units(name, code)) for name in STAGES])
            for code in found.categories
        ],
        "months": [
            Month(first, sorted(quantities.items()), worth_of(quantities))
            for first, quantities in found.months.items()
        ],
    }
    return render(request, "frontend/deliveries/result.html", context)


def stages_of(found: Given) -> list[Stage]:
    """The steps that there is something at; the first always."""
    worths = {name: found.worth(name) for name in STAGES}
    largest = max(*worths.values(), 1)
    return [
        Stage(name, STAGE_NAMES[name], worth, round(100 * worth / largest))
        for name, worth in worths.items()
        if worth or name == "confirmed"
    ]


@require_GET
@signed_in
def match_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    pdf = receipts.print_match_receipt(person_of(request), reference)
    return paper(pdf, "tanda-terima", reference)


@require_GET
@signed_in
def offer_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    pdf = receipts.print_offer_receipt(person_of(request), reference)
    return paper(pdf, "tanda-terima", reference)


urlpatterns = [
    path("deliveries/result/", result, name="given"),
    path("deliveries/<str:reference>/receipt/", match_receipt, name="match_receipt"),
    path("give/offers/<str:reference>/receipt/", offer_receipt, name="offer_receipt"),
]
