"""Reading who blocked whom."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Exists, Expression, OuterRef, QuerySet

from aid.queries.scope import Among

if TYPE_CHECKING:
    from aid.models import Block, Household


class BlockQuerySet(QuerySet["Block"]):
    def between(self, household: "Household | None", *donor_ids: int) -> Self:
        return self.filter(household=household, donor_id__in=donor_ids)


def blocking(accounts: Sequence[int] | Expression) -> Exists:
    """For requests: whether their household blocked somebody who gives by any of ``accounts``."""
    return there_is(Among("donor_id", accounts), household=OuterRef("household"))


def blocked_pair() -> Exists:
    """For matches: whether their household blocked their donor."""
    return there_is(household=OuterRef("request__household"), donor=OuterRef("donor"))


def there_is(*conditions: Any, **between: object) -> Exists:
    every = apps.get_model("aid", "Block")._default_manager
    blocks: QuerySet[Block] = every.filter(*conditions, **between)
    return Exists(blocks)
