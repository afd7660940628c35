"""The board's map: unmet need by region, and where offers are."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from frontend.errors import signed_in
from frontend.live_maps import MAP_POLICY, live_map
from frontend.views.board_page import board_of, board_page
from geo.codes import KELURAHAN_LENGTH


@require_GET
@signed_in
def board_map(request: HttpRequest, code: str) -> HttpResponse:
    region = board_of(request, code)
    drawn = live_map(region.pk[:KELURAHAN_LENGTH], at_once=True, own=region.pk)
    return board_page(request, region, "map", {"live_map": drawn})


urlpatterns = [
    path("board/<str:code>/map/", csp_update(MAP_POLICY)(board_map), name="board_map"),
]
