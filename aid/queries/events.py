"""Reading what happened."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from people.person import Person

if TYPE_CHECKING:
    from aid.models import Event


class EventQuerySet(QuerySet["Event"]):
    def of_request(self, request_id: int) -> Self:
        """One request's history, oldest first."""
        return self.filter(request_id=request_id).order_by("id")

    def added_by(self, person: Person, region_code: str) -> bool:
        """Whether ``person`` added the neighbourhood ``region_code``."""
        if person.user_id is None:
            return False
        added = self.filter(kind="add_neighbourhood", actor_id=person.user_id)
        return added.filter(region_code=region_code).exists()

    def of_match(self, match_id: int) -> Self:
        return self.filter(match_id=match_id).order_by("id")
