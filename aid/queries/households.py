"""Reading households. Contacts have no readers here: see ``aid.actions.disclosure``."""

from django.db.models import QuerySet

from people.person import Person


class HouseholdQuerySet(QuerySet):  # type: ignore[type-arg]
    def of_resident(self, person: Person) -> "HouseholdQuerySet":
        """The person's own households, newest first."""
        if person.user_id is None:
            return self.none()
        return self.filter(resident_id=person.user_id).order_by("-created_at")


class ContactQuerySet(QuerySet):  # type: ignore[type-arg]
    pass
