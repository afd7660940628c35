"""What one household gets of a consignment: given, confirmed, disputed, not fetched."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import (
    Load,
    access_handing_out,
    access_handout,
    read_consignment,
    require,
)
from aid.actions.allotting import SERVED, refill, units_at_post, units_due, units_for
from aid.actions.arrival import call_matching
from aid.actions.counters import put_first
from aid.actions.units import settle_units
from aid.checks import Checks
from aid.errors import (
    AidError,
    Invalid,
    NotFound,
    NothingLeft,
    StillAwaited,
    WrongState,
    problem,
)
from aid.events import handout_entry, record
from aid.models import Consignment, Handout
from aid.models.consignment import ANSWERS
from aid.relations import handout_relations
from aid.rules import HandoutStatus
from aid.standing import still_awaited
from people.person import Person

DATE_OF = {
    HandoutStatus.GIVEN: "given_at",
    HandoutStatus.CONFIRMED: "confirmed_at",
    HandoutStatus.DID_NOT_COME: "ended_at",
    HandoutStatus.LOST: "ended_at",
}


@transaction.atomic
def give(person: Person, reference: str, ids: Iterable[object]) -> list[Handout]:
    """Tick hand-outs of one consignment as given, several at once; those that somebody ticked
    or confirmed meanwhile are left out. Raises Invalid for none, PrintedCoupons, and what
    hindered them when all are."""
    load = access_handing_out(person, reference)
    wanted = {int(str(pk)) for pk in ids if str(pk).isdecimal() and len(str(pk)) < 19}
    if not wanted:
        raise Invalid({"handouts": problem("required")})
    rows = Handout.private.locked(wanted).filter(consignment=load.consignment).with_facts()
    possible, refusals = [], list[AidError]()
    for handout in rows:
        handout.consignment = load.consignment
        try:
            require_on_handout(person, handout, "give")
        except AidError as refusal:
            refusals.append(refusal)
        else:
            possible.append(handout)
    if not possible:
        raise refusals[0] if refusals else NotFound()
    move_handouts(person, "give", possible, way="list", given_by_id=person.user_id)
    settle_units(person, load)
    return possible


@transaction.atomic
def answer(person: Person, pk: int, said: object) -> Handout:
    """The household's own word: it got its part "complete", only a "part" of it, or "nothing".

    Of what was divided a part is what all get; else it is disputed. Raises Invalid.
    """
    check = Checks()
    clean = check.field("answer", lambda: checks.one_of(said, ANSWERS, "answer_unknown"))
    check.done()
    load, handout = access_handout(person, pk, "confirm")
    whole = clean == "complete" or (clean == "part" and handout.share_of is not None)
    verb = "confirm" if whole else "dispute"
    require_on_handout(person, handout, verb)
    way = "coupon" if handout.coupon_id in person.coupons else "page"
    move_handouts(person, verb, [handout], answer=clean, way=way)
    settle_units(person, load)
    return handout


def confirm(person: Person, pk: int, said: object = "complete") -> Handout:
    """The household got it."""
    return answer(person, pk, said)


def dispute(person: Person, pk: int, said: object = "nothing") -> Handout:
    """The household did not get it, or not all."""
    return answer(person, pk, said)


@transaction.atomic
def settle(person: Person, pk: int, *, arrived: bool) -> Handout:
    """End a dispute: it got its part after all, or that is lost."""
    verb = "settle_arrived" if arrived else "settle_lost"
    load, handout = access_handout(person, pk, verb)
    move_handouts(person, verb, [handout])
    settle_units(person, load)
    if not arrived:
        call_matching()
    return handout


@transaction.atomic
def not_come(person: Person, pk: int) -> Handout:
    """Nobody came for it: it stays at the post for those next on the list. A household that
    asked by itself goes first when more is offered. Raises StillAwaited for whoever hands out
    while the household may still come."""
    load, handout = access_handout(person, pk, "not_come")
    require_open(load)
    if still_awaited(person, handout, timezone.now()):
        raise StillAwaited()
    miss(person, load, [handout])
    return handout


def miss(person: Person, load: Load, handouts: Sequence[Handout]) -> None:
    """Note that nobody came for ``handouts``, and who comes next."""
    move_handouts(person, "not_come", handouts)
    requests = {match.request_id: match.request for match in load.matches}
    for request_id in sorted({handout.request_id for handout in handouts}):
        request = requests[request_id]
        if request.household_id is not None:
            put_first(request)
        refill(load, request)


@transaction.atomic
def come_after_all(person: Person, pk: int) -> Handout:
    """Somebody came after all. Raises NothingLeft when others got it meanwhile, or WrongState
    when the household's part waits in another consignment."""
    load, handout = access_handout(person, pk, "come_after_all")
    require_open(load)
    elsewhere = Handout.private.filter(
        request_id=handout.request_id, household_id=handout.household_id, status__in=SERVED
    )
    if handout.line_id is not None and elsewhere.exists():
        raise WrongState()
    left = units_at_post(load, handout.request_id)
    if left < due_with(load, handout):
        raise NothingLeft(available=0)
    move_handouts(person, "come_after_all", [handout])
    return handout


def due_with(load: Load, handout: Handout) -> int:
    """How many units would leave the post if those who are expected came, and this one."""
    if handout.share_of is None:
        return units_due(load, handout.request_id) + handout.quantity
    rows = Handout.private.filter(consignment=load.consignment, request_id=handout.request_id)
    live = list(rows.exclude(status=HandoutStatus.DID_NOT_COME))
    gone = [each for each in live if each.status != HandoutStatus.DUE]
    return units_for([*live, handout]) - units_for(gone)


def require_hand_out(person: Person, reference: str) -> Consignment:
    """The consignment to be read, not locked, by whoever may hand it out now."""
    return read_consignment(person, reference, "hand_out")


def require_on_handout(person: Person, handout: Handout, verb: str) -> None:
    status = rules.HandoutStatus(handout.status)
    require("handout", verb, status, handout_relations(person, handout))


def require_open(load: Load) -> None:
    """Nothing lies at the post before the goods came and after it was closed."""
    status = rules.ConsignmentStatus(load.consignment.status)
    if status not in rules.sources("consignment", "hand_out"):
        raise WrongState()


def move_handouts(person: Person, verb: str, handouts: Sequence[Handout], **fields: object) -> None:
    """Move locked ``handouts`` where ``verb`` leads, and record it. Matches follow by
    ``settle_units``, which the caller asks for once all is moved."""
    to = rules.target("handout", verb)
    assert isinstance(to, HandoutStatus)
    if any(HandoutStatus(each.status) not in rules.sources("handout", verb) for each in handouts):
        raise WrongState()
    changes: dict[str, object] = {**fields, "status": to.value}
    if to in DATE_OF:
        changes[DATE_OF[to]] = timezone.now()
    elif to is HandoutStatus.DUE:
        changes["ended_at"] = None
    Handout.private.filter(pk__in=[each.pk for each in handouts]).update(**changes)
    for handout in handouts:
        for name, value in changes.items():
            setattr(handout, name, value)
    record(person, *(handout_entry(verb, handout) for handout in handouts))
