"""A made-up week in Jakarta: requests, offers and deliveries on real kelurahan.

Requests fall on kelurahan in proportion to their households; everything is done through the
same actions that people use, by demo people, from a fixed seed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from aid.actions import confirmation, deliveries, offers, pledges, verification
from aid.actions.neighbourhood_figures import count_neighbourhoods
from aid.actions.requests import Asked, submit, submit_for_neighbourhood
from aid.categories import CATEGORIES
from aid.demo import scenes
from aid.demo.kampung import verified_rw
from aid.demo.people import (
    CADRE,
    COORDINATOR,
    DONOR,
    HOME,
    RESIDENT,
    RW_HEAD,
    RW_NUMBER,
    make_coordinator,
    make_logins,
    make_person,
)
from aid.errors import AidError
from aid.models import Request
from geo.actions.neighbourhoods import add_neighbourhood, mark_neighbourhood_verified
from geo.codes import Level
from geo.models import Region
from geo.queries import kelurahan_code_at
from people.person import Person
from people.queries import person_of

SEED = 2020_04_29  # the day KSBB began
HOUSEHOLDS = 200
DONORS = 60
OFFERS = 120
ALREADY_DELIVERED = 60
# One request in this many still waits for its coordinator.
UNVERIFIED_ONE_IN = 8
# Households of the last RW of DECLARED.
IN_ONE_RW = 24
DECLARED = (("31.72.01.1002", 902, 90), ("31.75.07.1002", 903, 60))

ASKED_SHARES = {
    "sembako": 46, "meal": 24, "cash": 12, "hygiene": 7, "baby": 6, "lebaran": 3, "thr": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What the scenario made: counts."""

    requests: int
    verified: int
    offers: int
    delivered: int


@dataclass(frozen=True)
class Cast:
    """The demo people at work: one coordinator per city, by the city's code, the donors, and who
    takes part in whole kampungs."""

    coordinators: dict[str, Person]
    donors: Sequence[Person]
    resident: Person
    donor: Person
    kampung: scenes.Cast

    def coordinator_of(self, request: Request) -> Person:
        return self.coordinators[request.region_code[:5]]


@transaction.atomic
def load() -> Loaded:
    """Make the demo people and their week, all or nothing."""
    random = Random(SEED)
    regions = list(Region.objects.at_level(Level.KELURAHAN).exclude(households=None))
    declare = add_neighbourhoods()
    verified_rw(HOME, RW_NUMBER)
    cast = make_cast()
    requests = ask(random, cast, regions)
    requests += [declared_request(region, needed) for region, needed in declare]
    requests += ask_in_rw(random, declare[-1][0])
    verified = verify_most(random, cast, requests)
    offered = give(random, cast, regions)
    delivered = deliver_some(random, cast, verified)
    scenes.load(cast.kampung)
    count_neighbourhoods(timezone.now())
    return Loaded(len(requests), len(verified), offered, delivered)


def add_neighbourhoods() -> list[tuple[Region, int]]:
    added = []
    for kelurahan_code, rw_number, needed in DECLARED:
        kelurahan = Region.objects.get(code=kelurahan_code)
        region = add_neighbourhood(
            kelurahan_code, rw_number=rw_number, name="Contoh", point=kelurahan.point
        )
        added.append((mark_neighbourhood_verified(region.code), needed))
    return added


def make_cast() -> Cast:
    logins = make_logins()
    coordinators = {}
    for city in Region.objects.at_level(Level.CITY):
        user = make_person(f"kota-{city.code}@contoh.test", f"Petugas Contoh {city.code}")
        make_coordinator(user, city.code)
        coordinators[city.code] = person_of(user)
    return Cast(
        coordinators=coordinators,
        donors=[
            person_of(make_person(f"donatur-{number}@contoh.test", f"Donatur Contoh {number}"))
            for number in range(1, DONORS + 1)
        ],
        resident=person_of(logins[RESIDENT]),
        donor=person_of(logins[DONOR]),
        kampung=scenes.Cast(
            head=person_of(logins[RW_HEAD]),
            cadre=person_of(logins[CADRE]),
            officer=person_of(logins[COORDINATOR]),
            north=coordinators["31.72"],
            donor=person_of(logins[DONOR]),
            others=scenes.donors(),
        ),
    )


def ask(random: Random, cast: Cast, regions: list[Region]) -> list[Request]:
    """Households ask over the last days, where many live; the demo resident asks in Kapuk."""
    weights = [region.households or 0 for region in regions]
    places = random.choices(regions, weights, k=HOUSEHOLDS)
    home = Region.objects.get(code=HOME)
    places += [home] * 6
    now = timezone.now()
    requests = [
        submit(Person(), asked_in(random, region), at=some_time_ago(random, now)).request
        for region in places
    ]
    own = Asked(
        category="sembako", quantity=1, region=HOME, people=4, urgency=1, name="Warga Contoh",
        landmark="Dekat pos RW 901", consent=True,
    )  # fmt: skip
    return [*requests, submit(cast.resident, own, at=now - timedelta(days=2)).request]


