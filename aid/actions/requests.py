"""Asking for aid, and taking a request back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from aid import checks, codes
from aid.actions.access import access_request, lock_matches_of, require
from aid.actions.arrival import call_matching
from aid.actions.counters import move, move_request, settle_request
from aid.actions.households import Living, check_details, keep_household
from aid.categories import Category
from aid.errors import AlreadyAsked, SignInNeeded, SomethingOnTheWay
from aid.events import Entry, record
from aid.models import Household, Line, Match, PageLink, Request
from aid.models.household import HOUSEHOLD, KINDS, MOST_IN_INSTITUTION, MOST_PEOPLE
from aid.models.request import URGENCIES
from aid.notices import link_key
from aid.reference import new_reference
from aid.relations import region_relations, relations_at_door
from aid.rules import ListStatus, MatchStatus
from geo.codes import Level
from geo.models import Region
from geo.places import place_in_jakarta
from geo.privacy import snapped_point
from messaging.actions.subscribing import forget_owner
from people.person import Person
from people.private import Details


@dataclass(frozen=True)
class Asked:
    """What a form or the API hands over, as entered; ``submit`` checks every field.

    ``longitude`` and ``latitude`` are degrees; without them the region's own point serves.
    ``until`` is the last day, as date or ISO text; with a ``slot`` the day of the meal.
    ``kind`` is that of an institution, which asks with an account. ``no_local_id``: no Jakarta
    ID, or not known to the RT. ``not_through_rw``: the kelurahan is to check it, not the RW.
    ``whole``: only all at once is of use, from one donor.
    """

    category: object
    quantity: object
    region: object
    urgency: object = 2
    people: object = 1
    vulnerable: bool = False
    name: object = ""
    phone: object = ""
    address: object = ""
    landmark: object = ""
    id_number: object = ""
    account: object = ""
    note: object = ""
    longitude: object = None
    latitude: object = None
    until: object = None
    slot: object = ""
    kind: object = HOUSEHOLD
    no_local_id: bool = False
    not_through_rw: bool = False
    whole: bool = False
    for_someone_else: bool = False
    consent: object = False
    messages_consent: object = False


@dataclass(frozen=True)
class Receipt:
    """What the asker takes away: the link's token and page code are shown once, then only
    their hashes remain. ``link_id`` names the link itself."""

    request: Request
    link_id: int
    token: str
    code: str


@dataclass(frozen=True)
class CleanRequest:
    category: Category
    quantity: int
    region: Region
    urgency: int
    note: str
    until: Any
    slot: str
    point: Point | None


@dataclass(frozen=True)
class Checked:
    """What ``submit`` files once all of it is right."""

    clean: CleanRequest
    kind: str
    people: int
    details: Details
    id_number: str


def check(person: Person, asked: Asked) -> Checked:
    """What would be filed, and nothing is. Raises what ``submit`` does, but for AlreadyAsked."""
    require("request", "submit", None, relations_at_door(person))
    found = checks.Checks()
    clean = check_request(found, asked)
    kind = found.field("kind", lambda: checks.one_of(asked.kind, KINDS, "kind_unknown"))
    people = found.field("people", lambda: checks.people(asked.people, most_people(kind)))
    details = check_details(found, asked)
    id_number = found.field("id_number", lambda: checks.id_number(asked.id_number))
    found.field("consent", lambda: checks.consent(asked.consent))
    found.done()
    assert clean is not None and people is not None and kind is not None
    if kind != HOUSEHOLD and person.user_id is None:
        raise SignInNeeded()
    if asked.not_through_rw:
        clean = replace(clean, region=kelurahan_of(clean.region))
    return Checked(clean, kind, people, details, id_number or "")


def submit(person: Person, asked: Asked, at: datetime | None = None) -> Receipt:
    """File a household's request. Anybody may, without an account.

    ``at`` is when it was asked, where that is earlier than now. Raises Invalid (with every
    wrong field), AlreadyAsked, or SignInNeeded for an institution without an account.
    """
    checked = check(person, asked)
    clean = checked.clean
    with transaction.atomic():
        household, new = keep_household(
            person,
            Living(
                kind=checked.kind,
                region=clean.region,
                point=clean.point,
                people=checked.people,
                vulnerable=bool(asked.vulnerable),
                details=checked.details,
                id_number=checked.id_number,
                for_someone_else=bool(asked.for_someone_else),
                consents=("aid", "messages") if asked.messages_consent else ("aid",),
            ),
        )
        if not new and already_asked(household, clean.category):
            raise AlreadyAsked()
        request = create_request(
            person,
            clean,
            household,
            for_someone_else=bool(asked.for_someone_else),
            at=at,
            no_local_id=bool(asked.no_local_id),
            not_through_rw=bool(asked.not_through_rw),
            whole=bool(asked.whole),
        )
        opens_as = "helper" if asked.for_someone_else else "resident"
        return new_link(request, opens_as)


def most_people(kind: str | None) -> int:
    return MOST_PEOPLE if kind == HOUSEHOLD else MOST_IN_INSTITUTION


def kelurahan_of(region: Region) -> Region:
    """The kelurahan that checks what is not to go through the RW."""
    if region.level != Level.RW or region.parent is None:
        return region
    return region.parent


def submit_for_neighbourhood(person: Person, asked: Asked) -> Request:
    """File the declared need of a neighbourhood (RW); its coordinators may.

    Raises Invalid, NotAllowed or AlreadyAsked.
    """
    check = checks.Checks()
    clean = check_request(check, asked)
    check.field("region", lambda: checks.neighbourhood(asked.region))
    check.done()
    assert clean is not None
    relations = region_relations(person, clean.region.code)
    require("region", "ask_for_neighbourhood", None, relations)
    standing = Request.private.filter(
        region=clean.region, household=None, category=clean.category.code
    ).unended()
    with transaction.atomic():
        Region.objects.select_for_update(no_key=True).get(pk=clean.region.pk)
        if standing.exists():
            raise AlreadyAsked()
        return create_request(person, clean, None, for_someone_else=False)


def check_request(check: checks.Checks, asked: Asked) -> CleanRequest | None:
    category = check.field("category", lambda: checks.category(asked.category))
    quantity = category and check.field(
        "quantity", lambda: checks.quantity(asked.quantity, category)
    )
    region = check.field("region", lambda: checks.region(asked.region))
    urgency = check.field(
        "urgency", lambda: checks.one_of(asked.urgency, tuple(URGENCIES), "urgency_unknown")
    )
    note = check.field("note", lambda: checks.text(asked.note, 500))
    slot = check.field("slot", lambda: checks.slot(asked.slot, category)) or ""
    until = check.field("until", lambda: checks.ends(asked.until, category, slot))
    point = check.field("point", lambda: place_in_jakarta(asked.longitude, asked.latitude))
    if check.problems or not category or not quantity or not region:
        return None
    assert urgency is not None and note is not None
    return CleanRequest(category, quantity, region, urgency, note, until, slot, point)


def create_request(
    person: Person,
    clean: CleanRequest,
    household: Household | None,
    *,
    for_someone_else: bool,
    at: datetime | None = None,
    **marks: bool,
) -> Request:
    """Write the request and its first event."""
    request = Request(
        reference=new_reference("R"),
        household=household,
        region=clean.region,
        category=clean.category.code,
        needed=clean.quantity,
        urgency=clean.urgency,
        note=clean.note,
        until=clean.until,
        slot=clean.slot,
        submitted_at=at or timezone.now(),
        filed_by_id=person.user_id if for_someone_else or household is None else None,
        for_someone_else=for_someone_else,
        place=household.place if household else snapped_point(clean.region.point),
        **marks,
    )
    request.save(force_insert=True)
    facts = {"category": request.category, "needed": request.needed}
    record(person, Entry("submit", request=request, facts=facts))
    return request


def already_asked(household: Household, category: Category) -> bool:
    """Whether the household waits for the same already, be it by a line of a standing list."""
    same = Request.private.filter(household=household, category=category.code)
    listed = Line.private.filter(own_request__in=same, list__status=ListStatus.VERIFIED)
    return same.unended().exists() or listed.exists()


def issue_link(request: Request, opens_as: str) -> Receipt:
    """A new link with page code; earlier ones of the same holder stop working,
    and so do notices to whoever opened them."""
    links = PageLink.private.live().filter(request=request, opens_as=opens_as)
    if links.update(revoked_at=timezone.now()):
        forget_owner(link_key(opens_as, request.reference))
    return new_link(request, opens_as)


def new_link(request: Request, opens_as: str) -> Receipt:
    """The first link of ``opens_as``."""
    token, code = codes.new_token(), codes.new_page_code()
    link = PageLink.private.create(
        request=request,
        opens_as=opens_as,
        token_hash=codes.token_hash(token),
        code_hash=codes.page_code_hash(token, code),
    )
    return Receipt(request, link.pk, token, code)


@transaction.atomic
def withdraw(person: Person, reference: str) -> Request:
    """The household (or who filed for it) takes the request back.

    Raises SomethingOnTheWay while a donor is on the road.
    """
    request = access_request(person, reference, "withdraw")
    if Match.private.filter(request=request, status=MatchStatus.ON_THE_WAY).exists():
        raise SomethingOnTheWay()
    return end_request(person, "withdraw", request)


@transaction.atomic
def say_enough(person: Person, reference: str) -> Request:
    """The household says that what came suffices; what is on its way still comes."""
    request = access_request(person, reference, "say_enough")
    return end_request(person, "say_enough", request)


def end_request(person: Person, verb: str, request: Request, **facts: object) -> Request:
    """End ``request``, its proposals and its promises that have not set out yet."""
    waiting = [MatchStatus.PROPOSED, MatchStatus.ACCEPTED]
    for match in lock_matches_of({request.pk: request}, waiting):
        move(person, "lapse" if match.status == MatchStatus.PROPOSED else "cancel", match)
    move_request(person, verb, request, **facts)
    settle_request(request)
    call_matching()
    return request
