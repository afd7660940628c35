"""Reading who blocked whom."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, Self
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from people.person import Person

if TYPE_CHECKING:
    from aid.models import Block, Household


class Housed(Protocol):
    """A request, or a row of it."""

    @property
    def household_id(self) -> UUID | None: ...


# Ids of a household and a donor.
Pair = tuple[object, int]


class BlockQuerySet(QuerySet["Block"]):
    def between(self, household: "Household | None", *donor_ids: int) -> Self:
        return self.filter(household=household, donor_id__in=donor_ids)

    def pairs(self, requests: Iterable[Housed], donor_ids: Iterable[int]) -> set[Pair]:
        """Every block between the households of ``requests`` and the donors. One statement."""
        households = {request.household_id for request in requests if request.household_id}
        found = self.filter(household_id__in=households, donor_id__in=set(donor_ids))
        return set(found.values_list("household_id", "donor_id"))


def blocking(person: Person) -> Exists:
    """For requests: whether their household blocked ``person``, by whatever account they give."""
    return there_is(household=OuterRef("household"), donor__in=person.accounts)


def blocked_pair() -> Exists:
    """For matches: whether their household blocked their donor."""
    return there_is(household=OuterRef("request__household"), donor=OuterRef("donor"))


def there_is(**between: object) -> Exists:
    blocks: QuerySet[Block] = apps.get_model("aid", "Block")._default_manager.filter(**between)
    return Exists(blocks)
