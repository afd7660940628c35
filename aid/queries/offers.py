"""Reading offers."""

from datetime import datetime

from django.db.models import Q, QuerySet

from aid.queries.scope import review, within
from aid.rules import OfferStatus
from people.person import Person


class OfferQuerySet(QuerySet):  # type: ignore[type-arg]
    def visible_to(self, person: Person) -> "OfferQuerySet":
        """The offers that ``person`` may see: the rule "see", as a query."""
        condition = review("region__code", person)
        if person.user_id is not None:
            condition |= Q(donor_id=person.user_id)
        return self.filter(condition).select_related("region", "target")

    def own(self, person: Person) -> "OfferQuerySet":
        if person.user_id is None:
            return self.none()
        return (
            self.filter(donor_id=person.user_id)
            .select_related("region", "target")
            .order_by("-published_at")
        )

    def within(self, region_code: str) -> "OfferQuerySet":
        return self.filter(within("region__code", [region_code]))

    def overdue(self, now: datetime) -> "OfferQuerySet":
        return self.filter(status=OfferStatus.OPEN, until__lte=now)

    def locked(self, ids: set[int]) -> "OfferQuerySet":
        """Rows locked until the transaction ends, in the order that every action keeps."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
