"""Suggesting places for what a person types; a form works without it.

A Nominatim server answers when NOMINATIM_URL names one, and the built-in
gazetteer when there is none, or it is slow, down, or knows nothing.
"""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.cache import cache
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim
from geopy.location import Location

from geo.gazetteer import LONGEST_QUERY, Gazetteer
from geo.projection import DEGREES
from geo.queries import kelurahan_code_at

logger = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 2
SECONDS_OF_REST = 60
RESTING = "geo.nominatim.resting"

# South-west and north-east of Jakarta with its islands (latitude, longitude).
JAKARTA = ((-6.40, 106.36), (-5.15, 107.00))


@dataclass(frozen=True)
class Suggestion:
    """A place with its name, its point in degrees, and the region that it is or lies in."""

    label: str
    point: Point
    region_code: str


def suggest_places(text: str, limit: int = 8) -> list[Suggestion]:
    """Places in Jakarta that ``text`` may mean, best first; never raises for what it says."""
    query = " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]
    if not query:
        return []
    return _from_server(query, limit) or _from_gazetteer(query, limit)


def _from_gazetteer(query: str, limit: int) -> list[Suggestion]:
    found = Gazetteer().geocode(query, exactly_one=False, limit=limit) or []
    return [
        Suggestion(location.address, _point(location), location.raw["code"]) for location in found
    ]


def _from_server(query: str, limit: int) -> list[Suggestion]:
    url = settings.NOMINATIM_URL
    if not url or cache.get(RESTING):
        return []
    try:
        found = _ask(url, query, limit)
    except (GeopyError, KeyError, TypeError, ValueError) as error:
        # The query is a person's address: it stays out of the log.
        logger.warning("Nominatim did not answer (%s); resting.", type(error).__name__)
        cache.set(RESTING, True, SECONDS_OF_REST)
        return []
    return [suggestion for location in found if (suggestion := _inside(location))]


def _ask(url: str, query: str, limit: int) -> list[Location]:
    parts = urlsplit(url)
    server = Nominatim(
        scheme=parts.scheme,
        domain=f"{parts.netloc}{parts.path}",
        user_agent="gandeng",
        timeout=SECONDS_TO_ANSWER,
    )
    found = server.geocode(
        query,
        exactly_one=False,
        limit=limit,
        language="id",
        country_codes="id",
        viewbox=JAKARTA,
        bounded=True,
    )
    return list(found or [])


def _inside(location: Location) -> Suggestion | None:
    point = _point(location)
    kelurahan = kelurahan_code_at(point)
    return Suggestion(location.address, point, kelurahan) if kelurahan else None


def _point(location: Location) -> Point:
    return Point(location.longitude, location.latitude, srid=DEGREES)
