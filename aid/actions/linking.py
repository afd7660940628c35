"""A household that asked by itself and stands on its neighbourhood's list counts once.

As long as nobody promised it anything, its own request is LISTED: its line serves it. Else the
request goes on, and counts inside the list's first portion.
"""

from collections.abc import Sequence

from django.db.models import Q

from aid.actions.access import lock_matches_of, lock_requests
from aid.actions.counters import count_inside, move_request, push_out
from aid.models import Handout, Line, NeighbourhoodList, Request
from aid.queries.doubles import own_requests, pairs
from aid.queries.scope import within
from aid.rules import HandoutStatus, ListStatus, MatchStatus, RequestStatus
from people.person import SYSTEM, Person

H = HandoutStatus
SERVED = [H.GIVEN, H.CONFIRMED, H.DISPUTED]


def link_all(found: NeighbourhoodList, lines: Sequence[Line], portions: Sequence[Request]) -> int:
    """Link the own requests of the households on a list that is being verified; how many.

    ``portions`` are new; nobody else knows of them.
    """
    linked = pairs(lines, own_requests(found))
    locked = lock_requests({request.pk for _, request in linked})
    count = 0
    for line, known in linked:
        request = locked[known.pk]
        if waits(request):
            link(line, request, portions)
            count += 1
    return count


def link_to_standing(person: Person, request: Request) -> bool:
    """Whether the household of a locked ``request``, which ``person`` just verified, stands on a
    verified list of its neighbourhood; then it is linked. Other requests of the household count
    against that as far as ``person`` may see them, so that the outcome tells of no others."""
    if request.household is None or request.not_through_rw:
        return False
    for found in standing_beside(request):
        lines = list(Line.private.of_list(found.pk).select_related("household"))
        seen = own_requests(found, seen_by=person)
        same = [line for line, own in pairs(lines, seen) if own.pk == request.pk]
        portions = list(Request.private.filter(list=found).unended().order_by("portion"))
        if same and portions and waits(request):
            link(same[0], request, portions)
            return True
    return False


def standing_beside(request: Request) -> list[NeighbourhoodList]:
    """The verified lists of the request's category, of its RW or, where it named none, of the
    RWs of its kelurahan; those with a line that shares an id number or a phone with it."""
    household = request.household
    assert household is not None
    marks = Q()
    if household.id_fingerprint:
        marks |= Q(household__id_fingerprint=household.id_fingerprint)
    if household.phone_fingerprint:
        marks |= Q(household__phone_fingerprint=household.phone_fingerprint)
    if not marks:
        return []
    lines = Line.private.filter(
        marks,
        within("list__region__code", [request.region_code]),
        list__category=request.category,
        list__status=ListStatus.VERIFIED,
    )
    lists = NeighbourhoodList.private.filter(pk__in=lines.values("list"))
    return list(lists.select_related("region").order_by("pk"))


def waits(request: Request) -> bool:
    return request.status in (RequestStatus.SUBMITTED, RequestStatus.VERIFIED)


def link(line: Line, request: Request, portions: Sequence[Request]) -> None:
    """Let ``line`` serve its household's own ``request``, locked; what is promised already still
    comes, and takes the household's place in the first portion."""
    line.own_request = request
    line.save(update_fields=["own_request"])
    if request.reserved == request.delivered == 0:
        push_out(lock_matches_of({request.pk: request}, [MatchStatus.PROPOSED]), request.proposed)
        move_request(SYSTEM, "list", request, line=line.pk)
        return
    first = portions[0]
    units = min(line.quantity, request.needed, first.open)
    if units > 0 and request.part_of_id is None and request.status == RequestStatus.VERIFIED:
        count_inside(first, request, units)


def let_go(found: NeighbourhoodList) -> None:
    """The own requests that the list was to serve and didn't stand by themselves again; those
    that nobody had checked wait for their check."""
    served = Handout.private.filter(line__list=found, status__in=SERVED).values("line")
    lines = Line.private.filter(list=found, own_request__isnull=False).exclude(pk__in=served)
    waiting = {line.own_request_id: line for line in lines}
    for pk, request in lock_requests(filter(None, waiting)).items():
        line = waiting.get(pk)
        if line is None:
            continue
        line.own_request = None
        line.save(update_fields=["own_request"])
        if request.status == RequestStatus.LISTED:
            checked = request.verified_at is not None
            verb = "unlist" if checked else "unlist_unchecked"
            move_request(SYSTEM, verb, request, list=found.pk)
