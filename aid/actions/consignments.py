"""The way of a consignment: setting out, counted at the post, handed out, closed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import Load, access_consignment
from aid.actions.allotting import hand_out_to_all
from aid.actions.arrival import call_matching
from aid.actions.counters import move
from aid.actions.units import move_units
from aid.categories import CATEGORIES
from aid.checks import Checks
from aid.errors import Invalid, StillAtPost, problem
from aid.events import consignment_entry, record
from aid.models import Consignment, Match
from aid.rules import ConsignmentStatus, MatchStatus
from people.person import SYSTEM, Person

DATE_OF = {
    ConsignmentStatus.ON_THE_WAY: "started_at",
    ConsignmentStatus.AT_POST: "arrived_at",
    ConsignmentStatus.DISTRIBUTED: "distributed_at",
    ConsignmentStatus.CLOSED: "ended_at",
    ConsignmentStatus.CANCELLED: "ended_at",
    ConsignmentStatus.LOST: "ended_at",
}


@dataclass(frozen=True)
class Receipt:
    """What the receiver says at the post, as entered: how much was ``counted``, who received it
    and who saw it."""

    counted: object
    receiver: object
    witness: object
    note: object = ""


@transaction.atomic
def confirm_slot(person: Person, reference: str) -> Consignment:
    """The receiver says that somebody will be there then."""
    load = access_consignment(person, reference, "confirm_slot")
    load.consignment.slot_confirmed_at = timezone.now()
    load.consignment.save(update_fields=["slot_confirmed_at"])
    record(person, consignment_entry("confirm_slot", load.consignment))
    return load.consignment


@transaction.atomic
def start(person: Person, reference: str) -> Consignment:
    """The deliverer sets out with all of it."""
    load = access_consignment(person, reference, "start")
    move_all(person, "start", load.at(MatchStatus.ACCEPTED))
    return advance(person, "start", load)


@transaction.atomic
def arrive(person: Person, reference: str, receipt: Receipt) -> Consignment:
    """The goods are at the post, counted; who gets what of them is set down.

    What is missing is lost, and its need open again. What is counted here had set out, whether
    its donor said so or not; Gandeng concludes that, the receiver didn't do it. Raises Invalid,
    also for more than was planned.
    """
    load = access_consignment(person, reference, "arrive")
    consignment = load.consignment
    coming = load.at(MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY)
    fill_receipt(consignment, receipt, sum(match.quantity for match in coming))
    missing = sum(match.quantity for match in coming) - (consignment.counted or 0)
    move_all(SYSTEM, "start", load.at(MatchStatus.ACCEPTED))
    take_off(person, "lose", load, coming, missing)
    hand_out_to_all(load)
    if missing:
        call_matching()
    return advance(
        person,
        "arrive",
        load,
        ("counted", "receiver", "witness", "note"),
        counted=consignment.counted,
    )


@transaction.atomic
def finish(person: Person, reference: str) -> Consignment:
    """All who came have got theirs. What no household answers for (a number that the
    neighbourhood declared, without a list) counts as delivered by this word."""
    load = access_consignment(person, reference, "finish")
    move_all(person, "deliver", [match for match in at_post(load) if by_number(match)])
    return advance(person, "finish", load)


@transaction.atomic
def close(person: Person, reference: str) -> Consignment:
    """Nothing remains to be done. Raises StillAtPost as long as something lies there."""
    load = access_consignment(person, reference, "close")
    left = sum(match.quantity for match in at_post(load))
    if left:
        raise StillAtPost(left=left)
    return advance(person, "close", load)


@transaction.atomic
def cancel(person: Person, reference: str) -> Consignment:
    """It will not come; needs and offers are open again."""
    load = access_consignment(person, reference, "cancel")
    move_all(person, "cancel", load.at(MatchStatus.ACCEPTED))
    call_matching()
    return advance(person, "cancel", load)


@transaction.atomic
def lose(person: Person, reference: str) -> Consignment:
    """All of it was lost on the way; the needs are open again."""
    load = access_consignment(person, reference, "lose")
    move_all(person, "lose", load.at(MatchStatus.ON_THE_WAY))
    call_matching()
    return advance(person, "lose", load)


def at_post(load: Load) -> list[Match]:
    """What lies at the post; on the way for those who wait for it."""
    return load.at(MatchStatus.ON_THE_WAY)


def by_number(match: Match) -> bool:
    """Whether only a number was declared, so that no household can answer for it."""
    return match.request.household_id is None and match.request.list_id is None


def move_all(person: Person, verb: str, matches: Iterable[Match]) -> None:
    for match in matches:
        move(person, verb, match)


def take_off(person: Person, verb: str, load: Load, matches: list[Match], units: int) -> None:
    """Move ``units`` of ``matches`` out by ``verb``: first those of the many who share a list or
    a number, then those of single households, the newest first."""
    for match in sorted(matches, key=lambda m: (m.request.household_id is not None, -m.pk)):
        part = min(units, match.quantity)
        units -= part
        load.matches.extend(move_units(person, verb, [match], load.matches, part))


def fill_receipt(consignment: Consignment, receipt: Receipt, planned: int) -> None:
    """Write what the receiver says into ``consignment``. Raises Invalid."""
    check = Checks()
    kind = CATEGORIES[consignment.category]
    counted = check.field("counted", lambda: checks.quantity(receipt.counted, kind))
    receiver = check.field("receiver", lambda: checks.text(receipt.receiver, 120, needed=True))
    witness = check.field("witness", lambda: checks.text(receipt.witness, 120, needed=True))
    note = check.field("note", lambda: checks.text(receipt.note, 500))
    check.done()
    assert counted is not None
    if counted > planned:
        raise Invalid({"counted": problem("more_than_planned", planned=planned)})
    consignment.counted = counted
    consignment.receiver, consignment.witness = receiver or "", witness or ""
    consignment.note = "\n".join(filter(None, (consignment.note, note)))


def advance(
    person: Person, verb: str, load: Load, fields: Iterable[str] = (), **facts: object
) -> Consignment:
    """Move the consignment itself where ``verb`` leads and record it; its counters follow from
    its matches."""
    consignment = load.consignment
    to = rules.target("consignment", verb)
    assert isinstance(to, ConsignmentStatus)
    consignment.status = to
    setattr(consignment, DATE_OF[to], timezone.now())
    consignment.save(update_fields=["status", DATE_OF[to], *fields])
    consignment.refresh_from_db(fields=["reserved", "delivered", "confirmed", "lost", "cancelled"])
    record(person, consignment_entry(verb, consignment, **facts))
    return consignment
