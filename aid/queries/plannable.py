"""What a donor can plan a consignment for: all that goes to one neighbourhood or institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from aid.models import Match
from aid.models.household import HOUSEHOLD
from aid.queries.areas import ABOVE, areas_for
from aid.rules import MatchStatus
from geo.codes import Level
from geo.models import Region
from people.person import Person

# Donor, region, category, and the institution's request.
Key = tuple[int, str, str, str]


@dataclass(frozen=True)
class Plannable:
    """Units of one category that wait for a schedule: ``proposed`` to ``donor_id``, or ``promised``
    already. ``institution`` is the reference of its request, empty for a neighbourhood. ``day`` is
    the first on which some of it is served, ``slot`` when, where its request says so."""

    donor_id: int
    region: Region
    category: str
    institution: str
    proposed: int
    promised: int
    day: date | None = None
    slot: str = ""

    @property
    def units(self) -> int:
        return self.proposed + self.promised


def plannable(person: Person) -> list[Plannable]:
    """What the person can plan, by donor, place and category: what an organisation gives travels
    apart from what its staff give themselves. Neighbourhoods only where the person may know them.
    Two statements."""
    waiting = Match.private.of_donor(person).filter(
        status__in=(MatchStatus.PROPOSED, MatchStatus.ACCEPTED), consignment=None
    )
    areas, groups = areas_for(person), dict[Key, list[Match]]()
    for match in waiting.select_related(*ABOVE).order_by("pk"):
        institution = institution_of(match)
        area = areas.of_match(match)
        if institution or area.level == Level.RW:
            key = (match.donor_id, area.pk, match.request.category, institution)
            groups.setdefault(key, []).append(match)
    return [group_of(key, areas.of_match(found[0]), found) for key, found in groups.items()]


def institution_of(match: Match) -> str:
    household = match.request.household
    of_many = household is not None and household.kind != HOUSEHOLD
    return match.request.reference if of_many else ""


def group_of(key: Key, area: Region, matches: Iterable[Match]) -> Plannable:
    donor_id, _, category, institution = key
    listed = list(matches)
    units = dict.fromkeys((MatchStatus.PROPOSED, MatchStatus.ACCEPTED), 0)
    for match in listed:
        units[MatchStatus(match.status)] += match.quantity
    served = {match.request.serve_from: match.request for match in listed}
    day = min((day for day in served if day is not None), default=None)
    return Plannable(
        donor_id,
        area,
        category,
        institution,
        units[MatchStatus.PROPOSED],
        units[MatchStatus.ACCEPTED],
        timezone.localdate(day) if day else None,
        served[day].slot if day else "",
    )
