"""A household corrects what it asked for.

What makes the request larger or more urgent is checked again, as it was before; all else counts
at once.
"""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from aid import checks
from aid.actions.access import access_request, lock_matches_of
from aid.actions.arrival import call_matching
from aid.actions.counters import (
    move_request,
    push_out,
    return_to_neighbourhood,
    settle_request,
    shrink_inside,
)
from aid.actions.disclosure import disclosed
from aid.actions.households import keep_corrected
from aid.actions.known import household_of
from aid.actions.requests import most_people
from aid.categories import CATEGORIES
from aid.checks import Checks, Trouble
from aid.events import Entry, record
from aid.models import Household, Request
from aid.models.request import URGENCIES
from aid.rights_errors import PromisedAlready
from aid.rules import MatchStatus, RequestStatus
from people.person import SYSTEM, Person
from people.private import Details


@dataclass(frozen=True)
class Corrected:
    """What a form or the API hands over, as entered; None leaves it as it is."""

    people: object = None
    quantity: object = None
    urgency: object = None
    landmark: object = None
    phone: object = None


@dataclass(frozen=True)
class Clean:
    people: int
    quantity: int
    urgency: int
    details: Details


@transaction.atomic
def correct(person: Person, reference: str, entered: Corrected) -> Request:
    """Correct a request that nobody ended yet.

    Raises Invalid (also for less than is promised), and PromisedAlready for more of something of
    which a part is promised.
    """
    request = access_request(person, reference, "correct")
    household, details = household_of(request), disclosed(request)
    clean = check_corrected(entered, request, household, details)
    changed = fields_changed(clean, request, household, details)
    if not changed:
        return request
    larger = grows(clean, request, household)
    if larger and request.promised:
        raise PromisedAlready()
    keep_corrected(household, clean.people, clean.details)
    change_quantity(request, clean.quantity)
    request.urgency, request.corrected_at = clean.urgency, timezone.now()
    request.save(update_fields=["needed", "urgency", "corrected_at"])
    record(person, Entry("correct", request=request, facts={"fields": changed}))
    if larger and request.status == RequestStatus.VERIFIED:
        check_again(request)
    settle_request(request)
    call_matching()
    return request


def check_corrected(
    entered: Corrected, request: Request, household: Household, details: Details
) -> Clean:
    """What the request is to say. Raises Invalid."""
    check = Checks()
    given = {name: value for name, value in vars(entered).items() if value is not None}
    people = check.field(
        "people",
        lambda: checks.people(given.get("people", household.people), most_people(household.kind)),
    )
    quantity = check.field("quantity", lambda: enough(given.get("quantity"), request))
    urgency = check.field(
        "urgency",
        lambda: checks.one_of(
            given.get("urgency", request.urgency), tuple(URGENCIES), "urgency_unknown"
        ),
    )
    landmark = check.field(
        "landmark", lambda: checks.text(given.get("landmark", details.landmark), 200)
    )
    phone = check.field("phone", lambda: checks.phone(given.get("phone", details.phone)))
    check.done()
    assert people is not None and quantity is not None and urgency is not None
    kept = replace(details, landmark=landmark or "", phone=phone or "")
    return Clean(people, quantity, urgency, kept)


def enough(value: object, request: Request) -> int:
    """A quantity that holds what is promised. Raises Trouble."""
    if value is None:
        return request.needed
    number = checks.quantity(value, CATEGORIES[request.category])
    if number < request.promised:
        raise Trouble("quantity_below_promised", promised=request.promised)
    return number


def fields_changed(
    clean: Clean, request: Request, household: Household, details: Details
) -> list[str]:
    """The names of what is to be something else."""
    pairs = {
        "people": (clean.people, household.people),
        "quantity": (clean.quantity, request.needed),
        "urgency": (clean.urgency, request.urgency),
        "landmark": (clean.details.landmark, details.landmark),
        "phone": (clean.details.phone, details.phone),
    }
    return [name for name, (new, old) in pairs.items() if new != old]


def grows(clean: Clean, request: Request, household: Household) -> bool:
    """Whether more people, more of it or more urgency is told than before."""
    more = clean.quantity > request.needed or clean.people > household.people
    return more or clean.urgency < request.urgency


def change_quantity(request: Request, quantity: int) -> None:
    """Proposals beyond the new quantity give way, and so does what counts inside the
    neighbourhood's need."""
    beyond = request.proposed + request.promised - quantity
    if beyond > 0:
        proposals = lock_matches_of({request.pk: request}, [MatchStatus.PROPOSED])
        push_out(proposals, beyond)
    shrink_inside(request, quantity)
    request.needed = quantity


def check_again(request: Request) -> None:
    """Back to whoever checks: nothing is promised yet, and what was proposed is taken back."""
    proposals = lock_matches_of({request.pk: request}, [MatchStatus.PROPOSED])
    push_out(proposals, request.proposed)
    return_to_neighbourhood(request)
    move_request(SYSTEM, "check_again", request)
    request.verified_at = None
    request.save(update_fields=["verified_at"])
