"""Reading what happened."""

from django.db.models import QuerySet


class EventQuerySet(QuerySet):  # type: ignore[type-arg]
    def of_request(self, request_id: int) -> "EventQuerySet":
        """One request's history, oldest first."""
        return self.filter(request_id=request_id).order_by("id")

    def of_match(self, match_id: int) -> "EventQuerySet":
        return self.filter(match_id=match_id).order_by("id")
