"""Checking requests: a coordinator who has no part in them says yes or no."""

from django.db import transaction

from aid import checks
from aid.actions.access import access_request, lock_requests
from aid.actions.arrival import call_matching
from aid.actions.counters import move_request
from aid.actions.requests import Receipt, end_request, issue_link
from aid.errors import NotFound
from aid.events import Entry, record
from aid.models import Request
from people.person import Person


@transaction.atomic
def verify(person: Person, reference: str) -> Request:
    """The need is real; aid is not promised by this. Matching starts."""
    lock_whole_neighbourhood(reference)
    request = access_request(person, reference, "verify")
    move_request(person, "verify", request)
    if request.household_id is None:
        take_in_households(request)
    else:
        join_neighbourhood(request)
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

    This is how a household takes over what somebody else filed for it.
    """
    request = access_request(person, reference, "issue_link")
    record(person, Entry("issue_link", request=request, public=False))
    return issue_link(request, "resident")


def lock_whole_neighbourhood(reference: str) -> None:
    """Lock every standing request of the same neighbourhood and category, in id order, since
    verifying moves units between them."""
    found = Request.private.filter(reference=reference).values("pk", "region_id", "category")
    row = found.first()
    if row is None:
        raise NotFound()
    same = Request.private.unended().filter(region_id=row["region_id"], category=row["category"])
    lock_requests({row["pk"], *same.values_list("pk", flat=True)})


def join_neighbourhood(request: Request) -> None:
    """Count a household's request inside its neighbourhood's declared need, never beside it."""
    declared = declared_need(request)
    if declared is not None:
        count_inside(declared, request)


def take_in_households(declared: Request) -> None:
    """Count the households that had asked before the neighbourhood declared its need."""
    households = Request.private.unended().filter(
        region_id=declared.region_id,
        category=declared.category,
        status="verified",
        household__isnull=False,
        part_of=None,
    )
    for request in households.order_by("pk"):
        count_inside(declared, request)


def declared_need(request: Request) -> Request | None:
    declared = Request.private.unended().filter(
        region_id=request.region_id,
        category=request.category,
        status="verified",
        household=None,
    )
    found: Request | None = declared.exclude(pk=request.pk).first()
    return found


def count_inside(declared: Request, request: Request) -> None:
    units = min(declared.open, request.needed - request.reserved - request.delivered)
    if units <= 0:
        return
    declared.listed += units
    declared.save(update_fields=["listed"])
    request.part_of, request.inside = declared, units
    request.save(update_fields=["part_of", "inside"])
