"""The only writer of statuses and counters of requests, offers and matches, and of the counters
of consignments.

Every function expects its rows locked (see ``aid.actions.access``). The database's CHECK
constraints refuse whatever would overfill a request or overdraw an offer.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.db import connection
from django.db.models import F
from django.utils import timezone

from aid import rules
from aid.errors import WrongState
from aid.events import Entry, match_entry, record
from aid.models import Consignment, Match, Offer, Request
from aid.rules import MatchStatus, OfferStatus, RequestStatus
from people.person import SYSTEM, Person

REQUEST_COUNTER = {
    MatchStatus.PROPOSED: "proposed",
    MatchStatus.ACCEPTED: "reserved",
    MatchStatus.ON_THE_WAY: "reserved",
    MatchStatus.DELIVERED: "delivered",
    MatchStatus.DISPUTED: "delivered",
    MatchStatus.CONFIRMED: "delivered",
}
OFFER_COUNTER = {**REQUEST_COUNTER, MatchStatus.LOST: "lost"}
CONSIGNMENT_COUNTER = {
    MatchStatus.ACCEPTED: "reserved",
    MatchStatus.ON_THE_WAY: "reserved",
    MatchStatus.DELIVERED: "delivered",
    MatchStatus.DISPUTED: "delivered",
    MatchStatus.CONFIRMED: "delivered",
    MatchStatus.LOST: "lost",
    MatchStatus.CANCELLED: "cancelled",
}
DATE_OF = {
    MatchStatus.ACCEPTED: "accepted_at",
    MatchStatus.ON_THE_WAY: "started_at",
    MatchStatus.DELIVERED: "delivered_at",
    MatchStatus.CONFIRMED: "confirmed_at",
    MatchStatus.DECLINED: "ended_at",
    MatchStatus.LAPSED: "ended_at",
    MatchStatus.CANCELLED: "ended_at",
    MatchStatus.LOST: "ended_at",
}
REQUEST_COUNTERS = ("listed", "proposed", "reserved", "delivered", "confirmed")
OFFER_COUNTERS = ("proposed", "reserved", "delivered", "lost")
# By the array the rows are found one by one; joined alone, the whole table would be read.
ENTER_REQUESTS = """
update aid_request set {counter} = {counter} {sign} entered.units
from (
    select request_id, sum(quantity) as units from aid_match where id = any(%(ids)s) group by 1
) as entered
where aid_request.id = entered.request_id
    and aid_request.id = any(array(select request_id from aid_match where id = any(%(ids)s)))
"""
ENTER_OFFERS = """
update aid_offer set {counter} = {counter} {sign} entered.units
from (
    select offer_id, sum(quantity) as units from aid_match where id = any(%(ids)s) group by 1
) as entered
where aid_offer.id = entered.offer_id
    and aid_offer.id = any(array(select offer_id from aid_match where id = any(%(ids)s)))
