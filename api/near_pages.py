"""Pages of requests in order of distance, by the published points of their kelurahan."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from rest_framework.request import Request as HttpRequest

from aid.queries.near_need import near_page
from api.pages import Pages, Position

DISTANCE = "distance"


class NearPages(Pages):
    """As Pages, of what the view's ``sought`` tells; by distance, from the view's ``places``,
    kelurahan with their metres."""

    def paginate_queryset(self, queryset: Any, request: HttpRequest, view: Any = None) -> list[Any]:
        self.view = view
        return super().paginate_queryset(queryset, request, view)

    def position_asked(self, queryset: QuerySet[Any]) -> Position:
        # What every row of a kelurahan has in common is not asked of the database.
        measured = self.view.spot.here is not None
        known = queryset.annotate(metres=Value(0, IntegerField())) if measured else queryset
        return super().position_asked(known)

    def rows_from(self, _: QuerySet[Any]) -> list[Any]:
        self.by_distance = self.position.order == DISTANCE
        if not self.by_distance:
            return super().rows_from(self.view.all_sought())
        found: list[Any] = near_page(
            self.view.sought,
            self.view.places,
            self.size + 1,
            after=self.position.values or None,
            backwards=self.position.backwards,
        )
        return found
