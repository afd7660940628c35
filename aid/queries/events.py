"""Reading what happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import QuerySet

from people.person import Person

if TYPE_CHECKING:
    from aid.models import Event

# What is recorded each time that coupons are printed or a household's link is made: whoever does
# that reads the secret by which the household says "received".
PRINTING = ("issue_coupons", "reissue_coupon", "issue_link")

# What is recorded of somebody who writes, changes or takes off lines of a list.
WRITING = ("list_line", "list_line_removed", "list_import")

# What is recorded of somebody who reads the names on a list.
READING = "list_see_lines"


class EventQuerySet(QuerySet["Event"]):
    def of_request(self, request_id: int) -> Self:
        """One request's history, oldest first."""
        return self.filter(request_id=request_id).order_by("id")

    def added_by(self, person: Person, region_code: str) -> bool:
        """Whether ``person`` added the neighbourhood ``region_code``."""
        if person.user_id is None:
            return False
        added = self.filter(kind="add_neighbourhood", actor_id=person.user_id)
        return added.filter(region_code=region_code).exists()

    def printed_by(self, person: Person, requests: Iterable[int] | QuerySet[Any, Any]) -> bool:
        """Whether ``person`` ever printed coupons of one of ``requests``, ids or a query of them,
        or made its link. One statement."""
        if person.user_id is None:
            return False
        printed = self.printings_of(requests)
        return printed.filter(actor_id=person.user_id).exists()

    def printings_of(self, requests: Iterable[int] | QuerySet[Any, Any]) -> Self:
        """Every printing of coupons of ``requests``, and making of their links."""
        return self.filter(kind__in=PRINTING, request_id__in=requests)

    def read_lines(self, person: Person, list_id: int, since: datetime) -> bool:
        """Whether it is recorded that ``person`` read the lines of a list after ``since``."""
        looks = self.filter(kind=READING, actor_id=person.user_id, at__gt=since)
        return looks.filter(facts__list=list_id).exists()

    def wrote_lines(self, person: Person, list_id: int, region_code: str) -> bool:
        """Whether ``person`` ever wrote, changed or took off lines of a list of that region."""
        if person.user_id is None:
            return False
        written = self.filter(kind__in=WRITING, actor_id=person.user_id, region_code=region_code)
        return written.filter(facts__list=list_id).exists()

    def of_match(self, match_id: int) -> Self:
        return self.filter(match_id=match_id).order_by("id")
