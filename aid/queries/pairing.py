"""Reading what pairing asks of many requests and offers, as rows: one statement each, with ids in
one array, since a statement that lists thousands of them is slow to write and to read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

# Household by household: joined, all of the city's would be read for a thousand.
REQUESTS = """
select request.id, reference, request.region_id, category, status, until, household_id,
       household.resident_id, filed_by_id, needed - listed - proposed - reserved - delivered, whole
from aid_request as request
left join lateral (
    select resident_id from aid_household where id = request.household_id offset 0
) as household on true
where request.id = any(%(ids)s)
"""
OFFERS = """
select id, region_id, category, status, until, donor_id, for_request_id, target_id,
       quantity - proposed - reserved - delivered - lost, least
from aid_offer
where id = any(%(ids)s)
"""
# Request by request, whatever became of its matches: while a round writes, statistics know of no
# proposals yet, and some index of all that waits would be read whole, each time a longer one.
STANDING = """
select made.request_id, made.offer_id
from unnest(%(ids)s::bigint[]) as asked (id)
cross join lateral (
    select request_id, offer_id, status from aid_match where request_id = asked.id offset 0
) as made
where made.status = 'proposed'
"""
ROOMS = """
select capped.donor_id, capped.most - count(waiting.id)
from (
    select donor_id, min(most_open) as most
    from aid_offer
    where status = 'open' and most_open is not null and donor_id = any(%(ids)s)
    group by donor_id
) as capped
left join aid_match as waiting
    on waiting.donor_id = capped.donor_id and waiting.status = 'proposed'
group by capped.donor_id, capped.most
"""
BLOCKED = """
select block.household_id, block.donor_id
from aid_request as request
join aid_block as block on block.household_id = request.household_id
where request.id = any(%(ids)s)
"""


class RequestRow(NamedTuple):
    """What a pairing asks of a request. ``open``: units that nobody promised or proposed yet."""

    pk: int
    reference: str
    region_code: str
    category: str
    status: str
    until: datetime
    household_id: UUID | None
    resident_id: int | None
    filed_by_id: int | None
    open: int
    whole: bool


class OfferRow(NamedTuple):
    """What a pairing asks of an offer. ``available``: units that are set aside for nobody;
    ``least``: the smallest part worth a trip."""

    pk: int
    region_code: str
    category: str
    status: str
    until: datetime
    donor_id: int
    for_request_id: int | None
    target_id: str | None
    available: int
    least: int


def request_rows(ids: Iterable[int]) -> dict[int, RequestRow]:
    return {row[0]: RequestRow(*row) for row in found(REQUESTS, ids=list(ids))}


def offer_rows(ids: Iterable[int]) -> dict[int, OfferRow]:
    return {row[0]: OfferRow(*row) for row in found(OFFERS, ids=list(ids))}


def pairs_proposed(requests: Iterable[int]) -> set[tuple[int, int]]:
    """The pairs of these requests, with whichever offers, that have a proposal which waits."""
    return set(found(STANDING, ids=list(requests)))


def rooms(donors: Iterable[int]) -> dict[int, int]:
    """How many more proposals those of ``donors`` take who limit them; below 0 where more wait."""
    return dict(found(ROOMS, ids=list(donors)))


def pairs_blocked(requests: Iterable[int]) -> set[tuple[UUID, int]]:
    """The households of these requests, and whom they blocked."""
    return set(found(BLOCKED, ids=list(requests)))


def found(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
