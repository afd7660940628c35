"""The one way by which personal data leaves: authorised, and every look recorded."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from aid import codes, offices, rules
from aid.actions.access import access_match, access_request, read_match
from aid.actions.blocks import blocked
from aid.categories import MONEY
from aid.errors import (
    CodeLocked,
    ContactClosed,
    ContactNotAgreed,
    Invalid,
    NotAllowed,
    NotFound,
    SignInNeeded,
    WrongState,
    problem,
)
from aid.events import Entry, match_entry, record
from aid.models import Match, Request
from aid.relations import match_relations
from aid.rules import Who
from aid.standing import contact_open
from people import private
from people.models import Membership
from people.person import Person
from people.private import Details


@transaction.atomic
def agree_contact(person: Person, reference: str, *, household_agreed: bool = False) -> Match:
    """The household lets this donor see its address.

    Its verifier may say so for it, after asking it (``household_agreed``); that it was the
    office who said so is recorded. Raises Invalid without having asked.
    """
    match = access_match(person, reference, "agree_contact")
    by_office = Who.RESIDENT not in match_relations(person, match)
    if by_office and not household_agreed:
        raise Invalid({"household_agreed": problem("household_not_asked")})
    if blocked(match):
        raise WrongState()
    match.contact_agreed_at = timezone.now()
    match.save(update_fields=["contact_agreed_at"])
    record(person, match_entry("agree_contact", match, by_office=by_office))
    return match


@transaction.atomic
def take_back_contact(person: Person, reference: str) -> Match:
    """The household takes its yes back, itself or through its coordinator: closed at once."""
    match = access_match(person, reference, "take_back_contact")
    if match.contact_agreed_at is None:
        raise WrongState()
    by_office = Who.RESIDENT not in match_relations(person, match)
    match.contact_agreed_at = None
    match.save(update_fields=["contact_agreed_at"])
    record(person, match_entry("take_back_contact", match, by_office=by_office))
    return match


@transaction.atomic
def contact_for_donor(person: Person, reference: str) -> Details:
    """The address of the household that a donor is to visit; of money also where to pay it.

    Raises ContactNotAgreed until the household agreed to this donor, ContactClosed when the
    delivery is over for long enough.
    """
    match = access_match(person, reference, "see_contact")
    if match.contact_agreed_at is None:
        raise ContactNotAgreed()
    if not contact_open(match, timezone.now()):
        raise ContactClosed()
    record(person, match_entry("see_contact", match))
    details = disclosed(match.request)
    return details if match.request.category in MONEY else replace(details, account="")


@transaction.atomic
def contact_for_office(person: Person, reference: str) -> Details:
    """The contact details that a coordinator needs to verify a request, or the household's own."""
    request = access_request(person, reference, "see_contact")
    record(person, Entry("see_contact", request=request))
    return disclosed(request)


@transaction.atomic
def contact_of_office(person: Person, pk: int) -> tuple[Membership, Details]:
    """How to reach whoever holds the role ``pk``, for the coordinators of its region and of those
    above. Raises NotFound for whoever may not see the role."""
    held = Membership.objects.filter(pk=pk).select_related("user", "region").first()
    if held is None or not offices.may(person, "see_people", held.region_id):
        raise NotFound() if person.user_id is not None else SignInNeeded()
    if not offices.may(person, "see_contact_of_office", held.region_id):
        raise NotAllowed()
    facts = {"account": held.user_id, "role": held.role}
    record(person, Entry("see_contact_of_office", region=held.region_id, facts=facts))
    return held, private.read([held.user.details_id]).get(held.user.details_id, Details())


def receipt_code_of(person: Person, reference: str) -> str:
    """The code by which the household says "received"; for the household alone."""
    match = read_match(person, reference, "see_code")
    if match.wrong_codes >= rules.MOST_CODE_ATTEMPTS:
        raise CodeLocked()
    return codes.receipt_code(match.receipt_salt)


def disclosed(request: Request) -> Details:
    household = request.household
    found = private.read([household.details_id]) if household else {}
    if household is None or household.details_id not in found:
        raise NotFound()
    return found[household.details_id]
