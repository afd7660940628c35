"""Reading photos; rows are there only inside ``aid.opened``."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from aid.models import Photo


class PhotoQuerySet(QuerySet["Photo"]):
    def of_match(self, match_id: int) -> Self:
        """A match's photos without their bytes, oldest first."""
        return self.filter(match_id=match_id).defer("jpeg").order_by("added_at", "pk")
