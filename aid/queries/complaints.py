"""Reading complaints."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from aid.queries.scope import reviewed_regions, within
from aid.relations import KELURAHAN_DEPTH
from aid.rules import SENSITIVE_COMPLAINTS
from people.person import Person

if TYPE_CHECKING:
    from aid.models import Complaint


# Answers of so many days are told together.
LATELY = timedelta(days=30)
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


def payment_answers(region_code: str, now: datetime) -> tuple[int, int]:
    """How many households of a region said within the last 30 days that nobody wanted money for
    what came, and how many that somebody did; for those who answer such complaints. Two
    statements."""
    no, yes = 0, 0
    regions = {"Match": "request__region__code", "Handout": "consignment__region__code"}
    for model, region in regions.items():
        rows = apps.get_model("aid", model)._default_manager.filter(
            within(region, [region_code]), confirmed_at__gt=now - LATELY
        )
        said = rows.aggregate(
            no=Count("pk", filter=Q(asked_to_pay=False)),
            yes=Count("pk", filter=Q(asked_to_pay=True)),
        )
        no, yes = no + said["no"], yes + said["yes"]
    return no, yes
