"""Erasing what is personal of a request and of its household.

Rows stay, since sums and the sealed history refer to them; what names or finds a person is emptied.
"""

from django.db import transaction
from django.utils import timezone

from aid.actions.access import access_request, require
from aid.actions.households import blank_households
from aid.actions.known import household_of
from aid.actions.requests import end_request
from aid.errors import WrongState
from aid.events import Entry, record
from aid.models import (
    Complaint,
    Coupon,
    Household,
    Line,
    Match,
    Message,
    PageLink,
    Photo,
    Request,
    Vouch,
)
from aid.notices import link_key
from aid.opened import opened
from aid.queries import beside
from aid.relations import request_relations
from aid.rights_errors import SomethingUnderWay
from aid.rules import STANDING, ComplaintStatus, RequestStatus
from geo.privacy import snapped_point
from messaging.actions.subscribing import forget_owner
from people.person import Person


@transaction.atomic
def erase(person: Person, reference: str) -> Request:
    """The household has everything personal erased; what stands is withdrawn before.

    Raises SomethingUnderWay, and WrongState where nothing is left.
    """
    request = access_request(person, reference, "erase")
    household_of(request)
    if request.erased_at is not None:
        raise WrongState()
    if under_way(request):
        raise SomethingUnderWay()
    status = RequestStatus(request.status)
    if status in STANDING:
        require("request", "withdraw", status, request_relations(person, request))
        end_request(person, "withdraw", request)
    record(person, Entry("erase", request=request))
    blank(request)
    return request


def under_way(request: Request) -> bool:
    """Whether something about ``request`` is not over; see ``aid.queries.beside``."""
    return bool(beside.under_way([request]))


def blank(request: Request) -> None:
    """Empty what is personal of a locked ``request``, and of its household with its last one."""
    blank_matches(list(Match.private.filter(request=request).values_list("pk", flat=True)))
    Vouch.private.filter(request=request).delete()
    PageLink.private.live().filter(request=request).update(revoked_at=timezone.now())
    for opens_as in ("resident", "helper"):
        forget_owner(link_key(opens_as, request.reference))
    standing = Coupon.private.standing().filter(request=request, household=request.household_id)
    standing.update(revoked_at=timezone.now())
    request.note = request.refusal = ""
    request.place = snapped_point(request.region.point)
    request.erased_at = timezone.now()
    request.save(update_fields=["note", "refusal", "place", "erased_at"])
    # Locked: somebody may be asking anew by the same household.
    locked = Household.private.select_for_update(of=("self",)).select_related("region")
    household = locked.get(pk=household_of(request).pk)
    if not still_needed(household):
        blank_households([household])


def blank_matches(ids: list[int]) -> None:
    """Who fetches, where, what was written and shown; complaints that were answered. What an open
    complaint of another side is about goes once that is answered."""
    Match.private.filter(pk__in=ids).update(
        collector=None, handover_place=None, contact_agreed_at=None
    )
    told = Complaint.private.filter(match_id__in=ids)
    told.filter(status=ComplaintStatus.CLOSED).update(text="", answer="", message=None)
    with opened(ids):
        reported = told.filter(message__isnull=False).values_list("message_id", flat=True)
        Message.private.filter(match_id__in=ids).exclude(pk__in=list(reported)).delete()
        Photo.private.filter(match_id__in=ids).delete()


def still_needed(household: Household) -> bool:
    """Whether another request of ``household`` is kept, or a line of a list is about it."""
    requests = Request.private.of_household(household).filter(erased_at=None)
    return requests.exists() or Line.private.filter(household=household).exists()
