"""A donor's deliveries in the order of a short way."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from aid.models import Consignment, Match
from aid.queries.areas import with_areas
from aid.rules import COMING
from frontend.consignments import Card, card
from frontend.errors import signed_in
from frontend.near import offered_from
from frontend.person import person_of
from frontend.places import label_of
from frontend.routes import MOST_STOPS, Place, route
from geo.models import Region
from geo.official import official_regions
from geo.privacy import published_metres
from people.person import Person


@dataclass(frozen=True)
class Stop:
    """One area with all that goes there; ``km`` from the stop before, None for the first where
    nothing is known of the start."""

    number: int
    area: Region
    km: float | None
    matches: list[Match]
    consignments: list[Card]


Load = tuple[Region, list[Match], list[Consignment]]


@require_GET
@signed_in
def route_page(request: HttpRequest) -> HttpResponse:
    """Of what the account gave as which the person gives at present; what is fetched is not on
    it."""
    person = person_of(request)
    start, loads = offered_from(person), loads_of(person)
    stops = list(in_order(person, start, loads))
    context = {
        "start": label_of(start) if start else "",
        "stops": stops,
        "left_out": len(loads) - len(stops),
        "km": sum(stop.km or 0 for stop in stops),
    }
    return render(request, "frontend/deliveries/route.html", context)


def loads_of(person: Person) -> list[Load]:
    """What is promised or on the way, by the area as its donor may know it."""
    found: dict[str, Load] = {}
    mine = Match.private.unfinished().filter(donor_id=person.donor_id, consignment=None)
    brought = mine.filter(offer__handover="delivery").order_by("accepted_at", "pk")
    for match, area in with_areas(person, brought.with_facts()):
        found.setdefault(area.pk, (area, [], []))[1].append(match)
    sent = Consignment.private.of_donor(person).filter(donor_id=person.donor_id)
    for each in sent.filter(status__in=COMING).order_by("day", "pk"):
        found.setdefault(each.region_id, (each.region, [], []))[2].append(each)
    return list(found.values())


def in_order(person: Person, start: str, loads: list[Load]) -> Iterator[Stop]:
    points = [point_of(area) for area, _, _ in loads[:MOST_STOPS]]
    if not points:
        return
    here = official_regions().kelurahan[start] if start else points[0]
    for number, leg in enumerate(route(here, points), 1):
        area, matches, sent = loads[leg.index]
        km = leg.km if start or number > 1 else None
        yield Stop(number, area, km, matches, [card(person, each) for each in sent])


def point_of(area: Region) -> Place:
    point = published_metres(area.point)
    return point.x, point.y


urlpatterns = [path("deliveries/route/", route_page, name="route")]
