"""Reading requests: each method names its audience."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, Expression, F, Func, Q, QuerySet, Value
from django.db.models.functions import Left

from aid.queries.scope import office, within
from aid.rules import RequestStatus
from geo.codes import KELURAHAN_LENGTH
from people.person import Person

if TYPE_CHECKING:
    from aid.models import Household, PageLink, Request

# Portions that are served today or on the six days after are a need of now; later ones are told
# apart.
PORTION_AHEAD = timedelta(days=6)
# The expression that is indexed.
KELURAHAN = Left("region_id", KELURAHAN_LENGTH)
# What no list shows and no rule asks for.
UNLISTED = (
    "place", "portion", "serve_from", "put_first",
    "household__place", "household__created_at",
    "region__point", "region__parent", "region__area_km2", "region__households",
    "region__population",
)  # fmt: skip
UNENDED = [RequestStatus.SUBMITTED, RequestStatus.VERIFIED]


class OfResident(Func):
    """Whether somebody's own household asked; as ``Among``, written out: every list asks it."""

    template = "(%(expressions)s)))"
    arg_joiner = " = any (array(select id from aid_household where resident_id = "
    output_field = BooleanField()

    def __init__(self, user_id: int) -> None:
        super().__init__(F("household_id"), Value(user_id))


def own(person: Person) -> Q:
    """The requests that ``person`` asked, filed or opened by a link."""
    mine = Q(pk__in=person.opened | person.helping)
    if person.user_id is not None:
        mine |= Q(OfResident(person.user_id)) | Q(filed_by_id=person.user_id)
    return mine


class RequestQuerySet(QuerySet["Request"]):
    def visible_to(self, person: Person) -> Self:
        """The requests of which ``person`` may see the page: the rule "see", as a query."""
        return self.filter(office("region__code", person) | own(person)).with_facts()

    def own(self, person: Person) -> Self:
        """The requests that ``person`` asked or filed, newest first."""
        return self.filter(own(person)).with_facts().order_by("-submitted_at")

    def with_facts(self) -> Self:
        """With what the rules need to know, in the same statement."""
        return self.select_related("household", "region")

    def within(self, region_code: str) -> Self:
        return self.filter(within("region__code", [region_code]))

    def for_lists(self) -> Self:
        """Without what no list shows."""
        return self.defer(*UNLISTED)

    def of_kelurahan(self, codes: list[str]) -> Self:
        """In one of the kelurahan of ``codes``, its RWs included."""
        return self.alias(kelurahan=KELURAHAN).filter(kelurahan__in=codes)

    def open_to_pledge(self, now: datetime | Expression) -> Self:
        """Verified requests with units that nobody promised; for donors, who see areas only."""
        return self.filter(
            status=RequestStatus.VERIFIED,
            until__gt=now,
            needed__gt=F("listed") + F("reserved") + F("delivered"),
        ).with_facts()

    def current(self, now: datetime | Expression) -> Self:
        """Without portions that are served later than PORTION_AHEAD from now: they are no need
        of today."""
        ahead = now + PORTION_AHEAD
        return self.filter(Q(serve_from=None) | Q(serve_from__lte=ahead))

    def later(self, now: datetime) -> Self:
        """Portions that are served later than PORTION_AHEAD from now."""
        return self.filter(serve_from__gt=now + PORTION_AHEAD)

    def of_household(self, household: "Household") -> Self:
        return self.filter(household=household)

    def unended(self) -> Self:
        return self.filter(status__in=UNENDED)

    def overdue(self, now: datetime) -> Self:
        return self.unended().filter(until__lte=now)

    def parts_of(self, request_id: int) -> Self:
        """The household requests that count inside a neighbourhood's request."""
        return self.filter(part_of_id=request_id)

    def locked(self, ids: set[int]) -> Self:
        """Rows locked until the transaction ends, in the order that every action keeps."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class LinkQuerySet(QuerySet["PageLink"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None)
