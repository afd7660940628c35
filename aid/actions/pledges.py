"""A donor's direct promise to one request or to a whole neighbourhood.

A pledge starts as accepted and discloses nothing. It may push out a mere proposal, never
something reserved.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import (
    access_donor,
    access_request,
    lock_matches_of,
    lock_requests,
    require_on_request,
)
from aid.actions.arrival import call_matching
from aid.actions.blocks import blocks
from aid.actions.counters import enter, push_out, save_counters
from aid.actions.offers import new_offer
from aid.categories import CATEGORIES, Category
from aid.codes import new_salt
from aid.errors import (
    KnownDonorsOnly,
    NothingLeft,
    OnlyWhole,
    OthersAskForMore,
    RequestExpired,
    TooManyPledges,
    TooMuch,
)
from aid.events import match_entry, record
from aid.models import Match, NeighbourhoodFigure, Offer, Request
from aid.queries.areas import kelurahan
from aid.queries.blocks import blocking
from aid.queries.figures import LEAST_TOLD, rounded
from aid.queries.room import pledges_are_full
from aid.reference import new_reference
from aid.relations import request_relations
from aid.rules import MatchStatus
from geo.codes import Level
from geo.models import Region
from geo.privacy import snapped_point
from people.models import User
from people.person import Person

# How long a pledge to a neighbourhood may be delivered before what is left of it expires.
PLEDGE_DAYS = 7


@transaction.atomic
def pledge_to_request(person: Person, reference: str, quantity: object) -> Match:
    """Promise ``quantity`` to one request.

    Raises Invalid, NothingLeft, TooMuch, OnlyWhole, TooManyPledges, RequestExpired or what the
    rules refuse.
    """
    lock_donor(person)
    request = access_request(person, reference, "pledge")
    units = checked_quantity(quantity, request.category)
    if request.until <= timezone.now():
        raise RequestExpired()
    # Whom the household blocked reads what everybody reads who comes too late.
    refuse_more_than(0 if blocks(request, *person.accounts) else request.claimable, units)
    if request.whole and units < request.claimable:
        raise OnlyWhole(available=request.claimable)
    # The donor reads the offer: its place is the kelurahan's, not the household's RW; and its end
    # a day's, since the request's own often tells to the second when it was asked.
    area, until = kelurahan(request.region), end_of_last_day(request.until)
    offer = pledged_offer(person, area, request.category, units, until)
    offer.for_request = request
    offer.save(force_insert=True)
    make_room([(request, units)])
    return set_aside(person, request, offer, units)


@transaction.atomic
def pledge_to_neighbourhood(
    person: Person, region_code: object, category: object, quantity: object, day: object = ""
) -> list[Match]:
    """Promise ``quantity`` to a neighbourhood: to its households' requests, those in greatest
    need first, then to what it declared besides. Of a list to its earliest portion with room
    alone; with ``day`` to nothing but the portion of that day. What is less than those who are left
    can use stays open there, for rounds.

    Raises Invalid, NothingLeft, TooMuch, OthersAskForMore, TooManyPledges or KnownDonorsOnly.
    """
    donor = lock_donor(person)
    check = checks.Checks()
    region = check.field("region", lambda: checks.region(region_code))
    kind = check.field("category", lambda: checks.category(category))
    units = kind and check.field("quantity", lambda: checks.quantity(quantity, kind))
    named = check.field("day", lambda: checks.end_of_day(day)) if day else None
    check.done()
    assert region and kind and units
    within_reach = one_portion_each(reached(person, donor, region, kind.code), named)
    requests = neediest_first(person, within_reach)
    available = sum(request.claimable for request in requests)
    refuse_more_than(available, units, told=published_quantity(available, kind))
    parts = shared_out(requests, units)
    if not parts:
        raise OthersAskForMore()
    portions = [request.until for request, _ in parts if request.portion is not None]
    until = max([timezone.now() + timedelta(days=PLEDGE_DAYS), *portions])
    offer = pledged_offer(person, region, kind.code, units, until)
    offer.target = region
    offer.save(force_insert=True)
    make_room(parts)
    return [set_aside(person, request, offer, part) for request, part in parts]


def lock_donor(person: Person) -> User:
    """The donor's account, locked. Raises TooManyPledges for one that the city doesn't know."""
    donor = access_donor(person)
    if donor.verified_at is not None:
        return donor
    if pledges_are_full(donor.pk):
        raise TooManyPledges(most=rules.MOST_OPEN_PLEDGES)
    return donor


def checked_quantity(quantity: object, category: str) -> int:
    check = checks.Checks()
    units = check.field("quantity", lambda: checks.quantity(quantity, CATEGORIES[category]))
    check.done()
    assert units is not None
    return units


def open_requests(person: Person, region: Region, category: str) -> list[Request]:
    """The neighbourhood's verified requests of ``category`` whose households did not block
    ``person``, locked."""
    standing = Request.private.open_to_pledge(timezone.now()).within(region.pk)
    standing = standing.exclude(blocking(person.accounts))
    ids = set(standing.filter(category=category).values_list("pk", flat=True))
    locked = lock_requests(ids)
    return [request for pk, request in locked.items() if pk in ids]


def reached(person: Person, donor: User, region: Region, category: str) -> list[Request]:
    """The open requests, locked, that a promise to the whole of ``region`` may go to.

    What a promise to an RW reaches tells who asks there. So it reaches households only where the
    RW declared a need or many ask; and of a donor whom the city doesn't know, it reaches what
    the RW declared alone. Raises KnownDonorsOnly where that is nothing and many ask.
    """
    requests = open_requests(person, region, category)
    if region.level != Level.RW:
        return requests
    declared = [request for request in requests if request.household_id is None]
    many_ask = NeighbourhoodFigure.private.shown_within(region.pk, category).exists()
    if donor.verified_at is not None:
        return requests if declared or many_ask else []
    if many_ask and not declared:
        raise KnownDonorsOnly()
    return declared


def one_portion_each(requests: Iterable[Request], end: datetime | None) -> list[Request]:
    """``requests`` with no more than one portion of each list: the earliest that has room, so
    that a surplus never serves the next. With ``end``, the end of a day, only the portions which
    are served from that day on."""
    listed = list(requests)
    if end is not None:
        first = end - timedelta(days=1)
        return [
            request
            for request in listed
            if request.serve_from is not None and first <= request.serve_from < end
        ]
    earliest: dict[int | None, Request] = {}
    for request in sorted(listed, key=lambda request: request.portion or 0):
        if request.portion is not None and request.claimable > 0:
            earliest.setdefault(request.list_id, request)
    chosen = {request.pk for request in earliest.values()}
    return [request for request in listed if request.portion is None or request.pk in chosen]


def neediest_first(person: Person, requests: Iterable[Request]) -> list[Request]:
    """Requests that ``person`` may pledge to: households by urgency and waiting, then what the
    neighbourhood declared besides."""
    mine = []
    for request in requests:
        relations = request_relations(person, request)
        status = rules.RequestStatus(request.status)
        if rules.verdict("request", "pledge", status, relations) is rules.Verdict.ALLOWED:
            mine.append(request)
    return sorted(mine, key=lambda r: (r.household_id is None, r.urgency, r.submitted_at, r.pk))


def shared_out(requests: Iterable[Request], units: int) -> list[tuple[Request, int]]:
    """``units`` dealt out to ``requests`` in their order, to each what it can use."""
    parts = []
    for request in requests:
        part = min(request.claimable, units)
        if part > 0 and not (request.whole and part < request.claimable):
            parts.append((request, part))
            units -= part
    return parts


def refuse_more_than(available: int, units: int, told: int | str | None = None) -> None:
    """Refuse more ``units`` than there are; ``told`` is what the refusal says instead of
    ``available``."""
    if available <= 0:
        raise NothingLeft(available=0)
    if units > available:
        raise TooMuch(available=available if told is None else told)


def published_quantity(units: int, category: Category) -> int | str:
    """What may be told of a neighbourhood's need: rounded, as public figures are."""
    number = rounded(units, category.told_step)
    return f"<{LEAST_TOLD * category.told_step}" if number is None else number


