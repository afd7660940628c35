"""Reading offers."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from aid.queries.scope import review, within
from aid.rules import OfferStatus
from people.person import Person

if TYPE_CHECKING:
    from aid.models import Offer


class OfferQuerySet(QuerySet["Offer"]):
    def visible_to(self, person: Person) -> Self:
        """The offers that ``person`` may see: the rule "see", as a query."""
        condition = review("region__code", person)
        if person.user_id is not None:
            condition |= Q(donor_id__in=person.accounts)
        return self.filter(condition).select_related("region", "target")

    def own(self, person: Person) -> Self:
        if person.user_id is None:
            return self.none()
        return (
            self.filter(donor_id__in=person.accounts)
            .select_related("region", "target")
            .order_by("-published_at")
        )

    def within(self, region_code: str) -> Self:
        return self.filter(within("region__code", [region_code]))

    def open_to_all(self) -> Self:
        """Open offers that the engine may propose anywhere: not pledges."""
        return self.filter(status=OfferStatus.OPEN, for_request=None, target=None)

    def for_lists(self) -> Self:
        """Without what no list shows."""
        return self.defer("region__point", "target__point")

    def overdue(self, now: datetime) -> Self:
        return self.filter(status=OfferStatus.OPEN, until__lte=now)

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, in the order that every action keeps."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
