"""Where need is greatest, by area, and a donor's direct promise to it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aid.actions import planning, pledges
from aid.categories import CATEGORIES
from aid.errors import Problem
from aid.models import Consignment, Match
from aid.queries.area_needs import areas_in_need
from aid.queries.areas import areas_for
from aid.queries.need import (
    as_donor_sees,
    households_in_need,
    later_portions,
    neighbourhoods_in_need,
)
from aid.queries.surplus import supply_at
from frontend.ancestry import ancestors
from frontend.bars import bars_for
from frontend.errors import Outcome, attempt, page, signed_in
from frontend.forms import Form, typed
from frontend.maps import Map, Shade, drawn_map
from frontend.near import by_distance, kilometres, near_in
from frontend.person import person_of
from frontend.shares import areas_inside
from frontend.views.consignments import choices_for, first_schedule, schedule_in
from frontend.views.public import note_on
from geo.codes import PROVINCE, Level
from geo.errors import UnknownRegion
from geo.models import Region
from geo.official import kelurahan_in
from people.limits import spend_at

AREAS_ON_PAGE = 15
HOUSEHOLDS_ON_PAGE = 20


@require_GET
@page
def need(request: HttpRequest) -> HttpResponse:
    return areas_page(request, Region.objects.get(code=PROVINCE))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def need_region(request: HttpRequest, code: str) -> HttpResponse:
    """The areas inside a region, or from kelurahan down what is open to pledge there."""
    region = (
        Region.objects.filter(code=code).select_related("parent__parent__parent__parent").first()
    )
    if region is None:
        raise UnknownRegion(region=code)
    if request.method == "POST":
        return pledge(request, region)
    if region.level in (Level.KELURAHAN, Level.RW):
        return requests_page(request, region, Form())
    return areas_page(request, region)


def areas_page(request: HttpRequest, region: Region) -> HttpResponse:
    category, near = chosen_category(request), near_in(request, person_of(request))
    found = areas_in_need(timezone.now(), kelurahan_in(region.pk), category)
    areas = Paginator(by_distance(found, near), AREAS_ON_PAGE).get_page(request.GET.get("page"))
    away = kilometres(near, [area.region.pk for area in areas]) if near.code else {}
    context = {
        "near": near,
        "supply": supply_at(region.pk, timezone.now()),
        "region": region,
        "path": ancestors(region)[1:],
        "category": category,
        "categories": CATEGORIES.values(),
        "areas": areas,
        "listed": [(area, away.get(area.region.pk)) for area in areas],
        "map": map_of(region),
    }
    return render(request, "frontend/give/need.html", context)


def map_of(region: Region) -> Map | None:
    """The parts of ``region`` in tones of unmet need, each a link to what is open there."""
    level = Level.KECAMATAN if region.level == Level.PROVINCE else Level.KELURAHAN
    shades = {
        each.region.pk: Shade(
            each.total.tone,
            note_on(each),
            reverse("frontend:need_region", args=[each.region.pk]),
        )
        for each in areas_inside(region.pk, level)
    }
    return drawn_map(level, region.pk, shades)


def requests_page(request: HttpRequest, region: Region, form: Form) -> HttpResponse:
    """What is open to pledge in a kelurahan or RW; household lines for people with an account."""
    person, now, category = person_of(request), timezone.now(), chosen_category(request)
    areas = areas_for(person, region.pk)
    kampung = neighbourhoods_in_need(now, region.pk, category)
    later = later_portions(now, region.pk, category)
    if region.level == Level.RW and not kampung and not later and region.parent is not None:
        return redirect("frontend:need_region", region.parent.pk)
    found = households_in_need(person, areas, now, region.pk, category)
    rows = Paginator(found, HOUSEHOLDS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": region,
        "path": ancestors(region)[1:],
        "category": category,
        "categories": CATEGORIES.values(),
        "supply": supply_at(region.pk, now),
        "kampung": kampung,
        "later": later,
        "rows": rows,
        "households": as_donor_sees(rows, areas) if person.user_id is not None else [],
        "form": form,
        "bars": bars_for(person, now, region.pk, rows),
    }
    status = 422 if form.values else 200
    return render(request, "frontend/give/need_region.html", context, status=status)


def chosen_category(request: HttpRequest) -> str:
    category = request.GET.get("category", "")
    return category if category in CATEGORIES else ""


def pledge(request: HttpRequest, region: Region) -> HttpResponse:
    """Promise to one request (field ``request``) or to an RW (fields ``region``, ``category``)."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    spend_at(request, "pledge")
    form = typed(request)
    outcome: Outcome[list[Match]] = attempt(
        request, promise(request, form), _("Thank you. Your promise is noted.")
    )
    if outcome.value is None:
        return requests_page(request, region, form.with_problems(problems_of(outcome)))
    if len(outcome.value) == 1:
        return redirect("frontend:delivery", outcome.value[0].reference)
    return redirect("frontend:deliveries")


