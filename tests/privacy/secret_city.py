"""A city whose homes are known to the test alone, and what happens in it while it is watched.

All of it lies in one kelurahan, which is the only one of its kecamatan where anybody asks: the
kecamatan's exact figures are then the kelurahan's, the worst case.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from django.contrib.gis.geos import Point
from django.utils import timezone

from aid.actions import confirmation, deliveries, housekeeping, offers, pledges, requests
from aid.actions.neighbourhood_figures import count_neighbourhoods
from aid.actions.verification import verify
from aid.errors import AidError
from aid.models import Request
from aid.rules import RequestStatus
from geo.actions.neighbourhoods import add_neighbourhood
from geo.models import Region
from geo.projection import to_degrees, to_metres
from geo.queries import kelurahan_code_at
from matching.rounds import run_round
from people.person import ANYONE, Person
from tests import factories
from tests.factories import ASKED, HOME, KECAMATAN

START = datetime(2026, 11, 23, 0, 8, tzinfo=UTC)
SPREAD_M = 600

# RW number and category: how many households ask there at first; None stands for no RW.
Crowd = dict[tuple[int | None, str], int]
CROWD: Crowd = {
    (901, "sembako"): 18,
    (901, "baby"): 2,
    (902, "sembako"): 12,
    (902, "meal"): 9,
    (903, "sembako"): 3,
    (904, "meal"): 1,
    (905, "cash"): 2,
    (None, "sembako"): 8,
    (None, "cash"): 6,
    (None, "meal"): 2,
}


@dataclass
class Clock:
    """What the product takes for the time."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class City:
    """``homes`` are the true places, in metres, by the requests' references."""

    random: Random
    clock: Clock
    office: Person
    donor: Person
    crowd: Crowd
    homes: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def neighbourhoods(self) -> list[str]:
        return sorted({rw_code(number) for number, _ in self.crowd if number is not None})

    # What happens

    def ask(self, number: int | None, category: str, home: Point | None = None) -> Request:
        """A household asks and is verified."""
        home = home or self.somewhere()
        asked = replace(
            ASKED,
            region=HOME if number is None else rw_code(number),
            category=category,
            quantity=self.random.choice((100_000, 200_000, 300_000))
            if category == "cash"
            else self.random.randint(1, 4),
            urgency=self.random.randint(0, 2),
            longitude=home.x,
            latitude=home.y,
        )
        request = requests.submit(ANYONE, asked).request
        verify(self.office, request.reference)
        self.homes[request.reference] = to_metres(home)
        return request

    def somewhere(self) -> Point:
        east, north = to_metres(Region.objects.get(code=HOME).point)
        while True:
            away = [self.random.uniform(-SPREAD_M, SPREAD_M) for _ in range(2)]
            point = to_degrees(east + away[0], north + away[1])
            if kelurahan_code_at(point) is not None:
                return point

    def somebody_asks(self) -> None:
        places, weights = zip(*self.crowd.items(), strict=True)
        self.ask(*self.random.choices(places, weights)[0])

    def somebody_gives(self) -> None:
        """A pledge of somebody whom the city knows, up to the household's own word."""
        request = self.one_of_open()
        if request is None or request.claimable == 0:
            return
        match = pledges.pledge_to_request(self.donor, request.reference, request.claimable)
        deliveries.start(self.donor, match.reference)
        deliveries.deliver(self.donor, match.reference)
        if self.random.random() < 0.8:
            confirmation.confirm(factories.household_of(request), match.reference)

    def somebody_leaves(self) -> None:
        request = self.one_of_open()
        if request is not None and request.reserved == 0:
            requests.withdraw(factories.household_of(request), request.reference)

    def one_of_open(self) -> Request | None:
        found = Request.private.filter(status=RequestStatus.VERIFIED, household__isnull=False)
        rows = list(found.order_by("pk"))
        return self.random.choice(rows) if rows else None

    def hour(self, number: int) -> None:
        """One hour passes; at its end neighbourhoods are counted, as always."""
        self.clock.now += timedelta(hours=1)
        for chance, act in (
            (0.3, self.somebody_asks),
            (0.2, self.somebody_gives),
            (0.05, self.somebody_leaves),
        ):
            if self.random.random() < chance:
                try:
                    act()
                except AidError:
                    continue
        if number % 6 == 0:
            housekeeping.tidy_up(self.clock.now)
        if number % 12 == 0:
            run_round("full")
        self.count()

    def count(self) -> None:
        count_neighbourhoods(self.clock.now)

    def round(self) -> None:
        run_round("full")

    # What is true

    def truth(self) -> Counter[tuple[str, str]]:
        """How many standing requests of households each RW has, by category."""
        rows = Request.private.filter(
            household__isnull=False, status__in=[RequestStatus.VERIFIED, RequestStatus.FULFILLED]
        )
        return Counter(rows.values_list("region_id", "category"))


def rw_code(number: int) -> str:
    return f"{HOME}.{number}"


def build(seed: int, clock: Clock, crowd: Crowd | None = None) -> City:
    """The city at its first hour. ``timezone.now`` must be ``clock`` already."""
    assert timezone.now is clock
    city = City(
        Random(seed), clock, factories.office(KECAMATAN), factories.a_donor(), crowd or CROWD
    )
    home = Region.objects.get(code=HOME)
    for code in city.neighbourhoods:
        add_neighbourhood(HOME, rw_number=int(code[-3:]), point=home.point)
    for (number, category), households in city.crowd.items():
        for _ in range(households):
            city.ask(number, category)
    offers.publish(city.donor, replace(factories.GIVEN, category="hygiene"))
    return city
