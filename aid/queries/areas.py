"""Where something goes, as a donor may know it: by kelurahan, by RW where that tells little.

A request keeps its reference, so that whoever ever read its RW can go on counting there when
few are left. An RW is therefore named only to donors whom the city knows, whose looks have a
name to them; to all others once the household agreed.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet

from aid.models import Event, Match, NeighbourhoodFigure, Request
from aid.queries.statements import Statement, put_together
from aid.relations import region_relations
from aid.rules import MatchStatus, Who
from geo.codes import Level
from geo.models import Region
from geo.official import official_regions
from people.person import Person

# What naming an area reads: the RW, and what lies above it.
ABOVE = ("request__region__parent__parent", "request__household", "offer")


@dataclass(frozen=True)
class Areas:
    """What one donor may know: ``known`` to the city or not; ``named`` are the RWs and categories
    in which so many ask that a request's RW may be told before the donor promised anything."""

    known: bool
    named: frozenset[tuple[str, str]]

    def of_request(self, request: Request) -> Region:
        """The smallest area of ``request`` that may be told of it in a list."""
        if request.household_id is None or self.may_name(request.region.pk, request.category):
            return request.region
        return kelurahan(request.region)

    def of_match(self, match: Match) -> Region:
        """Where the donor's own match goes."""
        agreed = match.contact_agreed_at is not None
        meant = match.offer.target_id == match.request.region_id
        promised = self.known and match.status != MatchStatus.PROPOSED
        if agreed or meant or promised:
            return match.request.region
        return self.of_request(match.request)

    def may_name(self, region_code: str, category: str) -> bool:
        return (region_code, category) in self.named

    def categories_named(self, region_code: str) -> list[str]:
        return [category for code, category in self.named if code == region_code]

    def matches_named(self, region_code: str) -> Q:
        """The donor's matches that ``of_match`` places in the RW ``region_code``."""
        named = Q(request__household=None) | Q(contact_agreed_at__isnull=False)
        named |= Q(offer__target_id=region_code)
        named |= Q(request__category__in=self.categories_named(region_code))
        if self.known:
            named |= ~Q(status=MatchStatus.PROPOSED)
        return named & Q(request__region_id=region_code)


def areas_for(person: Person, within: str = "") -> Areas:
    """What ``person``, as a donor, may know of the requests inside ``within``. One statement."""
    if not city_knows(person):
        return Areas(known=False, named=frozenset())
    return Areas(known=True, named=frozenset(named_inside(within).rows()))


@lru_cache(maxsize=1000)
def named_inside(region_code: str) -> Statement:
    """The RWs and categories that may be named; with a code those inside it."""
    rows = NeighbourhoodFigure.private.filter(shown=True, unmet__isnull=False)
    if region_code:
        rows = rows.shown_within(region_code)
    return put_together(rows.values_list("region_id", "category"))


def with_areas(person: Person, matches: QuerySet[Match]) -> list[tuple[Match, Region]]:
    """A donor's own ``matches`` with where each goes, as the donor may know it."""
    areas = areas_for(person)
    return [(match, areas.of_match(match)) for match in matches.select_related(*ABOVE)]


def city_knows(person: Person) -> bool:
    """Whether the city knows who ``person`` is, as a donor."""
    return person.donor_id in person.known


def reads_name(person: Person, region: Region) -> bool:
    """Whether ``person`` may read what an unverified neighbourhood is called: its offices and
    whoever added it may."""
    in_office = region_relations(person, region.code) & {Who.COORDINATOR, Who.AUDITOR}
    return region.is_verified or bool(in_office) or Event.log.added_by(person, region.code)


def kelurahan(region: Region) -> Region:
    """``region``, or the kelurahan that it is an RW of."""
    known = official_regions().regions
    if region.level == Level.RW and region.parent_id is not None:
        return known.get(region.parent_id) or region.parent or region
    return known.get(region.pk, region)
