"""How a board's region fares over time, how long people wait, and how much of need is covered."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from aid.categories import CATEGORIES
from aid.queries.over_time import days_of
from aid.queries.waiting import BAND_DAYS
from aid.queries.waits import waiting_now, weeks_until_confirmed
from frontend import boards, charts, coverage
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page

PERIODS = (14, 30, 90)
USUAL_PERIOD = 30
WEEKS = 12


@require_GET
@signed_in
def trends(request: HttpRequest, code: str) -> HttpResponse:
    """Exact, of all categories in rupiah or of one in its unit."""
    person, region, now = person_of(request), board_of(request, code), timezone.now()
    category = request.GET.get("category", "")
    category = category if category in CATEGORIES else ""
    period = {str(days): days for days in PERIODS}.get(request.GET.get("days", ""), USUAL_PERIOD)
    weeks = weeks_until_confirmed(person, code, category, WEEKS, now)
    rows = boards.children_figures(region, category)
    facts = {
        "category": category,
        "categories": CATEGORIES.values(),
        "period": period,
        "periods": PERIODS,
        "growth": charts.growth(days_of(code, period, category, now), category),
        "waits": waiting_now(person, code, category, now),
        "bands": BAND_DAYS,
        "until_confirmed": charts.until_confirmed(weeks),
        "rows": coverage.least_covered_first(rows),
        "total": coverage.together(rows),
    }
    return board_page(request, region, "trends", facts)


urlpatterns = [path("board/<str:code>/trends/", trends, name="board_trends")]
