"""Reading matches."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Q, QuerySet

from aid.queries.blocks import blocked_pair
from aid.queries.requests import own
from aid.queries.scope import Among, by_width, office, within
from aid.rules import MatchStatus
from people.person import Person

if TYPE_CHECKING:
    from aid.models import Match


UNFINISHED = [MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY]
LIVE = [*UNFINISHED, MatchStatus.PROPOSED, MatchStatus.DELIVERED, MatchStatus.DISPUTED]


class MatchQuerySet(QuerySet["Match"]):
    def visible_to(self, person: Person) -> Self:
        """The matches that ``person`` may see: the rule "see", as a query."""
        requests = apps.get_model("aid", "Request")._default_manager
        wide, narrow = by_width(person)
        condition = office("request__region__code", wide)
        # By the ids of the few requests that there are, rather than request by request.
        asked = own(person) | office("region__code", narrow)
        condition |= Q(Among("request_id", requests.filter(asked).values("pk")))
        if person.user_id is not None:
            condition |= Q(donor_id__in=person.accounts)
        return self.filter(condition).with_facts()

    def of_donor(self, person: Person) -> Self:
        """The person's own deliveries, newest first."""
        if person.user_id is None:
            return self.none()
        return self.filter(donor_id__in=person.accounts).with_facts().order_by("-made_at", "-pk")

    def of_requests(self, ids: list[int]) -> Self:
        return self.filter(request_id__in=ids).with_facts().order_by("made_at", "pk")

    def with_facts(self) -> Self:
        """With what the rules and pages need to know, in the same statement."""
        return self.select_related(
            "request", "request__household", "request__region", "offer__post", "donor"
        ).annotate(blocked=blocked_pair())

    def within(self, region_code: str) -> Self:
        return self.filter(within("request__region__code", [region_code]))

    def unfinished(self) -> Self:
        """Promised and not yet handed over."""
        return self.filter(status__in=UNFINISHED)

    def live(self) -> Self:
        """Neither ended nor confirmed."""
        return self.filter(status__in=LIVE)

    def without_yes(self) -> Self:
        """Promised to a household that was not asked yet, or didn't agree, to open its address;
        what comes with a consignment needs no address."""
        asked = self.filter(request__household__isnull=False, contact_agreed_at=None)
        return asked.filter(status=MatchStatus.ACCEPTED, consignment=None, blocked=False)

    def coming_singly(self) -> Self:
        """On the way, or promised and free to set out; without what a consignment holds."""
        free = Q(request__household=None) | Q(contact_agreed_at__isnull=False)
        ready = Q(status=MatchStatus.ON_THE_WAY) | Q(status=MatchStatus.ACCEPTED) & free
        return self.filter(ready, consignment=None)

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, in the order that every action keeps."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
