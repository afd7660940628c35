"""Reading what happened."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from aid.models import Event


class EventQuerySet(QuerySet["Event"]):
    def of_request(self, request_id: int) -> Self:
        """One request's history, oldest first."""
        return self.filter(request_id=request_id).order_by("id")

    def of_match(self, match_id: int) -> Self:
        return self.filter(match_id=match_id).order_by("id")
