"""Reading what is told of neighbourhoods."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from aid.queries.scope import within

if TYPE_CHECKING:
    from aid.models import NeighbourhoodFigure


class NeighbourhoodFigureQuerySet(QuerySet["NeighbourhoodFigure"]):
    def shown_within(self, region_code: str, category: str = "") -> Self:
        """What anybody may read, for the neighbourhoods inside ``region_code``."""
        found = self.filter(within("region__code", [region_code]), shown=True)
        return found.filter(category=category) if category else found