"""
END = """
update aid_match set status = %(to)s, ended_why = %(why)s, ended_at = %(now)s
where id = any(%(ids)s)
"""
# A request that ends like this leaves its part to the neighbourhood's declared need again.
# After ENOUGH the household's line is served.
RETURNING = (RequestStatus.REFUSED, RequestStatus.WITHDRAWN, RequestStatus.EXPIRED)


def enter(match: Match, status: MatchStatus) -> None:
    """Count a new match, not yet saved, at ``status``; save request and offer afterwards."""
    match.status = status
    stamp(match, status, match.made_at)
    shift(match, None, status, match.quantity)


def enter_all(ids: Sequence[int], status: MatchStatus) -> None:
    """Count the new matches with ``ids``, saved at ``status``, by one statement on each side."""
    count_all(ids, status, "+")


def lapse_all(ids: Sequence[int], why: str) -> None:
    """Lapse the proposals with ``ids``, of requests and offers that are open and for anybody, for
    which nothing follows from it."""
    count_all(ids, MatchStatus.PROPOSED, "-")
    to = str(rules.target("match", "lapse"))
    with connection.cursor() as cursor:
        cursor.execute(END, {"to": to, "why": why, "now": timezone.now(), "ids": list(ids)})


def count_all(ids: Sequence[int], status: MatchStatus, sign: Literal["+", "-"]) -> None:
    for statement, counter in ((ENTER_REQUESTS, REQUEST_COUNTER), (ENTER_OFFERS, OFFER_COUNTER)):
        with connection.cursor() as cursor:
            counted = statement.format(counter=counter[status], sign=sign)
            cursor.execute(counted, {"ids": list(ids)})


def move(actor: Person, verb: str, match: Match, **facts: object) -> None:
    """Move ``match`` where ``verb`` leads, with its counters, and record the event."""
    came_from = MatchStatus(match.status)
    to = rules.target("match", verb)
    assert isinstance(to, MatchStatus)
    if came_from not in rules.sources("match", verb):
        raise WrongState()
    match.status = to
    stamp(match, to, timezone.now())
    dates = {name: getattr(match, name) for name in set(DATE_OF.values())}
    rows = Match.private.filter(pk=match.pk, status=came_from)
    if rows.update(status=to, quantity=match.quantity, **dates) != 1:
        raise WrongState()
    settle(actor, verb, match, (came_from, to), match.quantity, **facts)


def transfer(actor: Person, verb: str, source: Match, sink: Match, units: int) -> None:
    """Move ``units`` of ``source`` where ``verb`` leads, into ``sink``, which stands there and
    belongs to the same request, offer and consignment; ``source`` keeps at least one unit."""
    came_from, to = MatchStatus(source.status), rules.target("match", verb)
    assert isinstance(to, MatchStatus)
    if came_from not in rules.sources("match", verb) or sink.status != to:
        raise WrongState()
    source.quantity -= units
    sink.quantity += units
    source.save(update_fields=["quantity"])
    sink.save(update_fields=["quantity"])
    settle(actor, verb, sink, (came_from, to), units, quantity=units, out_of=source.pk)


def settle(
    actor: Person,
    verb: str,
    match: Match,
    step: tuple[MatchStatus, MatchStatus],
    units: int,
    **facts: object,
) -> None:
    """Count ``units`` that went from one status to another, record it, and draw the
    conclusions for the request and the offer."""
    shift(match, *step, units)
    save_counters(match.request, match.offer)
    count_in_consignment(match, *step, units)
    record(actor, match_entry(verb, match, **facts))
    close_spent_pledge(match.offer)
    settle_request(match.request)


def count_in_consignment(match: Match, came_from: MatchStatus, to: MatchStatus, units: int) -> None:
    """The same for the consignment that holds the match; its row is the last to be locked."""
    if match.consignment_id is None:
        return
    steps = {"reserved": 0, "delivered": 0, "lost": 0, "cancelled": 0, "confirmed": 0}
    steps[CONSIGNMENT_COUNTER[came_from]] -= units
    steps[CONSIGNMENT_COUNTER[to]] += units
    steps["confirmed"] = units * (
        (to is MatchStatus.CONFIRMED) - (came_from is MatchStatus.CONFIRMED)
    )
    changed = {name: F(name) + step for name, step in steps.items() if step}
    if changed:
        Consignment.private.filter(pk=match.consignment_id).update(**changed)


def put_into(consignment: Consignment, matches: Sequence[Match]) -> None:
    """Let the new ``consignment`` hold ``matches``, all of them ACCEPTED, and save it."""
    consignment.quantity = consignment.reserved = sum(match.quantity for match in matches)
    consignment.save(force_insert=True)
    for match in matches:
        match.consignment = consignment
    Match.private.bulk_update(matches, ["consignment"])


def shift(
    match: Match, came_from: MatchStatus | None, to: MatchStatus | None, quantity: int
) -> None:
    """Take ``quantity`` out of one counter and put it into another, on both sides."""
    for thing, counter_of in ((match.request, REQUEST_COUNTER), (match.offer, OFFER_COUNTER)):
        for status, amount in ((came_from, -quantity), (to, quantity)):
            counter = counter_of.get(status) if status else None
            if counter:
                setattr(thing, counter, getattr(thing, counter) + amount)
    match.request.confirmed += quantity * (
        (to is MatchStatus.CONFIRMED) - (came_from is MatchStatus.CONFIRMED)
    )


def stamp(match: Match, status: MatchStatus, now: datetime) -> None:
    field = DATE_OF.get(status)
    if field:
        setattr(match, field, now)


def save_counters(request: Request, offer: Offer) -> None:
    request.save(update_fields=REQUEST_COUNTERS)
    offer.save(update_fields=OFFER_COUNTERS)


def push_out(proposals: Sequence[Match], units: int) -> None:
    """Lapse the newest of ``proposals``, all of one request, until ``units`` more are open."""
    for match in sorted(proposals, key=lambda proposal: -proposal.pk):
        if units <= 0:
            return
        units -= match.quantity
        move(SYSTEM, "lapse", match)


def split(match: Match, quantity: int, rest: Match) -> None:
    """Leave ``quantity`` in ``match`` and give what remains to ``rest``, a new match in the same
    status; counters stay as they are."""
    rest.quantity = match.quantity - quantity
    rest.status = match.status
    match.quantity = quantity
    match.save(update_fields=["quantity"])
    rest.save()


def close_spent_pledge(offer: Offer) -> None:
    """A pledge to one request ends with its match; nobody else may have what is left of it."""
    if offer.for_request_id is None or offer.status != OfferStatus.OPEN:
        return
    if offer.proposed == offer.reserved == 0 and offer.available > 0:
        close_offer(SYSTEM, "withdraw", offer)


def close_offer(actor: Person, verb: str, offer: Offer) -> None:
    offer.status = rules.target("offer", verb)
    offer.closed_at = timezone.now()
    offer.save(update_fields=["status", "closed_at"])
    record(actor, Entry(f"offer_{verb}", offer=offer))


def move_request(actor: Person, verb: str, request: Request, **facts: object) -> None:
    """Move ``request`` where ``verb`` leads and record the event."""
    came_from = request.status
    request.status = rules.target("request", verb)
    ended = request.status not in (RequestStatus.SUBMITTED, RequestStatus.VERIFIED)
    request.closed_at = timezone.now() if ended else None
    fields = {"status": request.status, "closed_at": request.closed_at}
    if request.status == RequestStatus.VERIFIED and request.verified_at is None:
        request.verified_at = fields["verified_at"] = timezone.now()
    rows = Request.private.filter(pk=request.pk, status=came_from)
    if rows.update(**fields) != 1:
        raise WrongState()
    record(actor, Entry(verb, request=request, facts=dict(facts)))


def settle_request(request: Request) -> None:
    """FULFILLED follows from the counters: all handed over and nothing disputed."""
    if request.status in RETURNING:
        return_to_neighbourhood(request)
    handed_over = request.delivered > 0 and request.delivered + request.listed == request.needed
    disputed = Match.private.filter(request_id=request.pk, status=MatchStatus.DISPUTED)
    fulfilled = handed_over and not disputed.exists()
    if fulfilled and request.status == RequestStatus.VERIFIED:
        move_request(SYSTEM, "fulfil", request)
    elif not fulfilled and request.status == RequestStatus.FULFILLED:
        move_request(SYSTEM, "reopen", request)
        keep_again(request)


def keep_again(request: Request) -> None:
    """What was erased and stands again has something to erase, once more."""
    if request.erased_at is not None:
        request.erased_at = None
        request.save(update_fields=["erased_at"])


def put_first(request: Request) -> None:
    """Let the engine serve ``request``, whom somebody failed, before others."""
    request.put_first = True
    request.save(update_fields=["put_first"])


def count_inside(declared: Request, request: Request, units: int) -> None:
    """Count ``units`` of a household's ``request`` inside its neighbourhood's declared need."""
    declared.listed += units
    declared.save(update_fields=["listed"])
    request.part_of, request.inside = declared, units
    request.save(update_fields=["part_of", "inside"])
    settle_request(declared)


def shrink_inside(request: Request, units: int) -> None:
    """Let no more than ``units`` of a household's request count inside the declared need."""
    declared, beyond = request.part_of, request.inside - units
    if declared is None or beyond <= 0:
        return
    declared.listed -= beyond
    declared.save(update_fields=["listed"])
    request.inside -= beyond
    request.save(update_fields=["inside"])
    settle_request(declared)


def return_to_neighbourhood(request: Request) -> None:
    """Give what will not reach a household by its own request back to the declared need."""
    declared = request.part_of
    units = min(request.inside, request.needed - request.reserved - request.delivered)
    if declared is None or units <= 0:
        return
    declared.listed -= units
    declared.save(update_fields=["listed"])
    request.inside -= units
    request.save(update_fields=["inside"])
    settle_request(declared)
