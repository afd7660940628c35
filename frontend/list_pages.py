"""What the pages of lists show: reads, each a fixed number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid import rules
from aid.actions import lines_shown
from aid.actions.access import require
from aid.actions.lines_shown import LineShown, Suggestion
from aid.actions.portions import day_of
from aid.models import Line, NeighbourhoodList, Request
from aid.queries.lists import Totals, together
from aid.relations import list_relations, region_relations
from aid.rules import ListStatus
from aid.slots import SLOTS, Slot
from geo.models import Region
from people.person import Person, Role

LINES_SHOWN = 100
LISTS_SHOWN = 30

COLUMNS: Mapping[str, str | Promise] = {
    "name": _("Head of the household (KK)"),
    "people": _("People"),
    "rt": _("RT"),
    "quantity": _("Quantity"),
    "id_number": _("NIK"),
    "phone": _("Phone"),
}


@dataclass(frozen=True)
class ListCard:
    """A list and how many households are on it."""

    found: NeighbourhoodList
    households: int


@dataclass(frozen=True)
class PortionShown:
    """One portion, made (``request``) or still to be made when the list is verified."""

    number: int
    day: date
    request: Request | None


@dataclass(frozen=True)
class ListPage:
    """A list as ``person`` sees it; ``lines`` only those that they may read."""

    found: NeighbourhoodList
    verbs: tuple[str, ...]
    totals: list[Totals]
    lines: list[LineShown]
    rt: int | None
    portions: list[PortionShown]
    suggestions: list[Suggestion]

    @property
    def whole(self) -> Totals:
        return together(self.totals)

    @property
    def readable(self) -> int:
        """How many lines there are to show, before they are cut at LINES_SHOWN."""
        chosen = [each for each in self.totals if self.rt in (None, each.rt)]
        return together(chosen).households

    @property
    def reads_all(self) -> bool:
        return "see_lines" in self.verbs

    @property
    def to_print(self) -> int:
        """The portion whose coupons are printed next: the first that isn't over yet; when all
        are, the last."""
        now = timezone.now()
        made = [each.request for each in self.portions if each.request]
        ahead = [each.portion for each in made if each.until > now and each.portion]
        return ahead[0] if ahead else self.portions[-1].number


def list_page(person: Person, reference: str, rt: int | None) -> ListPage:
    """Raises NotFound for whom the list doesn't exist."""
    found = lines_shown.list_of(person, reference)
    verbs = verbs_on(person, found)
    totals = Line.private.of_list(found.pk).totals()
    return ListPage(
        found=found,
        verbs=verbs,
        totals=totals,
        lines=lines_shown.lines_shown(person, found, rt=rt, most=LINES_SHOWN),
        rt=rt,
        portions=portions(found),
        suggestions=lines_shown.maybe_the_same(person, found) if "see_lines" in verbs else [],
    )


def verbs_on(person: Person, found: NeighbourhoodList) -> tuple[str, ...]:
    return rules.allowed("list", ListStatus(found.status), list_relations(person, found))


def portions(found: NeighbourhoodList) -> list[PortionShown]:
    made = {request.portion: request for request in Request.private.filter(list=found)}
    return [
        PortionShown(number, day_of(found, number), made.get(number))
        for number in range(1, found.portions + 1)
    ]


def lists_in(person: Person, code: str) -> list[ListCard]:
    """The lists inside a region, those that wait for the kelurahan first, then the newest."""
    seen = NeighbourhoodList.private.visible_to(person).within(code)
    rows = seen.select_related("region__parent").order_by("-opened_at", "-pk")[:LISTS_SHOWN]
    listed = sorted(rows, key=lambda each: each.status != ListStatus.COMPILED)
    counted = Line.private.filter(list__in=listed).order_by().values("list")
    households = dict(counted.annotate(count=Count("pk")).values_list("list", "count"))
    return [ListCard(found, households.get(found.pk, 0)) for found in listed]


def may_open(person: Person, region: Region) -> bool:
    if region.level != "rw":
        return False
    relations = region_relations(person, region.pk)
    return rules.verdict("list", "open", None, relations) is rules.Verdict.ALLOWED


def refuse(person: Person, code: str) -> None:
    """As a board refuses whom it doesn't concern."""
    require("region", "see_board", None, region_relations(person, code))


def cadre_regions(person: Person) -> list[Region]:
    """The RWs whose lists the person writes as a cadre."""
    found = Region.objects.filter(code__in=person.regions(Role.CADRE)).select_related("parent")
    return list(found.order_by("code"))


def meal_slots() -> list[Slot]:
    return [slot for slot in SLOTS.values() if slot.for_meals]