def problems_of(outcome: Outcome[Any]) -> Mapping[str, Problem]:
    """Why the promise was refused, at its one field."""
    if outcome.refusal is None:
        return outcome.problems
    return {"quantity": Problem(outcome.refusal.code, outcome.refusal.message)}


def promise(request: HttpRequest, form: Form) -> Callable[[], list[Match]]:
    person, quantity = person_of(request), form.value("quantity")
    reference = form.value("request")
    if reference:
        return lambda: [pledges.pledge_to_request(person, reference, quantity)]
    return lambda: pledges.pledge_to_neighbourhood(
        person, form.value("region"), form.value("category"), quantity, form.value("day")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan_for_rw(request: HttpRequest, code: str) -> HttpResponse:
    """Promise to a whole RW and plan how it comes, in one form."""
    rws = Region.objects.filter(level=Level.RW).select_related("parent__parent__parent__parent")
    region = rws.filter(code=code).first()
    if region is None:
        raise UnknownRegion(region=code)
    if request.method != "POST":
        return plan_page(request, region, chosen_category(request) or "sembako", None)
    form = typed(request)
    category = form.value("category") if form.value("category") in CATEGORIES else "sembako"
    spend_at(request, "pledge")
    outcome: Outcome[Consignment] = attempt(
        request,
        lambda: planning.pledge(
            person_of(request),
            code,
            category,
            form.value("quantity"),
            schedule_in(request, form),
            portion=form.value("portion"),
        ),
        _("Planned. The receiver sees when it comes, and confirms the time."),
    )
    if outcome.value is None:
        return plan_page(request, region, category, form.with_problems(problems_of(outcome)))
    return redirect("frontend:consignment", outcome.value.reference)


def plan_page(
    request: HttpRequest, region: Region, category: str, form: Form | None
) -> HttpResponse:
    """The form; without ``form`` a new one for the portion that the address names."""
    later = later_portions(timezone.now(), region.pk, category)
    if form is None:
        asked = request.GET.get("portion", "")
        day = next((each.day for each in later if each.day.isoformat() == asked), None)
        portion = day.isoformat() if day else ""
        form = Form({**first_schedule(category, day), "portion": portion})
    context = {
        "region": region,
        "path": ancestors(region)[1:],
        "category": category,
        "now": [
            need
            for area in neighbourhoods_in_need(timezone.now(), region.pk, category)
            for need in area.needs
        ],
        "later": later,
        "form": form,
        "hindered": hindered(request, region, category, form),
        **choices_for(request, category, region.pk),
    }
    status = 422 if form.problems else 200
    return render(request, "frontend/give/plan_for_rw.html", context, status=status)


def hindered(request: HttpRequest, region: Region, category: str, form: Form) -> str | Promise:
    """Why a promise to the whole ``region`` would be refused, as told instead of the form."""
    bars = bars_for(person_of(request), timezone.now(), region.pk)
    return bars.anywhere(region.pk) if form.value("portion") else bars.of_area(region.pk, category)


urlpatterns = [
    path("give/need/", need, name="need"),
    path("give/need/<str:code>/", need_region, name="need_region"),
    path("give/need/<str:code>/plan/", plan_for_rw, name="plan_for_rw"),
]
