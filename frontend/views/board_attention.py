"""What has waited too long in a region, whose turn it is now, and where it is settled."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from frontend import attention
from frontend.errors import signed_in
from frontend.person import person_of
from frontend.views.board_page import board_of, board_page


@require_GET
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    region = board_of(request, code)
    groups = attention.overdue_in(person_of(request), code)
    areas = attention.by_area(groups, region)
    facts = {
        "total": attention.summed(groups, code),
        "kinds": attention.by_kind(groups, code),
        "areas": areas[: attention.AREAS_SHOWN],
        "more_areas": len(areas) - attention.AREAS_SHOWN,
        "thresholds": attention.thresholds(),
    }
    return board_page(request, region, "attention", facts)


urlpatterns = [path("board/<str:code>/attention/", show, name="board_attention")]
