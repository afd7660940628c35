"""A household still needs what it asked for."""

from django.db import transaction
from django.utils import timezone

from aid.actions.access import access_request
from aid.actions.arrival import call_matching
from aid.events import Entry, record
from aid.lasting import longer_until
from aid.models import Request
from aid.rights_errors import NotYet
from people.person import Person


@transaction.atomic
def still_need(person: Person, reference: str) -> Request:
    """Let the request stand as long again as its category lasts. Raises NotYet while its end is
    far, and where it can't be moved."""
    request = access_request(person, reference, "still_need")
    until = longer_until(request, timezone.now())
    if until is None:
        raise NotYet()
    request.until = until
    request.save(update_fields=["until"])
    record(person, Entry("still_need", request=request, facts={"until": until.isoformat()}))
    call_matching()
    return request
