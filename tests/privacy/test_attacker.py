"""An attacker, as the public and as a donor whom nobody knows, reads everything for a week.

Nothing below the kelurahan may be pinned to 1–4, and no home be found nearer than 300 m. That
the attacker is no fool is tested too: take one protection away, and it finds what it hid.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

import api.figures
from aid.actions import (
    deliveries,
    matches,
    neighbourhood_figures,
    offers,
    pledges,
    requests,
)
from aid.models import Request
from aid.queries import areas, need, open_data
from aid.queries.figures import figures_below, public_numbers, rounded
from geo.models import Region
from geo.privacy import published_point, snapped_point
from geo.projection import to_degrees, to_metres
from matching import queries
from tests import factories
from tests.factories import CITY, HOME
from tests.privacy.inference import (
    Knows,
    Pinned,
    Place,
    Probe,
    centre_of,
    metres,
    pinned,
    places_left,
)
from tests.privacy.secret_city import START, City, Clock, Crowd, build
from tests.privacy.watching import Watcher

pytestmark = pytest.mark.django_db

WEEK = 7 * 24
REQUESTS = 2_000
NEAR_M = 300


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(START)
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def attacker(city: City) -> Watcher:
    return Watcher(factories.a_donor(verified=False), city.neighbourhoods)


def watch(city: City, watcher: Watcher, hours: int, *, every: int = 1) -> None:
    """Read everything ``every`` so many hours; between, pledge to everybody and take it back."""
    watcher.read()
    for number in range(1, hours + 1):
        city.hour(number)
        if number % every:
            continue
        seen = watcher.read()
        references = sorted(seen.open_requests)
        if references:
            reference = references[number % len(references)]
            made = watcher.pledge(reference, seen.open_requests[reference]["quantity"])
            if made:
                watcher.act(f"/matches/{made}/cancel/")
        rw = city.neighbourhoods[number % len(city.neighbourhoods)]
        watcher.pledge_to_rw(rw, ("sembako", "meal", "baby")[number % 3])


# Nothing is found


def test_a_week_of_reading_pins_nothing(clock: Clock, request: pytest.FixtureRequest) -> None:
    """The whole of it, from several seeds, with --long; else every twelfth hour is looked at."""
    long = request.config.getoption("--long")
    for seed in range(1, 4 if long else 2):
        with nothing_kept():
            clock.now = START
            city = build(seed, clock)
            watcher = attacker(city)
            city.count()
            hidden = [number for number in city.truth().values() if number < 5]
            watch(city, watcher, WEEK, every=1 if long else 12)
        assert watcher.asked >= (REQUESTS if long else REQUESTS // 12)
        assert pinned(watcher.hours, Knows()) == []
        # There was something to read, and something to hide.
        assert any(hour.told for hour in watcher.hours)
        assert hidden


def test_offers_at_chosen_places_find_no_home(clock: Clock) -> None:
    city = build(1, clock, {(901, "sembako"): 3, (None, "sembako"): 2})
    watcher = attacker(city)
    probes = [*probe_by_reach(city, watcher), *probe_by_distance(city, watcher)]
    prior = places_of(HOME)
    for reference, home in city.homes.items():
        left = places_left(probes, reference, prior)
        assert max(metres(place, home) for place in left) >= NEAR_M
        # No better than knowing the kelurahan, which everybody may.
        assert left == prior


def test_home_that_moves_changes_no_answer(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """References are drawn anew for every row: here they are numbered, the same both times."""
    stories = []
    for move in (0, 400):
        new_reference = numbered(count(1))
        for module in (requests, offers, pledges, deliveries):
            monkeypatch.setattr(module, "new_reference", new_reference)
        monkeypatch.setattr(matches, "new_references", many(new_reference))
        monkeypatch.setattr(factories, "numbers", count(1))
        with nothing_kept():
            clock.now = START
            stories.append(story(clock, move))
    assert len(stories[0]) > 60
    assert stories[0] == stories[1]


# Each protection, taken away


SMALL: Crowd = {
    (901, "sembako"): 12,
    (902, "sembako"): 12,
    (903, "sembako"): 2,
    (None, "sembako"): 6,
}


FEW: Crowd = {(901, "sembako"): 7, (901, "meal"): 5, (903, "sembako"): 2}


def told_exactly(here: Any, _: Any, name: str, __: str) -> int | None:
    return int(here.sums[name])


def told_without_rest(here: Any, _: Any, name: str, category: str) -> int | None:
    few = here.takers[name] < 5
    return None if few else rounded(here.sums[name])


def live_figures(within: str) -> dict[str, Any]:
    found = figures_below(within, 17)
    return {
        code: {
            category: {name: rounded(n) for name, n in public_numbers(figure).items()}
            for category, figure in by_category.items()
        }
        for code, by_category in found.items()
        if len(code) == 17
    }


def every_hour(now: Any) -> list[tuple[str, str]]:
    requests = Request.private.filter(household__isnull=False, region__level="rw")
    return sorted(set(requests.values_list("region_id", "category")))


def by_live_number(area: Any) -> tuple[int, str]:
    waiting = Request.private.filter(region=area.region, status="verified").count()
    return -waiting, area.region.pk


REMOVED: dict[str, tuple[list[tuple[Any, str, Callable[..., Any]]], Knows, Crowd, str]] = {
    "figures of RWs are live": (
        [(api.figures, "neighbourhoods_told", live_figures)], Knows(), SMALL, "value",
    ),
    "open data tells of RWs as they are now": (
        [(open_data, "neighbourhoods_told", live_figures)], Knows(), SMALL, "value",
    ),
    "no rounding": (
        [(neighbourhood_figures, "told", told_exactly)], Knows(), {(901, "sembako"): 18}, "value",
    ),
    "a small rest is no matter": (
        [(neighbourhood_figures, "told", told_without_rest)],
        Knows(),
        FEW,
        "rest",
    ),
    "numbers are new every hour": (
        [(neighbourhood_figures, "due", every_hour)], Knows(sticky=False), SMALL, "change",
    ),
    "order by exact values": (
        [(need, "least_served", by_live_number)], Knows(), SMALL, "order",
    ),
    "RWs are named to everybody": (
        [(areas, "city_knows", lambda person: person.user_id is not None)],
        Knows(),
        {(901, "sembako"): 12},
        "names",
    ),
}  # fmt: skip


@pytest.mark.parametrize("removed", REMOVED)
def test_attacker_succeeds_when_a_protection_is_taken_away(
    removed: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes, knows, crowd, how = REMOVED[removed]
    for module, name, instead in changes:
        monkeypatch.setattr(module, name, instead)
    assert any(
        each.how.startswith(how) for each in a_day(clock, crowd, knows, only=ONLY.get(how, ""))
    )


@pytest.mark.parametrize("crowd", [SMALL, FEW], ids=["small", "few"])
def test_with_all_protections_the_same_days_pin_nothing(crowd: Crowd, clock: Clock) -> None:
    assert a_day(clock, crowd, Knows()) == []


def a_day(clock: Clock, crowd: Crowd, knows: Knows, *, only: str = "") -> list[Pinned]:
    """What half a busy day tells of a small city, in which people ask and give, or do one only."""
    city = build(2, clock, crowd)
    watcher = attacker(city)
    for number in range(1, 13):
        watcher.glance()
        if number % 3 == 0 and only != "give":
            city.somebody_asks()
        elif only != "ask":  # in the end few are left
            for _ in range(1 + number // 6):
                city.somebody_gives()
        city.clock.now += timedelta(hours=1)
        city.count()
    watcher.glance()
    return pinned(watcher.hours, knows)


# What would hide the trace that is looked for.
ONLY = {"names": "give", "order": "ask"}

SQL_REMOVED = {
    "reach is measured from homes": ("offers.sql", "donor.verified_at is not null as known",
                                     "true as known"),
    "distances are exact": ("needs.sql", "(area.point)", "(need.place)"),
}  # fmt: skip


@pytest.mark.parametrize("removed", SQL_REMOVED)
def test_attacker_finds_homes_when_it_may_measure_from_them(
    removed: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name, protection, instead = SQL_REMOVED[removed]
    for path in queries.SQL.glob("*.sql"):
        text = path.read_text()
        if path.name == name:
            assert protection in text
            text = text.replace(protection, instead)
        (tmp_path / path.name).write_text(text)
    monkeypatch.setattr(queries, "SQL", tmp_path)
    city = build(1, clock, {(901, "sembako"): 8})
    watcher = attacker(city)
    by_reach = name == "offers.sql"
    probes = (probe_by_reach if by_reach else probe_by_distance)(city, watcher)
    prior = places_of(HOME)
    guesses = {ref: centre_of(places_left(probes, ref, prior)) for ref in city.homes}
    errors = [metres(guesses[reference], home) for reference, home in city.homes.items()]
    blind = [metres(centre_of(prior), home) for home in city.homes.values()]
    assert median(errors) < NEAR_M
    assert median(errors) < 0.7 * median(blind)


# How the attacker looks for homes


def places_of(code: str) -> list[Place]:
    """Places 100 m apart in a kelurahan, around its point."""
    east, north = to_metres(Region.objects.get(code=code).point)
    steps = range(-1000, 1001, 100)
    return [(east + x, north + y) for x in steps for y in steps]


def probe_by_reach(city: City, watcher: Watcher) -> list[Probe]:
    """Offers of a small radius around the kelurahan, so that their edges cross it."""
    east, north = to_metres(Region.objects.get(code=HOME).point)
    away = range(600, 1500, 225)
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    centres = [(east + x * d, north + y * d) for d in away for x, y in sides]
    return [probed(city, watcher, HOME, centre, 1) for centre in centres]


def probe_by_distance(city: City, watcher: Watcher) -> list[Probe]:
    """Offers from many kelurahan that go far enough: each tells how far it is."""
    others = Region.objects.at_level("kelurahan").within_region(CITY).order_by("code")
    found = []
    for other in list(others.exclude(code=HOME))[::4][:10]:
        centre = to_metres(published_point(other.point))
        found.append(probed(city, watcher, other.code, centre, 20))
    return found


def probed(city: City, watcher: Watcher, region: str, centre: Place, radius: float) -> Probe:
    """Publish, see what is proposed and with which reason, and withdraw."""
    city.clock.now += timedelta(minutes=5)
    rows = watcher.get(watcher.api, "/need/requests/", region=HOME, page_size=200)["results"]
    point = to_degrees(*centre)
    offer = watcher.act(
        "/offers/",
        {
            "category": "sembako", "quantity": 1000, "region": region, "radius": radius,
            "latitude": point.y, "longitude": point.x,
        },
    )  # fmt: skip
    city.round()
    proposed = {
        match["request"]: match["reason"]["facts"]["km"] * 1000
        for match in watcher.matches()
        if match["offer"] == offer["reference"]
    }
    watcher.act(f"/offers/{offer['reference']}/withdraw/")
    return Probe(
        centre=to_metres(snapped_point(point)),
        radius=radius * 1000,
        open_requests=frozenset(row["reference"] for row in rows),
        proposed=proposed,
    )


# Two cities that differ in one home


def story(clock: Clock, move: int) -> list[tuple[str, str]]:
    """All answers of half a day, when one home lies ``move`` metres further east."""
    city = build(3, clock, {(901, "sembako"): 7, (901, "meal"): 5, (903, "sembako"): 2})
    east, north = to_metres(Region.objects.get(code=HOME).point)
    city.ask(903, "sembako", to_degrees(east - 200 + move, north))
    watcher = attacker(city)
    city.count()
    for number, away in enumerate((900, 1100)):
        city.hour(number)
        probed(city, watcher, HOME, (east + away, north), 1)
        watcher.read()
    watch(city, watcher, 2)
    return watcher.transcript


def numbered(numbers: Iterator[int]) -> Callable[[str], str]:
    return lambda kind: f"{kind}-{next(numbers):08d}"


def many(one: Callable[[str], str]) -> Callable[[str, int], list[str]]:
    return lambda kind, of_them: [one(kind) for _ in range(of_them)]


@contextmanager
def nothing_kept() -> Iterator[None]:
    """As between tests: nothing remains, and limits count as outside any transaction."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    open_data.kept.forget()
    with block:
        yield
        transaction.set_rollback(True)
