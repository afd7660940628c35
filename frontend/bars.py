"""Why a promise would be refused: told where its form would stand, so that nobody types in vain.

``aid.actions.pledges`` decides; what follows from the single request alone (somebody was quicker)
only it knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.models import Request
from aid.queries.areas import city_knows
from aid.queries.need import declared_requests
from aid.queries.room import pledges_are_full
from people.person import Person, RoleInRegion

FULL = _(
    "You hold as many promises as you can hold now. Deliver one first, or ask your kelurahan to "
    "verify your account."
)
OFFICE = _("You hold an office here, which checks what is needed: others promise it.")
KNOWN_ONLY = _(
    "Only donors whom the city knows can promise to all households of an RW. Choose a household "
    "below, or ask your kelurahan to verify your account."
)


@dataclass(frozen=True)
class Bars:
    """What stands in a donor's way: ``full`` of open promises, ``offices`` of the area, also ones
    that wait for a second factor. ``regions`` are those of the requests shown, by reference.
    ``declared`` are the RWs and categories that a donor whom the city doesn't know may promise to;
    None for all."""

    full: bool = False
    offices: tuple[RoleInRegion, ...] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[tuple[str, str]] | None = None

    def of_request(self, reference: str) -> str | Promise:
        """Why not to this request; empty where nothing is known to hinder."""
        return self.anywhere(self.regions.get(reference, ""))

    def of_area(self, code: str, category: str) -> str | Promise:
        """Why not to this RW, as it is now."""
        if hindered := self.anywhere(code):
            return hindered
        unknown = self.declared is not None and (code, category) not in self.declared
        return KNOWN_ONLY if unknown else ""

    def anywhere(self, code: str) -> str | Promise:
        if code and any(held.reaches(code) for held in self.offices):
            return OFFICE
        return FULL if self.full else ""


def bars_for(person: Person, now: datetime, within: str, rows: Iterable[Request] = ()) -> Bars:
    """What hinders ``person`` from promising inside ``within``; ``rows`` are the requests shown
    there. Nothing is known of somebody without an account. At most two statements, for a donor
    whom the city doesn't know."""
    if person.donor_id is None:
        return Bars()
    offices = (*person.roles, *person.withheld)
    regions = {request.reference: str(request.region_id) for request in rows}
    if city_knows(person):
        return Bars(offices=offices, regions=regions)
    declared = declared_requests(now, within).values_list("region_id", "category")
    return Bars(pledges_are_full(person.donor_id), offices, regions, frozenset(declared))
