"""What lies at a post and nobody fetched goes on to others."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import Load, access_consignment
from aid.actions.allotting import requests_in, units_at_post, units_due, units_for
from aid.actions.arrival import call_matching
from aid.actions.counters import close_offer
from aid.actions.handouts import move_handouts
from aid.actions.units import GIVEN_OUT, move_units
from aid.categories import CATEGORIES
from aid.checks import Checks
from aid.errors import NothingLeft, StillAwaited, TooMuch
from aid.events import Entry, consignment_entry, record
from aid.models import Consignment, Handout, Offer, Request
from aid.reference import new_reference
from aid.rules import HandoutStatus, MatchStatus, OfferStatus
from aid.standing import still_awaited
from geo.privacy import snapped_point
from people.person import Person

# How far what lies at a post is offered, in metres.
RADIUS = 5_000


@transaction.atomic
def move_on(person: Person, reference: str, quantity: object, note: object) -> Offer:
    """Offer on ``quantity`` of what lies at the post (all of it without one), and why.

    The need opens again; the goods become an offer of the same donor that lies at this post, and
    leave the offer that they came from, so that nothing counts twice. First goes what nobody
    waits for, then the parts of those last on the list, who then did not come in time. Raises
    Invalid, NothingLeft, TooMuch, or StillAwaited for parts whose households can still come.
    """
    load = access_consignment(person, reference, "move_on")
    consignment = load.consignment
    left = sum(match.quantity for match in load.at(MatchStatus.ON_THE_WAY))
    check = Checks()
    kind = CATEGORIES[consignment.category]
    all_of_it = quantity in (None, "")
    units = left if all_of_it else check.field("quantity", lambda: checks.quantity(quantity, kind))
    clean = check.field("note", lambda: checks.text(note, 500, needed=True))
    check.done()
    if left == 0:
        raise NothingLeft(available=0)
    if not units or units > left:
        raise TooMuch(available=left)
    taken = take_from_post(person, load, units)
    for offer, moved in taken:
        leave(person, offer, moved)
    made = lying_at_post(consignment, units, clean or "")
    made.save(force_insert=True)
    record(
        person,
        consignment_entry("move_on", consignment, units=units, offer=made.pk),
        Entry("publish", offer=made, facts={"category": made.category, "quantity": units}),
    )
    call_matching()
    return made


def take_from_post(person: Person, load: Load, units: int) -> list[tuple[Offer, int]]:
    """Cancel ``units`` at the matches; how many of them were of which offer."""
    before = {match.pk: match.quantity for match in load.at(MatchStatus.ON_THE_WAY)}
    offers = {match.offer_id: match.offer for match in load.matches}
    for request in many_first(requests_in(load)):
        free = units_at_post(load, request.pk) - units_due(load, request.pk)
        units -= cancel_units(person, load, request, min(units, free))
    for request in many_first(requests_in(load)):
        here = min(units, units_at_post(load, request.pk))
        if here > 0:
            release(person, load, request, here)
            units -= cancel_units(person, load, request, here)
    after = {match.pk: match.quantity for match in load.at(MatchStatus.ON_THE_WAY)}
    taken: dict[int, int] = {}
    for match in load.matches:
        gone = before.get(match.pk, 0) - after.get(match.pk, 0)
        if gone:
            taken[match.offer_id] = taken.get(match.offer_id, 0) + gone
    return [(offers[pk], moved) for pk, moved in sorted(taken.items())]


def many_first(requests: Iterable[Request]) -> list[Request]:
    """Lists and numbers before single households."""
    return sorted(requests, key=lambda request: (request.household_id is not None, request.pk))


def cancel_units(person: Person, load: Load, request: Request, units: int) -> int:
    held = [match for match in load.matches if match.request_id == request.pk]
    waiting = [match for match in held if match.status == MatchStatus.ON_THE_WAY]
    load.matches.extend(move_units(person, "cancel", waiting, held, units))
    return max(0, units)


def release(person: Person, load: Load, request: Request, units: int) -> None:
    """Let those last on the list have come too late, until ``units`` are free."""
    handouts = Handout.private.of_consignment(load.consignment.pk).filter(request=request)
    due = list(handouts.filter(status=HandoutStatus.DUE))
    gone = list(handouts.filter(status__in=GIVEN_OUT))
    lying, late = units_at_post(load, request.pk), list[Handout]()
    while due and lying - (units_for([*gone, *due]) - units_for(gone)) < units:
        late.append(due.pop())
    for handout in late:
        handout.consignment = load.consignment
    if any(still_awaited(person, handout, timezone.now()) for handout in late):
        raise StillAwaited()
    move_handouts(person, "not_come", late)


def leave(person: Person, offer: Offer, units: int) -> None:
    """Take ``units`` that became another offer off the one that they came from."""
    if offer.quantity > units:
        offer.quantity -= units
        offer.save(update_fields=["quantity"])
    elif offer.status == OfferStatus.OPEN:
        close_offer(person, "withdraw", offer)


def lying_at_post(consignment: Consignment, units: int, note: str) -> Offer:
    """The offer of what lies at the consignment's post, not yet saved."""
    post = consignment.post
    now = timezone.now()
    return Offer(
        reference=new_reference("O"),
        donor_id=consignment.donor_id,
        region=post.region if post is not None else consignment.region,
        post=post,
        category=consignment.category,
        contents=consignment.contents,
        quantity=units,
        radius=RADIUS,
        handover="pickup",
        note=note,
        until=now + timedelta(days=CATEGORIES[consignment.category].lasts_days),
        published_at=now,
        place=snapped_point(post.place if post is not None else consignment.region.point),
    )
