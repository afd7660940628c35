"""What everybody may see: the city's figures, and how it works."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aid.categories import CATEGORIES
from aid.models import Seal
from aid.queries.figures import figures_of
from aid.queries.over_time import public_days
from frontend.charts import growth
from frontend.errors import page
from frontend.live_maps import MAP_POLICY, live_map
from frontend.maps import Map, Shade, drawn_map
from frontend.shares import Area, area, areas_inside, level_below
from geo.codes import PROVINCE, Level
from geo.models import Region


@require_safe
@page
def home(request: HttpRequest) -> HttpResponse:
    """What Gandeng is, three doors, and the city's map and figures."""
    kecamatan = areas_inside(PROVINCE, Level.KECAMATAN)
    city = area(Region.objects.get(pk=PROVINCE), figures_of(PROVINCE))
    context = {
        "area": city,
        "map": map_of(kecamatan, Level.KECAMATAN, PROVINCE),
        "live_map": live_map(PROVINCE),
        "embed": embed_of(request, PROVINCE),
        "children": areas_inside(PROVINCE, Level.CITY),
        "grandchildren": kecamatan,
        "categories": list(CATEGORIES),
        **curve_of(PROVINCE),
    }
    return render(request, "frontend/public/home.html", context)


@require_safe
@page
def region(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of one city, kecamatan or kelurahan, and of the regions in it."""
    if code == PROVINCE:
        return redirect("frontend:home")
    found = Region.objects.filter(pk=code).exclude(level=Level.RW).first()
    if found is None:
        raise Http404
    below = level_below(found.level)
    children = areas_inside(code, below) if below else []
    context = {
        "area": area(found, figures_of(code)),
        "crumbs": list(Region.objects.path(code))[:-1],
        "map": map_of(children, below, code) if below else None,
        "live_map": live_map(code),
        "embed": embed_of(request, code),
        "children": children,
        **curve_of(code),
    }
    return render(request, "frontend/public/region.html", context)


def curve_of(code: str) -> dict[str, object]:
    """The region's last days as a chart, and as of when; without one below the kecamatan."""
    found = public_days(code, timezone.now())
    if found is None:
        return {"growth": None}
    at, days = found
    return {"growth": growth(days), "growth_at": at}


def embed_of(request: HttpRequest, code: str) -> str:
    """The address of the region's figures for pages of others."""
    return request.build_absolute_uri(reverse("frontend:widget", args=[code]))


def map_of(areas: list[Area], level: str, within: str) -> Map | None:
    shades = {
        each.region.pk: Shade(
            each.total.tone, note_on(each), reverse("frontend:region", args=[each.region.pk])
        )
        for each in areas
    }
    return drawn_map(level, within, shades)


def note_on(each: Area) -> str:
    """``Cengkareng: 40% belum ada donatur``."""
    percent = each.total.unmet_percent
    said = _("few requests or none")
    if percent is not None:
        said = _("%(percent)s%% without a donor") % {"percent": percent}
    return f"{each.region.name}: {said}"


@require_safe
@page
def how(request: HttpRequest) -> HttpResponse:
    """How it works, and privacy in plain words."""
    context = {"seal": Seal.log.newest(), "keep_days": settings.KEEP_DAYS}
    return render(request, "frontend/public/how.html", context)


urlpatterns: list[URLPattern] = [
    path("", csp_update(MAP_POLICY)(home), name="home"),
    path("region/<str:code>/", csp_update(MAP_POLICY)(region), name="region"),
    path("how/", how, name="how"),
]
