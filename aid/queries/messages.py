"""Reading messages; rows are there only inside ``aid.opened``."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from aid.models import Message


class MessageQuerySet(QuerySet["Message"]):
    def of_match(self, match_id: int) -> Self:
        """One conversation, oldest first."""
        return self.filter(match_id=match_id).order_by("written_at", "pk")

    def unread_by(self, *, household: bool) -> Self:
        """What the other side wrote and this one hasn't read."""
        return self.filter(from_household=not household, read_at=None)
