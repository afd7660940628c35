"""Which topics were told of what happened, read from the history once more."""

from typing import Any, NamedTuple

from django.db import connection

from aid.events import Entry

# Those of ``since`` and later, newest first. What a thing is now stands for what it was then.
EVENTS = """
select e.transaction, e.kind, e.region_code,
       r.id, r.reference, r.region_id, h.resident_id, r.filed_by_id,
       o.id, o.region_id, o.donor_id,
       c.id, c.region_id, c.donor_id, i.resident_id, g.resident_id
from (
    select * from aid_event where transaction >= %s order by transaction desc, id desc limit %s
) e
left join aid_request r on r.id = e.request_id
left join aid_household h on h.id = r.household_id
left join aid_offer o on o.id = e.offer_id
left join aid_consignment c
    on c.id = (e.facts ->> 'consignment')::bigint and (e.request_id, e.offer_id) is null
left join aid_household i on i.id = c.institution_id
left join aid_handout p on p.id = (e.facts ->> 'handout')::bigint
left join aid_household g on g.id = p.household_id
order by e.transaction desc, e.id desc
"""


class Told(NamedTuple):
    """The newest transaction by topic, complete for those of ``since`` and later."""

    since: int
    newest: dict[str, int]


class OfRequest(NamedTuple):
    pk: int
    reference: str
    region_code: str
    resident_id: int | None
    filed_by_id: int | None


class OfOffer(NamedTuple):
    pk: int
    region_code: str
    donor_id: int


class OfConsignment(NamedTuple):
    pk: int
    region_code: str
    donor_id: int
    resident_id: int | None


def told_since(transaction: int, most: int) -> Told:
    """What topics were told of since ``transaction``, of the newest ``most`` events.

    One statement; where there were more events, ``since`` of the answer is later.
    """
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [transaction, most])
        rows = cursor.fetchall()
    newest: dict[str, int] = {}
    for at, *event in rows:
        for topic in entry_of(*event).topics():
            newest.setdefault(topic, at)
    # Of the oldest transaction some events may be left out.
    since = rows[-1][0] + 1 if len(rows) == most else transaction
    return Told(since, newest)


def entry_of(kind: str, region: str, *of: Any) -> Entry:
    """What was recorded, from one row of EVENTS."""
    request, offer, consignment, household = of[:5], of[5:8], of[8:12], of[12]
    return Entry(
        kind,
        request=None if request[0] is None else OfRequest(*request),
        offer=None if offer[0] is None else OfOffer(*offer),
        region=region,
        consignment=None if consignment[0] is None else OfConsignment(*consignment),
        household=household,
    )
