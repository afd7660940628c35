"""The question beside the round: which open offers reach a place, the nearest first.

Answered by PostgreSQL at once, from what is open now. It follows the engine's reach: an offer
goes as far as its radius, measured from the request's own place where the city knows the donor
and from its kelurahan's published point otherwise; an offer with a target goes to its target. It
promises nothing: who gets what is for the round.

Two answers come of it. Whoever coordinates a request is told the offers that reach it. Everybody
else is told what follows from published points and from nothing else, the same in a whole
kelurahan, so that no number of questions narrows down a home or a donor's place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.gis.geos import Point
from django.db import connection

from aid.models import Block, Offer, Request
from aid.queries.figures import LEAST_TOLD, rounded
from geo.codes import KELURAHAN_LENGTH, Level, lineage
from geo.models import Region
from geo.privacy import PUBLISHED_M, published_metres
from people.person import Person

# No question is answered with more offers.
MOST_OFFERS = 20
NEAREST = """
    select offer_id, metres from aid_offers_that_reach(
        %s, st_setsrid(st_makepoint(%s, %s), 32748), st_setsrid(st_makepoint(%s, %s), 32748),
        %s, %s, %s, %s
    )
"""
AROUND = (Path(__file__).parent / "sql" / "nearby.sql").read_text()


class Reaching(NamedTuple):
    """An offer that reaches the place asked about, and how far it is, in metres."""

    offer_id: int
    metres: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is needed. ``east``, ``north``: metres of EPSG:32748, ``shown_`` those of
    the kelurahan's published point. regions: codes from the province down to the place's own.
    barred: ids of donors who can't give here."""

    category: str
    east: float
    north: float
    shown_east: float
    shown_north: float
    regions: tuple[str, ...] = ()
    barred: tuple[int, ...] = ()


@dataclass(frozen=True)
class NearOffer:
    """An offer that its reader may see, and how far it is: half kilometres from the request to
    the offer's published point."""

    offer: Offer
    km: float


@dataclass(frozen=True)
class OffersNear:
    """The nearest offers that reach a request, MOST_OFFERS at most.

    ``offers`` are those that the reader may see, nearest first as told; ``others`` counts the
    rest, and ``others_km`` is how far the nearest of them is, in half kilometres between the
    published points of kelurahan.
    """

    offers: tuple[NearOffer, ...]
    others: int
    others_km: float | None

    @property
    def count(self) -> int:
        return len(self.offers) + self.others

    @property
    def is_all(self) -> bool:
        return self.count < MOST_OFFERS

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(near.offer.pk for near in self.offers)


class OffersAround(NamedTuple):
    """What everybody may know of the offers that reach a kelurahan, by published points alone.

    ``offers`` is 0, None for one to four, else rounded to fives, and MOST_OFFERS for as many or
    more. ``nearest_km``: half kilometres, None where there is none.
    """

    offers: int | None
    nearest_km: float | None


def nearest_offers(spot: Spot, now: datetime, limit: int = MOST_OFFERS) -> list[Reaching]:
    """The nearest ``limit`` open offers that reach ``spot`` with something left. One statement."""
    parameters = (
        spot.category,
        spot.east,
        spot.north,
        spot.shown_east,
        spot.shown_north,
        list(spot.regions),
        list(spot.barred),
        now,
        limit,
    )
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, parameters)
        return [Reaching(*row) for row in cursor.fetchall()]


def spot_of(request: Request) -> Spot:
    """Where ``request`` is, and who can't give to it: its household, whoever filed it, and whom
    the household blocked. Two statements, and one more unless the household was read along."""
    kelurahan = Region.objects.get(pk=request.region_code[:KELURAHAN_LENGTH])
    shown = published_metres(kelurahan.point)
    barred = {request.filed_by_id, request.resident_id}
    if request.household_id is not None:
        blocked = Block.private.filter(household_id=request.household_id)
        barred |= set(blocked.values_list("donor_id", flat=True))
    return Spot(
        category=request.category,
        east=request.place.x,
        north=request.place.y,
        shown_east=shown.x,
        shown_north=shown.y,
        regions=tuple(lineage(request.region_code)),
        barred=tuple(sorted(donor for donor in barred if donor is not None)),
    )


def offers_near(person: Person, request: Request, now: datetime) -> OffersNear:
    """The offers that reach ``request``, for ``person``, who coordinates it; whoever calls has
    checked that. A fixed number of statements."""
    spot = spot_of(request)
    ids = [each.offer_id for each in nearest_offers(spot, now)]
    shown = Offer.private.visible_to(person).filter(pk__in=ids)
    # Ordered by what is told, so that the order tells no more.
    offers = sorted(
        (NearOffer(offer, published_km(request.place, offer)) for offer in shown),
        key=lambda near: (near.km, near.offer.pk),
    )
    hidden = set(ids) - {near.offer.pk for near in offers}
    return OffersNear(tuple(offers), len(hidden), nearest_published_km(spot, hidden))


def offers_around(region_code: str, category: str, now: datetime) -> OffersAround:
    """What everybody may know of the offers of ``category`` that reach the kelurahan of
    ``region_code``; the same for all its RWs. One statement."""
    parameters: dict[str, Any] = {
        "kelurahan": region_code[:KELURAHAN_LENGTH],
        "kelurahan_length": KELURAHAN_LENGTH,
        "level": Level.KELURAHAN.value,
        "published_m": PUBLISHED_M,
        "category": category,
        "now": now,
        "most": MOST_OFFERS,
    }
    with connection.cursor() as cursor:
        cursor.execute(AROUND, parameters)
        metres = [row[0] for row in cursor.fetchall()]
    if not metres:
        return OffersAround(0, None)
    told = rounded(len(metres)) if len(metres) >= LEAST_TOLD else None
    return OffersAround(told, half_km(metres[0]))


def published_km(place: Point, offer: Offer) -> float:
    return half_km(published_metres(offer.place).distance(place))


def nearest_published_km(spot: Spot, offer_ids: Collection[int]) -> float | None:
    """How far the published point of the nearest of these offers is from that of ``spot``."""
    if not offer_ids:
        return None
    codes = Offer.private.filter(pk__in=offer_ids).values_list("region_id", flat=True)
    kelurahan = Region.objects.filter(pk__in={code[:KELURAHAN_LENGTH] for code in codes})
    ways = []
    for region in kelurahan:
        point = published_metres(region.point)
        across, along = point.x - spot.shown_east, point.y - spot.shown_north
        ways.append((across**2 + along**2) ** 0.5)
    return half_km(min(ways))


def half_km(metres: float) -> float:
    return round(metres / 500) / 2
