"""Reading households."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from people.person import Person

if TYPE_CHECKING:
    from aid.models import Household


class HouseholdQuerySet(QuerySet["Household"]):
    def of_resident(self, person: Person) -> Self:
        """The person's own households, newest first."""
        if person.user_id is None:
            return self.none()
        return self.filter(resident_id=person.user_id).order_by("-created_at")
