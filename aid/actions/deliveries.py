"""The way to the door: setting out, handing over, and what goes wrong in between."""

from django.db import transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import access_match
from aid.actions.arrival import call_matching
from aid.actions.counters import move, put_first, split
from aid.categories import CATEGORIES
from aid.codes import new_salt
from aid.errors import TooMuch
from aid.models import Match
from aid.reference import new_reference
from aid.rules import MatchStatus
from people.person import Person


@transaction.atomic
def start(person: Person, reference: str) -> Match:
    """The deliverer sets out."""
    match = access_match(person, reference, "start")
    move(person, "start", match)
    return match


def deliver(person: Person, reference: str, quantity: object = None) -> Match:
    """The donor says that it was handed over, all of it or ``quantity``."""
    return hand_over(person, reference, "deliver", quantity)


def receive(person: Person, reference: str, quantity: object = None) -> Match:
    """A coordinator (or who filed for a neighbourhood) says that the goods came."""
    return hand_over(person, reference, "receive", quantity)


@transaction.atomic
def hand_over(person: Person, reference: str, verb: str, quantity: object) -> Match:
    """Mark as delivered; what is missing from a short delivery is split off, which reopens the
    need. It is lost if it had set out, else the donor still has it.

    Raises Invalid, or TooMuch for more than was on its way.
    """
    match = access_match(person, reference, verb)
    units = checked_units(match, quantity)
    rest = split_off(match, units) if units < match.quantity else None
    had_set_out = match.status == MatchStatus.ON_THE_WAY
    move(person, verb, match)
    if rest is not None:
        move(person, "lose" if had_set_out else "cancel", rest, part_of=match.pk)
        call_matching()
    return match


def checked_units(match: Match, quantity: object) -> int:
    """``quantity``, or the whole match without one."""
    if quantity in (None, ""):
        return match.quantity
    check = checks.Checks()
    category = CATEGORIES[match.request.category]
    units = check.field("quantity", lambda: checks.quantity(quantity, category))
    check.done()
    assert units is not None
    if units > match.quantity:
        raise TooMuch(available=match.quantity)
    return units


def split_off(match: Match, units: int) -> Match:
    """Leave ``units`` in ``match``; the rest becomes a match of its own at the same status."""
    rest = Match(
        reference=new_reference("M"),
        request=match.request,
        offer=match.offer,
        donor_id=match.donor_id,
        consignment_id=match.consignment_id,
        origin=match.origin,
        round_id=match.round_id,
        distance=match.distance,
        reason=match.reason,
        receipt_salt=new_salt(),
        made_at=timezone.now(),
        accepted_at=match.accepted_at,
        started_at=match.started_at,
        delivered_at=match.delivered_at,
    )
    split(match, units, rest)
    return rest


@transaction.atomic
def lose(person: Person, reference: str) -> Match:
    """What was on its way is gone; the need is open again."""
    match = access_match(person, reference, "lose")
    move(person, "lose", match)
    call_matching()
    return match


@transaction.atomic
def did_not_come(person: Person, reference: str) -> Match:
    """Nobody came with the goods at the agreed time: the quantity is free again, and the request
    goes first when it is offered on."""
    match = access_match(person, reference, "did_not_come")
    put_first(match.request)
    move(person, "did_not_come", match)
    call_matching()
    return match


@transaction.atomic
def cancel(person: Person, reference: str) -> Match:
    """The promise can't be kept; the need and the offer are open again."""
    match = access_match(person, reference, "cancel")
    move(person, "cancel", match)
    call_matching()
    return match
