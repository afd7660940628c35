"""Checking requests: a coordinator who has no part in them says yes or no."""

from django.db import transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import access_request, known_request, lock_matches_of, lock_requests
from aid.actions.arrival import call_matching
from aid.actions.counters import count_inside, move_request, push_out
from aid.actions.coupons import refuse_donors
from aid.actions.linking import link_to_standing
from aid.actions.requests import Receipt, end_request, issue_link
from aid.actions.vouching import require_vouches
from aid.errors import NotFound, RequestExpired
from aid.events import Entry, record
from aid.models import Request
from aid.queries.requests import UNENDED
from aid.rules import MatchStatus, RequestStatus
from geo.codes import Level
from geo.models import Region
from people.person import Person


@transaction.atomic
def verify(person: Person, reference: str) -> Request:
    """The need is real; aid is not promised by this. Matching starts."""
    neighbourhood = lock_whole_neighbourhood(known_request(person, reference, "verify"))
    request = access_request(person, reference, "verify")
    if request.until <= timezone.now():
        raise RequestExpired()
    require_vouches(person, request)
    move_request(person, "verify", request)
    if request.household_id is None:
        take_in_households(request, neighbourhood)
    elif not link_to_standing(person, request):
        join_neighbourhood(request, neighbourhood)
    call_matching()
    return request


@transaction.atomic
def refuse(person: Person, reference: str, reason: object) -> Request:
    """The request can't be helped here; ``reason`` is shown to the household.

    Raises Invalid without a reason.
    """
    check = checks.Checks()
    text = check.field("reason", lambda: checks.text(reason, 300, needed=True))
    check.done()
    request = access_request(person, reference, "refuse")
    request.refusal = text or ""
    request.save(update_fields=["refusal"])
    return end_request(person, "refuse", request)


@transaction.atomic
def hand_over_link(person: Person, reference: str) -> Receipt:
    """A new link for the household itself, to be given to it in person.

    This is how a household takes over what somebody else filed for it. Raises NotFound for a
    neighbourhood's request (no household speaks for all), and GivesAndPrints.
    """
    request = access_request(person, reference, "issue_link")
    if request.household is None:
        raise NotFound()
    refuse_donors(person, request)
    record(person, Entry("issue_link", request=request))
    return issue_link(request, "resident")


def lock_whole_neighbourhood(found: Request) -> frozenset[int]:
    """Lock every standing request of the same neighbourhood and category, since verifying moves
    units between them; and the region, so that none of them is verified meanwhile.

    Returns the ids of the locked requests: verifying touches no other, though one that was
    fulfilled may be open again by then.
    """
    if found.region.level != Level.RW:
        return frozenset()  # a kelurahan declares no need, and may have thousands of requests
    Region.objects.select_for_update(no_key=True).get(pk=found.region_id)
    same = Request.private.unended().filter(region=found.region_id, category=found.category)
    return frozenset(lock_requests({found.pk, *same.values_list("pk", flat=True)}))


def join_neighbourhood(request: Request, neighbourhood: frozenset[int]) -> None:
    """Count a household's request inside its neighbourhood's declared need, never beside it."""
    standing = Request.private.filter(
        pk__in=neighbourhood, status=RequestStatus.VERIFIED, household=None, list=None
    )
    declared = standing.order_by("pk").first()
    if declared is not None:
        move_inside(declared, request)


def take_in_households(declared: Request, neighbourhood: frozenset[int]) -> None:
    """Count the households that had asked before the neighbourhood declared its need, also
    those that counted inside an earlier need of it, which ended."""
    households = Request.private.filter(
        pk__in=neighbourhood, status=RequestStatus.VERIFIED, household__isnull=False
    )
    inside_another = households.filter(part_of__status__in=UNENDED)
    for request in households.exclude(pk__in=inside_another.values("pk")).order_by("pk"):
        move_inside(declared, request)


def move_inside(declared: Request, request: Request) -> None:
    """Count what the household still needs as part of the declared need, as far as nobody
    promised that; mere proposals give way."""
    units = min(declared.claimable, request.needed - request.reserved - request.delivered)
    if units <= 0:
        return
    if units > declared.open:
        proposals = lock_matches_of({declared.pk: declared}, [MatchStatus.PROPOSED])
        push_out(proposals, units - declared.open)
    count_inside(declared, request, units)
