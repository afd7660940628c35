"""Reading posts."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from aid.queries.scope import within

if TYPE_CHECKING:
    from aid.models import Post


class PostQuerySet(QuerySet["Post"]):
    """Posts are public places; their custodian is not."""

    def standing(self) -> Self:
        return self.filter(closed_at=None).select_related("region").order_by("pk")

    def within(self, region_code: str) -> Self:
        return self.filter(within("region__code", [region_code]))
