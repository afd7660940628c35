"""Public figures for pages of others: one region in a frame, without cookies, scripts or forms."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from aid.queries.figures import figures_of
from frontend.shares import area
from geo.codes import PROVINCE
from geo.official import official_regions

KEPT_SECONDS = 60


FRAMED = {"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}


@require_safe
def widget(request: HttpRequest, code: str) -> HttpResponse:
    """The region's figures, in Indonesian or with ``?lang=en``: a frame has no cookie that says."""
    region = official_regions().regions.get(code)
    if region is None:
        raise Http404
    own = reverse("frontend:home" if code == PROVINCE else "frontend:region",
                  args=[] if code == PROVINCE else [code])  # fmt: skip
    context = {
        "area": area(region, figures_of(code)),
        "moment": timezone.now(),
        "page": request.build_absolute_uri(own),
        "demo": settings.DEMO,
    }
    with translation.override("en" if request.GET.get("lang") == "en" else "id"):
        response = HttpResponse(render_to_string("frontend/widget/region.html", context))
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    # Who may frame it is for config.headers to say.
    response.may_be_framed = True  # type: ignore[attr-defined]
    return response


urlpatterns = [
    path("widget/<str:code>/", csp_replace(FRAMED)(widget), name="widget")  # type: ignore[arg-type]
]