def end_of_last_day(until: datetime) -> datetime:
    """The midnight that ends the day on which something is of use for the last time."""
    return checks.end_of_day(timezone.localdate(until - timedelta(seconds=1)))


def pledged_offer(
    person: Person, region: Region, category: str, units: int, until: datetime
) -> Offer:
    """The offer behind a pledge, not yet saved; it goes nowhere but to its target."""
    return new_offer(
        person,
        region_id=region.pk,
        category=category,
        quantity=units,
        radius=0,
        until=until,
        place=snapped_point(region.point),
    )


def make_room(parts: Iterable[tuple[Request, int]]) -> None:
    """Lapse proposals where a pledge needs their place. All their offers are locked at once:
    request by request they could be locked in another order than elsewhere."""
    tight = {request.pk: request for request, units in parts if units > request.open}
    if not tight:
        return
    proposals = lock_matches_of(tight, [MatchStatus.PROPOSED])
    for request, units in parts:
        push_out([m for m in proposals if m.request_id == request.pk], units - request.open)
    call_matching()


def set_aside(person: Person, request: Request, offer: Offer, units: int) -> Match:
    """Reserve ``units`` of ``offer`` for ``request``, which is locked and has that much open."""
    require_on_request(person, request, "pledge")
    match = Match(
        reference=new_reference("M"),
        request=request,
        offer=offer,
        donor_id=offer.donor_id,
        quantity=units,
        origin="pledge",
        receipt_salt=new_salt(),
        made_at=timezone.now(),
    )
    enter(match, MatchStatus.ACCEPTED)
    save_counters(request, offer)
    match.save(force_insert=True)
    record(person, match_entry("pledge", match))
    return match
