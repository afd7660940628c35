"""Requests that look alike: an office looks at both and keeps both, or refuses one."""

from django.db import transaction
from django.utils import timezone

from aid.actions.access import known_request, lock_requests, require_on_request
from aid.actions.unchanged import now_locked
from aid.errors import NotFound
from aid.events import Entry, record
from aid.models import KeptApart, Request
from aid.queries.request_doubles import has_marks, marks_alike, pair
from geo.codes import KELURAHAN_LENGTH
from people.person import Person


@transaction.atomic
def keep_both(person: Person, reference: str, other_reference: str) -> KeptApart:
    """Two households asked: nobody is asked about these two again.

    Raises NotFound where the two have nothing in common, or one is not for ``person`` to check.
    """
    known, beside = two_alike(person, reference, other_reference)
    request = lock_requests({known.pk, beside.pk})[known.pk]
    now_locked()
    require_on_request(person, request, "keep_both")
    one, other = pair(known, beside)
    made, new = KeptApart.private.get_or_create(
        one_id=one, other_id=other, defaults={"made_at": timezone.now()}
    )
    if new:
        facts = {"one": one, "other": other}
        record(person, Entry("keep_both", region=common_region(known, beside), facts=facts))
    return made


def to_compare(person: Person, reference: str) -> Request:
    """The request, not locked, for whoever may keep it beside another now. Raises NotFound, or
    what the rules refuse."""
    request = known_request(person, reference, "keep_both")
    require_on_request(person, request, "keep_both")
    return request


def two_alike(person: Person, reference: str, other_reference: str) -> tuple[Request, Request]:
    """Both requests, for whoever may check both. Raises NotFound where they are not alike."""
    one = known_request(person, reference, "keep_both")
    other = known_request(person, other_reference, "keep_both")
    if not (has_marks(one) and has_marks(other) and marks_alike(one, other)):
        raise NotFound()
    return one, other


def common_region(one: Request, other: Request) -> str:
    """Where both are known: neither RW hears of the other's request, and none of one that was
    asked past it."""
    code = one.region_code
    return code if code == other.region_code else code[:KELURAHAN_LENGTH]
