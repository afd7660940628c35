"""The queue of a board: the whole page, and the parts of it that its script asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from aid.models import Request
from aid.queries.waiting import BAND_DAYS
from aid.reference import tidy_reference
from frontend import queue
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page
from geo.models import Region
from people.person import Person


@require_GET
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The requests that wait, or with ``?part=`` what the script lacks of them: "head" is all but
    the cards, "rows" a run of cards."""
    person, region = person_of(request), board_of(request, code)
    choice = queue.choice_of(request.GET.dict(), code)
    if request.GET.get("part") == "rows":
        return rows(request, region, choice)
    searched = tidy_reference(request.GET.get("letters", ""))
    if searched and is_known(person, code, searched):
        return redirect("frontend:board_request", searched)
    facts: dict[str, object] = {
        "choice": choice,
        "counts": queue.counts(person, code, choice),
        "bands": BAND_DAYS,
        "areas": queue.areas(region),
        "page": None,
    }
    if request.GET.get("part") != "head":
        facts["page"] = run(request, region, choice)
    return board_page(request, region, "queue", facts)


def rows(request: HttpRequest, region: Region, choice: queue.Choice) -> HttpResponse:
    """A run of cards alone."""
    context = {
        "region": region,
        "choice": choice,
        "here": request.path + choice.but(),
        "page": run(request, region, choice),
    }
    return render(request, "frontend/board/queue_rows.html", context)


def run(request: HttpRequest, region: Region, choice: queue.Choice) -> queue.Page:
    """The cards that the address asks for: a page, or what lies between two of them."""
    person, asked = person_of(request), request.GET
    if "from" in asked or "to" in asked:
        first, last = asked.get("from", ""), asked.get("to", "")
        return queue.between(person, region.pk, choice, first=first, last=last)
    after, before = asked.get("after", ""), asked.get("before", "")
    return queue.page(person, region.pk, choice, after=after, before=before)


def is_known(person: Person, code: str, reference: str) -> bool:
    """Whether there is such a request in the region, whatever became of it."""
    rows = Request.private.visible_to(person).within(code)
    return rows.filter(reference=reference).exists()


urlpatterns = [path("board/<str:code>/", show, name="board_region")]
