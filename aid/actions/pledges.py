"""A donor's direct promise to one request or to a whole neighbourhood.

A pledge starts as accepted and discloses nothing. It may push out a mere proposal, never
something reserved.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_request, lock_offers, lock_requests, require_on_request
from aid.actions.counters import enter, move, save_counters
from aid.actions.offers import new_offer
from aid.categories import CATEGORIES
from aid.codes import new_salt
from aid.errors import NothingLeft, RequestExpired, SignInNeeded, TooManyPledges, TooMuch
from aid.events import match_entry, record
from aid.models import Match, Offer, Request
from aid.places import matcher_place
from aid.reference import new_reference
from aid.rules import MatchStatus
from geo.models import Region
from people.models import User
from people.person import SYSTEM, Person

# How long a donor has to deliver a pledge before it is offered to others again.
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
    refuse_more_than(claimable(request), units)
    offer = pledged_offer(person, request.region, request.category, units, request.until)
    offer.for_request = request
    offer.save(force_insert=True)
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
    refuse_more_than(sum(claimable(request) for request in requests), units)
    offer = pledged_offer(
        person, region, kind.code, units, timezone.now() + timedelta(days=PLEDGE_DAYS)
    )
    offer.target = region
    offer.save(force_insert=True)
    matches: list[Match] = []
    for request in requests:
        part = min(claimable(request), units - sum(match.quantity for match in matches))
        if part > 0:
            matches.append(set_aside(person, request, offer, part))
    return matches


def lock_donor(person: Person) -> None:
    """Lock the donor's account and refuse when an unverified donor holds too many pledges."""
    if person.user_id is None:
        raise SignInNeeded()
    donor = User.objects.select_for_update().get(pk=person.user_id)
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


def claimable(request: Request) -> int:
    """Units that a pledge may take: those nobody promised, mere proposals included."""
    return request.open + request.proposed


def refuse_more_than(available: int, units: int) -> None:
    if available <= 0:
        raise NothingLeft(available=0)
    if units > available:
        raise TooMuch(available=available)


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
        place=matcher_place(region.point),
    )


def set_aside(person: Person, request: Request, offer: Offer, units: int) -> Match:
    """Reserve ``units`` of ``offer`` for ``request``, both locked, pushing out proposals."""
    require_on_request(person, request, "pledge")
    push_out_proposals(request, units - request.open)
    now = timezone.now()
    match = Match(
        reference=new_reference("M"),
        request=request,
        offer=offer,
        donor_id=offer.donor_id,
        quantity=units,
        origin="pledge",
        receipt_salt=new_salt(),
        made_at=now,
    )
    enter(match, MatchStatus.ACCEPTED)
    save_counters(request, offer)
    match.save(force_insert=True)
    record(person, match_entry("pledge", match))
    return match


def push_out_proposals(request: Request, units: int) -> None:
    """Lapse the newest proposals of ``request`` until ``units`` more are open."""
    if units <= 0:
        return
    proposals = Match.private.filter(request=request, status=MatchStatus.PROPOSED)
    offers = lock_offers(set(proposals.values_list("offer_id", flat=True)))
    locked = Match.private.locked(set(proposals.values_list("pk", flat=True)))
    for match in sorted(locked, key=lambda proposal: -proposal.pk):
        if units <= 0:
            break
        units -= match.quantity
        match.request, match.offer = request, offers[match.offer_id]
        move(SYSTEM, "lapse", match)
