"""Reading lists and their lines."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet, Sum

from aid.queries.scope import within
from people.person import Person, Role

if TYPE_CHECKING:
    from aid.models import Line, NeighbourhoodList


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
