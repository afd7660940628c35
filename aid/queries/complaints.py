"""Reading complaints."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from aid.queries.scope import reviewed_regions, within
from aid.relations import KELURAHAN_DEPTH
from aid.rules import SENSITIVE_COMPLAINTS
from people.person import Person

if TYPE_CHECKING:
    from aid.models import Complaint


REGION = "match__request__region__code"


class ComplaintQuerySet(QuerySet["Complaint"]):
    def visible_to(self, person: Person) -> Self:
        """The complaints that ``person`` may see: the rules "see", as a query."""
        if person.user_id is None:
            return self.none()
        sensitive = Q(kind__in=SENSITIVE_COMPLAINTS)
        reviewed = within(REGION, reviewed_regions(person, KELURAHAN_DEPTH)) & ~sensitive
        overseen = within(REGION, reviewed_regions(person, KELURAHAN_DEPTH - 1)) & sensitive
        return (
            self.filter(reviewed | overseen)
            .exclude(match__request_id__in=person.opened | person.helping)
            .exclude(match__donor_id__in=person.accounts)
            .exclude(match__request__filed_by_id=person.user_id)
            .exclude(match__request__household__resident_id=person.user_id)
            .exclude(handout__household__resident_id=person.user_id)
            .exclude(handout__coupon_id__in=person.coupons)
            .select_related("match__request__household", "match__donor", "match__offer")
            .order_by("-made_at")
        )
