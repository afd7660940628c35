"""From one region's board to another's, staying at the same part of it."""

from dataclasses import dataclass

from django.urls import reverse

from aid import rules
from aid.relations import region_relations
from frontend.ancestry import ancestors
from frontend.boards import boards_of
from geo.codes import Level
from geo.models import Region
from people.person import Person

# Parts of a board, by the tab that is shown, and the address of each.
TABS = {
    "queue": "board_region",
    "attention": "board_attention",
    "lists": "board_lists",
    "matches": "board_matches",
    "rounds": "board_rounds",
    "consignments": "board_consignments",
    "figures": "board_figures",
    "balance": "board_balance",
    "trends": "board_trends",
    "complaints": "board_complaints",
    "neighbourhoods": "board_neighbourhoods",
    "people": "board_people",
}
# What a board of an RW lacks.
NOT_OF_AN_RW = {"rounds", "balance"}


@dataclass(frozen=True)
class Reachable:
    """Regions whose boards somebody may open from here: those it lies in, its parts, and others
    where they hold an office."""

    above: list[Region]
    parts: list[Region]
    others: list[Region]

    @property
    def any(self) -> bool:
        return bool(self.above or self.parts or self.others)


def reachable(person: Person, region: Region) -> Reachable:
    """Two statements."""
    above = [each for each in ancestors(region) if may_open(person, each.pk)]
    rows = Region.objects.filter(parent=region).select_related("parent").order_by("code")
    parts = [each for each in rows if may_open(person, each.pk)]
    known = {region.pk, *(each.pk for each in above), *(each.pk for each in parts)}
    others = [each for each in boards_of(person) if each.pk not in known]
    return Reachable(above, parts, others)


def may_open(person: Person, code: str) -> bool:
    relations = region_relations(person, code)
    return rules.verdict("region", "see_board", None, relations) is rules.Verdict.ALLOWED


def address(region: Region, tab: str) -> str:
    """Where ``tab`` of the region's board is; its queue, where it has no such part."""
    known = tab in TABS and not (region.level == Level.RW and tab in NOT_OF_AN_RW)
    return reverse(f"frontend:{TABS[tab] if known else 'board_region'}", args=[region.pk])
