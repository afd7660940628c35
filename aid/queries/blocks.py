"""Reading who blocked whom."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from people.person import Person

if TYPE_CHECKING:
    from aid.models import Block, Household


class BlockQuerySet(QuerySet["Block"]):
    def between(self, household: "Household | None", *donor_ids: int) -> Self:
        return self.filter(household=household, donor_id__in=donor_ids)


def blocking(person: Person) -> Exists:
    """For requests: whether their household blocked ``person``, by whatever account they give."""
    return there_is(household=OuterRef("household"), donor__in=person.accounts)


def blocked_pair() -> Exists:
    """For matches: whether their household blocked their donor."""
    return there_is(household=OuterRef("request__household"), donor=OuterRef("donor"))


def there_is(**between: object) -> Exists:
    blocks: QuerySet[Block] = apps.get_model("aid", "Block")._default_manager.filter(**between)
    return Exists(blocks)
