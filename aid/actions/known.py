"""What is known about a household, for the household itself; every look is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aid.actions.access import access_request, known_request, require_on_request
from aid.actions.disclosure import disclosed
from aid.errors import NotFound, WrongState
from aid.events import Entry, record
from aid.lasting import kept_until
from aid.models import Household, Request
from aid.notices import link_key
from messaging.models import Subscription
from people.consent import standing_consents, take_back_consent
from people.models import Consent
from people.person import Person
from people.private import Details


@dataclass(frozen=True)
class Known:
    """``notices`` is the number of phones, browsers and addresses that are told when something is
    new; ``has_id_number`` tells that a fingerprint of one is kept."""

    request: Request
    household: Household
    details: Details
    consents: Sequence[Consent]
    notices: int

    @property
    def has_id_number(self) -> bool:
        return bool(self.household.id_fingerprint)

    @property
    def until(self) -> datetime | None:
        """When it is erased by itself; None while the request stands."""
        return kept_until(self.request)

    @property
    def messages(self) -> bool:
        """Whether the household agreed to messages."""
        return any(each.purpose == "messages" for each in self.consents)


@transaction.atomic
def see_known(person: Person, reference: str) -> Known:
    """All that is kept of the household of a request."""
    return look(person, access_request(person, reference, "see_known"))


def for_household(person: Person, reference: str, verb: str) -> Request:
    """The request, not locked, for the household that may do ``verb`` on it now."""
    request = known_request(person, reference, verb)
    require_on_request(person, request, verb)
    if request.erased_at is not None:
        raise WrongState()
    return request


@transaction.atomic
def ask_again(person: Person, reference: str) -> Known:
    """The same, to ask once more what a request that ended asked for. Raises WrongState once it
    was erased."""
    request = access_request(person, reference, "ask_again")
    if request.erased_at is not None:
        raise WrongState()
    return look(person, request)


def look(person: Person, request: Request) -> Known:
    household = household_of(request)
    record(person, Entry("see_contact", request=request))
    keys = [link_key("resident", request.reference)]
    if household.resident_id is not None:
        keys.append(f"person:{household.resident_id}")
    return Known(
        request=request,
        household=household,
        details=disclosed(request),
        consents=standing_consents(household.details_id),
        notices=Subscription.private.filter(owner__in=keys).confirmed().count(),
    )


@transaction.atomic
def take_back_messages(person: Person, reference: str) -> Request:
    """No messages go to the household's number any more. Raises WrongState where none did."""
    request = access_request(person, reference, "take_back_messages")
    if not take_back_consent(household_of(request).details_id, "messages"):
        raise WrongState()
    record(person, Entry("take_back_messages", request=request))
    return request


def household_of(request: Request) -> Household:
    """Raises NotFound for what a whole neighbourhood asked."""
    if request.household is None:
        raise NotFound()
    return request.household
