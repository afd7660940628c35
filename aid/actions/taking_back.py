"""Taking back proposals that a round has a better use for."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from aid.actions.access import require
from aid.actions.arrival import call_matching
from aid.actions.counters import lapse_all
from aid.actions.holding import hold_offers, hold_requests
from aid.actions.pairing import matchable
from aid.events import record_new
from aid.queries.pairing import offer_rows, request_rows
from aid.relations import relations_at_door
from aid.rules import WEIGHED_AGAIN, MatchStatus, OfferStatus, RequestStatus
from people.person import SYSTEM

# As many as are proposed at once.
BATCH = 1_000

STILL_THERE = """
select id from aid_match
where id = any(%(ids)s) and status = %(status)s and consignment_id is null
order by id for update
"""


class Standing(NamedTuple):
    """A proposal that waits for its donor: ids."""

    match_id: int
    request_id: int
    offer_id: int


def take_back(proposals: Sequence[Standing], round_id: int) -> list[int]:
    """Lapse ``proposals`` in committed batches; the ids of those that ended.

    What was answered meanwhile, or whose request or offer isn't open any more, is left alone.
    """
    ended: list[int] = []
    ordered = sorted(proposals, key=lambda each: (each.request_id, each.offer_id))
    for start in range(0, len(ordered), BATCH):
        ended += take_back_batch(ordered[start : start + BATCH], round_id)
    return ended


@transaction.atomic
def take_back_batch(proposals: Sequence[Standing], round_id: int) -> list[int]:
    """One transaction: lock, leave out what changed, end, record."""
    require("match", "lapse", MatchStatus.PROPOSED, relations_at_door(SYSTEM))
    wanted = {each.request_id for each in proposals}, {each.offer_id for each in proposals}
    hold_requests(wanted[0])
    hold_offers(wanted[1])
    requests, offers = request_rows(wanted[0]), offer_rows(wanted[1])
    open_ones = matchable("request", RequestStatus) | matchable("offer", OfferStatus)

    def both_open(each: Standing) -> bool:
        request, offer = requests[each.request_id], offers[each.offer_id]
        statuses = {("request", request.status), ("offer", offer.status)}
        return statuses <= open_ones and offer.for_request_id is None

    ready = [each for each in proposals if both_open(each)]
    there = still_there(each.match_id for each in ready)
    ending = [each for each in ready if each.match_id in there]
    if not ending:
        return []
    ids = [each.match_id for each in ending]
    lapse_all(ids, WEIGHED_AGAIN)
    record_new(
        SYSTEM,
        "lapse",
        ids,
        [requests[pk] for pk in {each.request_id for each in ending}],
        [offers[pk] for pk in {each.offer_id for each in ending}],
        reason=WEIGHED_AGAIN,
        round=round_id,
    )
    # Should the round end before it proposes what it took this back for.
    call_matching()
    return ids


def still_there(ids: Iterable[int]) -> set[int]:
    """Those that still wait for an answer, locked."""
    with connection.cursor() as cursor:
        cursor.execute(STILL_THERE, {"ids": list(ids), "status": MatchStatus.PROPOSED})
        return {row[0] for row in cursor.fetchall()}