def ask_in_rw(random: Random, region: Region) -> list[Request]:
    """So many households of one RW ask that everybody may read how many."""
    asked = [
        replace(asked_in(random, region), category="sembako", quantity=1) for _ in range(IN_ONE_RW)
    ]
    return [submit(Person(), each).request for each in asked]


def asked_in(random: Random, region: Region) -> Asked:
    """One household's request somewhere in ``region``."""
    people = random.choices((1, 2, 3, 4, 5, 6, 8), (6, 12, 20, 28, 18, 10, 6))[0]
    category = CATEGORIES[random.choices(list(ASKED_SHARES), list(ASKED_SHARES.values()))[0]]
    quantity = people if category.per_person else 1
    if category.code == "cash":
        quantity = random.choice((100_000, 200_000, 300_000))
    point = somewhere_in(random, region)
    return Asked(
        category=category.code,
        quantity=quantity,
        region=region.code,
        urgency=random.choices((0, 1, 2), (3, 4, 8))[0],
        people=people,
        vulnerable=random.random() < 0.25,
        name="Keluarga Contoh",
        landmark="Contoh",
        latitude=point and point.y,
        longitude=point and point.x,
        consent=True,
    )


def somewhere_in(random: Random, region: Region) -> Point | None:
    """A point near the region's own, as far as its area lets expect; None when that missed."""
    spread = math.sqrt(region.area_km2 or 1.0) / 4 / 111.0  # degrees per kilometre: 1/111
    point = Point(
        random.gauss(region.point.x, spread), random.gauss(region.point.y, spread), srid=4326
    )
    return point if kelurahan_code_at(point) == region.code else None


def some_time_ago(random: Random, now: datetime) -> datetime:
    return now - timedelta(hours=min(random.expovariate(1 / 40), 160))


def declared_request(region: Region, needed: int) -> Request:
    """What a neighbourhood says it needs in all, filed by its city's coordinator."""
    user = make_person(f"rw-{region.code}@contoh.test", f"Ketua Contoh {region.name}")
    make_coordinator(user, region.code)
    return submit_for_neighbourhood(
        person_of(user), Asked(category="sembako", quantity=needed, region=region.code)
    )


def verify_most(random: Random, cast: Cast, requests: list[Request]) -> list[Request]:
    """City coordinators verify most requests; some wait, in Kapuk those of today."""
    verified = []
    for request in requests:
        fresh = request.region_code == HOME and request.submitted_at > timezone.now() - timedelta(
            hours=24
        )
        if fresh or (random.randrange(UNVERIFIED_ONE_IN) == 0 and not request.resident_id):
            continue
        verified.append(verification.verify(cast.coordinator_of(request), request.reference))
    return verified


def give(random: Random, cast: Cast, regions: list[Region]) -> int:
    """Donors publish offers; the demo donor has two in Kapuk."""
    weights = [math.sqrt(region.households or 0) for region in regions]
    for region in random.choices(regions, weights, k=OFFERS):
        category = CATEGORIES[random.choices(list(ASKED_SHARES), list(ASKED_SHARES.values()))[0]]
        units = max(1, round(random.lognormvariate(0.6, 0.8)))
        given = offers.Given(
            category=category.code,
            quantity=units * (100_000 if category.code == "cash" else 1),
            region=region.code,
            radius=random.choice((2, 3, 5, 8, 12)),
        )
        offers.publish(random.choice(cast.donors), given)
    for category_code, quantity in (("sembako", 80), ("meal", 40)):
        offers.publish(cast.donor, offers.Given(category_code, quantity, HOME, radius=4))
    return OFFERS + 2


def deliver_some(random: Random, cast: Cast, verified: list[Request]) -> int:
    """Some pledges of the last days, most of them confirmed by their households."""
    households = [request for request in verified if request.household_id is not None]
    households = [request for request in households if request.resident_id is None]
    delivered = 0
    for request in random.sample(households, ALREADY_DELIVERED):
        donor = random.choice(cast.donors)
        try:
            match = pledges.pledge_to_request(donor, request.reference, request.needed)
        except AidError:
            continue
        deliveries.start(donor, match.reference)
        deliveries.deliver(donor, match.reference)
        delivered += 1
        if random.random() < 0.8:
            household = Person(opened=frozenset([request.pk]))
            confirmation.confirm(household, match.reference)
    return delivered
