"""The coordinator's board: which region, and what waits for them there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from aid.categories import CATEGORIES
from aid.queries.complaints import payment_answers
from aid.relations import region_relations
from aid.rules import Who
from frontend import boards, list_pages, switcher
from frontend.causes import causes_of
from frontend.consignments import board_cards
from frontend.errors import office_withheld, signed_in
from frontend.person import person_of
from frontend.views import (
    board_acts,
    board_attention,
    board_balance,
    board_doubles,
    board_files,
    board_many,
    board_map,
    board_neighbourhoods,
    board_people,
    board_queue,
    board_request,
    board_rounds,
    board_trends,
    lists,
    rw,
)
from frontend.views.board_page import board_of, board_page
from geo.codes import Level


@require_GET
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """The regions whose boards the person may open; a single one opens at once, an RW with its
    four screens."""
    if office_withheld(request):
        return redirect("mfa_index")
    person = person_of(request)
    regions = boards.boards_of(person)
    written = [each for each in list_pages.cadre_regions(person) if each not in regions]
    if len(regions) + len(written) == 1:
        only = [*regions, *written][0]
        home = "rw" if only.level == Level.RW else "board_region"
        return redirect(f"frontend:{home if regions else 'board_lists'}", only.pk)
    context = {"regions": regions, "written": written}
    return render(request, "frontend/board/choose.html", context)


@require_GET
@signed_in
def go(request: HttpRequest, code: str) -> HttpResponse:
    """To the board of the region in ``?to=``, at the part of it that was open here."""
    board_of(request, code)
    to = board_of(request, request.GET.get("to", "").replace("\x00", ""))
    return redirect(switcher.address(to, request.GET.get("tab", "")))


@require_GET
@signed_in
def matches(request: HttpRequest, code: str) -> HttpResponse:
    """The live matches by status; one status in full with ``?status=``, those alone that stand
    too long with ``?late=1``."""
    person, region = person_of(request), board_of(request, code)
    status, late = request.GET.get("status", ""), request.GET.get("late") == "1"
    counts = boards.match_counts(person, code)
    facts = {
        "counts": [(each, counts.get(each, (0, 0))[late]) for each in boards.SINCE],
        "columns": boards.columns(person, code, counts, status, late=late),
        "one": status if status in boards.SINCE else "",
        "late": late,
        "stuck": sum(stuck for _, stuck in counts.values()),
    }
    return board_page(request, region, "matches", facts)


@require_GET
@signed_in
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked, promised and confirmed in each part of the region, and why need stays
    unmet; exact."""
    region = board_of(request, code)
    category = request.GET.get("category", "")
    category = category if category in CATEGORIES else ""
    rows = boards.children_figures(region, category)
    total, causes = boards.sum_of(rows), causes_of(region, category)
    explained = total.proposed + sum(cause.quantity for _words, cause in causes)
    facts = {
        "rows": rows,
        "total": total,
        "category": category,
        "categories": CATEGORIES.values(),
        "causes": causes,
        "unexplained": max(0, total.unmet - explained),
    }
    return board_page(request, region, "figures", facts)


@require_GET
@signed_in
def complaints(request: HttpRequest, code: str) -> HttpResponse:
    person, region = person_of(request), board_of(request, code)
    facts: dict[str, object] = {"cards": boards.complaint_cards(person, code)}
    if Who.OVERSIGHT in region_relations(person, code):
        facts["not_asked"], facts["asked"] = payment_answers(code, timezone.now())
    return board_page(request, region, "complaints", facts)


@require_GET
@signed_in
def consignments(request: HttpRequest, code: str) -> HttpResponse:
    """What comes to the region's posts, what lies there since when, and what is over."""
    person, region = person_of(request), board_of(request, code)
    return board_page(request, region, "consignments", board_cards(person, code))


urlpatterns = [
    path("board/", choose, name="board"),
    *board_request.urlpatterns,
    *board_doubles.urlpatterns,
    *board_acts.urlpatterns,
    *board_rounds.urlpatterns,
    *board_map.urlpatterns,
    *rw.urlpatterns,
    *lists.urlpatterns,
    path("board/<str:code>/go/", go, name="board_go"),
    *board_many.urlpatterns,
    *board_attention.urlpatterns,
    *board_people.urlpatterns,
    *board_queue.urlpatterns,
    path("board/<str:code>/matches/", matches, name="board_matches"),
    path("board/<str:code>/consignments/", consignments, name="board_consignments"),
    path("board/<str:code>/figures/", figures, name="board_figures"),
    path("board/<str:code>/complaints/", complaints, name="board_complaints"),
    *board_balance.urlpatterns,
    *board_trends.urlpatterns,
    *board_files.urlpatterns,
    *board_neighbourhoods.urlpatterns,
]
