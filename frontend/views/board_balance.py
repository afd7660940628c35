"""Needs beside offers in the parts of a board's region."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from aid.categories import CATEGORIES
from frontend import balances
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page
from geo.codes import Level


@require_GET
@signed_in
def balance(request: HttpRequest, code: str) -> HttpResponse:
    """What is open beside what is offered, one level below; the hardest gap first. An RW, which
    sees no offers, has no such part."""
    region = board_of(request, code)
    if region.level == Level.RW:
        raise Http404
    choice = balances.choice_of(request.GET.get("category", ""), request.GET.get("sort", ""))
    rows = balances.rows_of(person_of(request), region, choice, timezone.now())
    facts = {
        "rows": rows,
        "sum": balances.sum_of(rows),
        "choice": choice,
        "category": choice.category,
        "categories": CATEGORIES.values(),
        "names": balances.NAMES,
        "quantities": balances.QUANTITIES,
        "orders": balances.ORDERS,
    }
    return board_page(request, region, "balance", facts)


urlpatterns = [path("board/<str:code>/balance/", balance, name="board_balance")]
