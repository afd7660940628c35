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
    access_account,
    access_request,
    lock_matches_of,
    lock_requests,
    require_on_request,
)
from aid.actions.arrival import call_matching
from aid.actions.counters import enter, push_out, save_counters
from aid.actions.offers import new_offer
from aid.categories import CATEGORIES, Category
from aid.codes import new_salt
from aid.errors import NothingLeft, RequestExpired, TooManyPledges, TooMuch
from aid.events import match_entry, record
from aid.models import Match, Offer, Request
from aid.queries.figures import ROUNDING, rounded
from aid.reference import new_reference
from aid.rules import MatchStatus
from geo.models import Region
from geo.privacy import snapped_point
from people.person import Person

# How long a pledge to a neighbourhood may be delivered before what is left of it expires.
PLEDGE_DAYS = 7


@transaction.atomic
def pledge_to_request(person: Person, reference: str, quantity: object) -> Match:
    """Promise ``quantity`` to one request.

    Raises Invalid, NothingLeft, TooMuch, TooManyPledges, RequestExpired or what the rules
    refuse.
    """
    lock_donor(person)
    request = access_request(person, reference, "pledge")
    units = checked_quantity(quantity, request.category)
    if request.until <= timezone.now():
        raise RequestExpired()
    refuse_more_than(request.claimable, units)
    offer = pledged_offer(person, request.region, request.category, units, request.until)
    offer.for_request = request
    offer.save(force_insert=True)
    make_room([(request, units)])
    return set_aside(person, request, offer, units)


@transaction.atomic
def pledge_to_neighbourhood(
    person: Person, region_code: object, category: object, quantity: object
) -> list[Match]:
    """Promise ``quantity`` to a neighbourhood: to its households' requests, those in greatest
    need first, then to what it declared besides.

    Raises Invalid, NothingLeft, TooMuch or TooManyPledges.
    """
    lock_donor(person)
    check = checks.Checks()
    region = check.field("region", lambda: checks.region(region_code))
    kind = check.field("category", lambda: checks.category(category))
    units = kind and check.field("quantity", lambda: checks.quantity(quantity, kind))
    check.done()
    assert region and kind and units
    requests = neediest_first(person, open_requests(region, kind.code))
    available = sum(request.claimable for request in requests)
    refuse_more_than(available, units, told=published_quantity(available, kind))
    offer = pledged_offer(
        person, region, kind.code, units, timezone.now() + timedelta(days=PLEDGE_DAYS)
    )
    offer.target = region
    offer.save(force_insert=True)
    parts = shared_out(requests, units)
    make_room(parts)
    return [set_aside(person, request, offer, part) for request, part in parts]


def lock_donor(person: Person) -> None:
    """Lock the donor's account and refuse when an unverified donor holds too many pledges."""
    donor = access_account(person)
    if donor.verified_at is not None:
        return
    unfinished = Match.private.unfinished().filter(donor=donor, origin="pledge")
    if unfinished.values("offer_id").distinct().count() >= rules.MOST_OPEN_PLEDGES:
        raise TooManyPledges(most=rules.MOST_OPEN_PLEDGES)


def checked_quantity(quantity: object, category: str) -> int:
    check = checks.Checks()
    units = check.field("quantity", lambda: checks.quantity(quantity, CATEGORIES[category]))
    check.done()
    assert units is not None
    return units


def open_requests(region: Region, category: str) -> list[Request]:
    """The neighbourhood's verified requests of ``category``, locked."""
    standing = Request.private.open_to_pledge(timezone.now()).within(region.pk)
    ids = set(standing.filter(category=category).values_list("pk", flat=True))
    locked = lock_requests(ids)
    return [request for pk, request in locked.items() if pk in ids]


def neediest_first(person: Person, requests: Iterable[Request]) -> list[Request]:
    """Requests that ``person`` may pledge to: households by urgency and waiting, then what the
    neighbourhood declared besides."""
    mine = []
    for request in requests:
        relations = rules.request_relations(person, request)
        status = rules.RequestStatus(request.status)
        if rules.verdict("request", "pledge", status, relations) is rules.Verdict.ALLOWED:
            mine.append(request)
    return sorted(mine, key=lambda r: (r.household_id is None, r.urgency, r.submitted_at, r.pk))


def shared_out(requests: Iterable[Request], units: int) -> list[tuple[Request, int]]:
    """``units`` dealt out to ``requests`` in their order, to each what it can take."""
    parts = []
    for request in requests:
        part = min(request.claimable, units)
        if part > 0:
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
    number = rounded(units, category.step)
    return f"<{ROUNDING * category.step}" if number is None else number


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
