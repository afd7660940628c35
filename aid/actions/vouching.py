"""Vouching for a household that has no Jakarta ID, or that its RT doesn't know."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from aid.actions.access import access_request, require_on_request
from aid.errors import NotFound, NoVouchNeeded, SignInNeeded, VouchedAlready, VouchesMissing
from aid.events import Entry, record
from aid.models import Household, Request, Vouch
from aid.reference import tidy_reference
from aid.relations import KELURAHAN_DEPTH, office_relations, request_relations
from aid.rules import VOUCHES_NEEDED, RequestStatus, Who
from geo.models import Region
from people.person import Person

# Whose own request stands like this, and was checked, is known in the neighbourhood.
CHECKED = (RequestStatus.VERIFIED, RequestStatus.LISTED, RequestStatus.FULFILLED)


@dataclass(frozen=True)
class Unknown:
    """What a neighbour may know of the request that somebody asks them to vouch for: no name, no
    address. ``vouched``: this neighbour did so already."""

    reference: str
    region: Region
    category: str
    asked_at: datetime
    vouched: bool


def unknown_household(person: Person, reference: str) -> Unknown:
    """The request as somebody sees it who may vouch for it. Raises SignInNeeded without an
    account, NotFound for everybody else, and where nobody needs to vouch."""
    if person.user_id is None:
        raise SignInNeeded()
    request = find(reference)
    if request is None or not request.no_local_id:
        raise NotFound()
    require_on_request(as_neighbour(person, request), request, "vouch")
    return Unknown(
        request.reference,
        request.region,
        request.category,
        request.submitted_at,
        has_vouched(person, request),
    )


@transaction.atomic
def vouch(person: Person, reference: str) -> Vouch:
    """Say that the household lives there. Once per person.

    Raises NoVouchNeeded, VouchedAlready, or what the rules refuse.
    """
    known = find(reference)
    if known is None:
        raise NotFound()
    neighbour = as_neighbour(person, known)
    request = access_request(neighbour, reference, "vouch")
    if request.household_id is None:
        raise NotFound()
    if not request.no_local_id:
        raise NoVouchNeeded()
    if has_vouched(person, request):
        raise VouchedAlready()
    cadre = Who.CADRE in request_relations(neighbour, request)
    assert person.user_id is not None
    made = Vouch(request=request, user_id=person.user_id, as_cadre=cadre, made_at=timezone.now())
    made.save(force_insert=True)
    record(person, Entry("vouch", request=request, facts={"as_cadre": cadre}))
    return made


def has_vouched(person: Person, request: Request) -> bool:
    return Vouch.private.filter(request=request, user_id=person.user_id or 0).exists()


def require_vouches(person: Person, request: Request) -> None:
    """Raise VouchesMissing when ``person``, below the kelurahan, may not check ``request`` yet.
    Their own vouch doesn't count for them."""
    if not request.no_local_id or Who.REVIEWER in request_relations(person, request):
        return
    missing = missing_vouches(request, by_others_than=person.user_id)
    if missing:
        raise VouchesMissing(missing=missing)


def missing_vouches(request: Request, by_others_than: int | None = None) -> int:
    """How many neighbours must still vouch; a cadre's word suffices alone."""
    made = Vouch.private.filter(request=request).exclude(user_id=by_others_than or 0)
    as_cadre = list(made.values_list("as_cadre", flat=True))
    return 0 if any(as_cadre) else max(0, VOUCHES_NEEDED - len(as_cadre))


def as_neighbour(person: Person, request: Request) -> Person:
    """``person``, with what is known of their living near the household of ``request``."""
    if person.user_id is None or not is_neighbour(person, request):
        return person
    return replace(person, neighbour_in=person.neighbour_in | {request.region_code})


def is_neighbour(person: Person, request: Request) -> bool:
    """Whether the person's own household was checked in the same RW, or in the same kelurahan
    where one of the two named no RW. Whoever checks requests there vouches for none."""
    if Who.COORDINATOR in office_relations(person, request.region_code):
        return False
    code = request.region_code
    kelurahan = ".".join(code.split(".")[: KELURAHAN_DEPTH + 1])
    near = Q(region=code) | Q(region=kelurahan)
    if code == kelurahan:
        near |= Q(region__code__startswith=f"{kelurahan}.")
    own = Household.private.of_resident(person).filter(near).order_by()
    checked = Request.private.filter(
        household__in=own, status__in=CHECKED, verified_at__isnull=False
    )
    checked = checked.exclude(household=request.household)
    return checked.exists()


def find(reference: str) -> Request | None:
    found: Request | None = (
        Request.private.filter(reference=tidy_reference(reference)).with_facts().first()
    )
    return found
