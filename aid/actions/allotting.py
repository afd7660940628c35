"""Who gets what of the goods at a post: one hand-out per household.

Every function expects the consignment's load locked (see ``aid.actions.access``).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, Q, QuerySet

from aid.actions.access import Load
from aid.actions.units import GIVEN_OUT
from aid.models import Coupon, Handout, Line, Request
from aid.rules import HandoutStatus, MatchStatus

# A household that has one of these in a portion is served, or about to be.
SERVED = (
    HandoutStatus.DUE,
    HandoutStatus.GIVEN,
    HandoutStatus.CONFIRMED,
    HandoutStatus.DISPUTED,
)
MISSED = (HandoutStatus.DID_NOT_COME, HandoutStatus.LOST)


def hand_out_to_all(load: Load) -> None:
    """Set down who gets what: of a portion as many households of its list as the units serve, of
    a household's own request that household."""
    made: list[Handout] = []
    for request in requests_in(load):
        units = units_at_post(load, request.pk)
        if request.list_id is not None:
            made += handouts_for_lines(load, request, served_by(waiting_lines(request), units))
        elif request.household_id is not None and units:
            made.append(new_handout(load, request, request.household_id, units))
    save_handouts(made)


def refill(load: Load, request: Request) -> list[Handout]:
    """Let those next on the list have what somebody who didn't come left at the post."""
    if request.list_id is None or load.consignment.divided_among is not None:
        return []
    free = units_at_post(load, request.pk) - units_due(load, request.pk)
    lines = waiting_lines(request).exclude(household__in=households_in(load, request))
    made = handouts_for_lines(load, request, served_by(lines, free))
    save_handouts(made)
    return made


def requests_in(load: Load) -> list[Request]:
    """The requests that the consignment serves, each once, by id."""
    found = {match.request_id: match.request for match in load.matches}
    return [found[pk] for pk in sorted(found)]


def units_at_post(load: Load, request_id: int) -> int:
    return sum(
        match.quantity
        for match in load.at(MatchStatus.ON_THE_WAY)
        if match.request_id == request_id
    )


def units_due(load: Load, request_id: int) -> int:
    """How many units would leave the post if all who are expected came."""
    rows = Handout.private.filter(consignment=load.consignment, request_id=request_id)
    handouts = list(rows.filter(status__in=(HandoutStatus.DUE, *GIVEN_OUT)))
    waiting = [each for each in handouts if each.status == HandoutStatus.DUE]
    gone = [each for each in handouts if each.status != HandoutStatus.DUE]
    return units_for(handouts) - units_for(gone) if waiting else 0


def units_for(handouts: Sequence[Handout]) -> int:
    """The units that ``handouts`` of one request in one consignment stand for together; of a
    divided one, whole package equivalents."""
    if not handouts:
        return 0
    share_of, shared_by = handouts[0].share_of, handouts[0].shared_by
    if share_of is None or not shared_by:
        return sum(handout.quantity for handout in handouts)
    return len(handouts) * share_of // shared_by


def waiting_lines(request: Request) -> QuerySet[Line]:
    """The lines of the portion's list that nobody serves yet: the vulnerable first, then those
    who were missed before, then by number.

    A line whose household is served by its own request, which counts inside the portion, gets
    nothing a second time.
    """
    handouts = Handout.private.filter(request=request)
    served = handouts.filter(status__in=SERVED).values("household_id")
    missed = handouts.filter(status__in=MISSED).values("household_id")
    inside = Q(own_request__part_of=request, own_request__inside__gt=0)
    lines: QuerySet[Line] = (
        Line.private.filter(list_id=request.list_id)
        .exclude(household__in=served)
        .exclude(inside)
        .annotate(missed=Q(household__in=missed))
        .order_by(F("household__vulnerable").desc(), F("missed").desc(), "number")
    )
    return lines


def served_by(lines: Iterable[Line], units: int) -> list[Line]:
    """The first of ``lines`` that ``units`` serve whole."""
    found = []
    for line in lines:
        if units <= 0:
            break
        if line.quantity <= units:
            units -= line.quantity
            found.append(line)
    return found


def handouts_for_lines(load: Load, request: Request, lines: Iterable[Line]) -> list[Handout]:
    return [
        new_handout(load, request, line.household_id, line.quantity, line=line) for line in lines
    ]


def new_handout(
    load: Load, request: Request, household_id: UUID, quantity: int, line: Line | None = None
) -> Handout:
    return Handout(
        consignment=load.consignment,
        request=request,
        household_id=household_id,
        line=line,
        quantity=quantity,
    )


def save_handouts(handouts: Sequence[Handout]) -> None:
    """Save new hand-outs, each with the standing coupon that opens it."""
    coupons = Coupon.private.standing().filter(request__in={each.request_id for each in handouts})
    by_household = {(c.request_id, c.household_id): c.pk for c in coupons}
    for handout in handouts:
        handout.coupon_id = by_household.get((handout.request_id, handout.household_id))
    Handout.private.bulk_create(handouts)


def households_in(load: Load, request: Request) -> QuerySet[Handout, object]:
    """Those who have a part in this consignment already, whatever became of it."""
    rows = Handout.private.filter(consignment=load.consignment, request=request)
    return rows.values_list("household_id", flat=True)
