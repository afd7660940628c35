"""Files of a board's region, for whoever reckons with them elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from aid.actions.exports import MOST_IN_XLSX
from aid.categories import CATEGORIES
from aid.rules import MatchStatus, RequestStatus
from frontend import take_away
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page


@require_GET
@signed_in
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Which files there are and how long they would be; fetching one is recorded, not this."""
    person, region = person_of(request), board_of(request, code)
    choice = take_away.choice_of(request.GET.dict())
    facts = {
        "choice": choice,
        "kinds": take_away.rows_of_offices(person, code, choice),
        "published": take_away.published_files(region, choice.category),
        "categories": CATEGORIES.values(),
        "request_statuses": [each.value for each in RequestStatus],
        "match_statuses": [each.value for each in MatchStatus],
        "most_rows": MOST_IN_XLSX,
        "tab_of": "files",
    }
    return board_page(request, region, "files", facts)


urlpatterns = [path("board/<str:code>/files/", files, name="board_files")]
