"""Reading lists and their lines."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db.models import Count, F, Q, QuerySet, Sum

from aid.queries.scope import within
from people.person import Person, Role

if TYPE_CHECKING:
    from aid.models import Line, NeighbourhoodList


@dataclass(frozen=True)
class Totals:
    """Of one RT, or of a whole list (``rt`` 0): households (KK), people, units of each portion,
    and how many of the households are vulnerable, and had asked alone: their own requests are
    linked to their lines. Who asked the kelurahan without naming the RW is in no such number."""

    rt: int
    households: int
    people: int
    units: int
    vulnerable: int
    asked_alone: int


ASKED_THERE = Q(own_request__region=F("list__region"))


class ListQuerySet(QuerySet["NeighbourhoodList"]):
    def visible_to(self, person: Person) -> Self:
        """The lists that ``person`` may see: the rule "see", as a query."""
        offices = person.regions(Role.COORDINATOR, Role.AUDITOR, Role.CADRE)
        return self.filter(within("region__code", offices)).select_related("region")

    def within(self, region_code: str) -> Self:
        return self.filter(within("region__code", [region_code]))

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, by id."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class LineQuerySet(QuerySet["Line"]):
    def visible_to(self, person: Person) -> Self:
        """The lines that ``person`` may read: coordinators those of their regions, a cadre what
        it wrote itself."""
        condition = within("list__region__code", person.regions(Role.COORDINATOR))
        cadre = within("list__region__code", person.regions(Role.CADRE))
        if person.user_id is not None:
            condition |= cadre & Q(added_by_id=person.user_id)
        return self.filter(condition).select_related("household", "list")

    def of_list(self, list_id: int) -> Self:
        return self.filter(list_id=list_id).order_by("number")

    def needed(self) -> int:
        """How many units the lines need of each portion."""
        return self.aggregate(total=Sum("quantity"))["total"] or 0

    def totals(self) -> list[Totals]:
        """By RT, in one statement."""
        rows = (
            self.order_by()
            .values("rt")
            .annotate(
                households=Count("pk"),
                people=Sum("household__people"),
                units=Sum("quantity"),
                vulnerable=Count("pk", filter=Q(household__vulnerable=True)),
                asked_alone=Count("own_request", filter=ASKED_THERE),
            )
            .order_by("rt")
        )
        return [Totals(**row) for row in rows]


def together(totals: list[Totals]) -> Totals:
    """What all RTs have in common."""
    return Totals(
        0,
        sum(each.households for each in totals),
        sum(each.people for each in totals),
        sum(each.units for each in totals),
        sum(each.vulnerable for each in totals),
        sum(each.asked_alone for each in totals),
    )
