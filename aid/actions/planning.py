"""A donor says yes to a whole neighbourhood or institution, and when and how the goods come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from aid import checks, lanes
from aid.actions.access import (
    access_consignment,
    access_donor,
    all_or_again,
    lock_matches,
    lock_offers,
    refuse_printing_donors,
    requests_with_parents,
    require,
)
from aid.actions.counters import move, put_into
from aid.actions.pledges import pledge_to_neighbourhood
from aid.categories import Category
from aid.checks import Checks, Trouble
from aid.errors import Invalid, NothingLeft, problem
from aid.events import consignment_entry, match_entry, record
from aid.models import Consignment, Household, Match, Post, Request
from aid.models.consignment import VEHICLES
from aid.models.household import HOUSEHOLD
from aid.queries.areas import areas_for
from aid.reference import new_reference, tidy_reference
from aid.relations import consignment_relations
from aid.rules import MatchStatus
from aid.slots import SLOTS, slot_ends, slot_opens
from geo.codes import lineage
from geo.models import Region
from people.person import Person

# How far ahead goods may be planned.
MOST_DAYS_AHEAD = 60


@dataclass(frozen=True)
class Schedule:
    """When and how goods come, as entered; ``plan`` checks every field.

    ``post`` is a post's id, without one the neighbourhood's own serves; ``contents`` are codes of
    ``aid.contents``; ``statement`` is the donor's word that all is halal, unexpired, free of
    politics and of any fee.
    """

    day: object
    slot: object
    vehicle: object
    deliverer: object = ""
    post: object = None
    contents: Iterable[object] = ()
    note: object = ""
    statement: object = False


@dataclass(frozen=True)
class Destination:
    """The neighbourhood, or the institution with its region, that goods go to."""

    region: Region
    institution: Household | None = None


@transaction.atomic
def plan(
    person: Person,
    region: object,
    category: object,
    schedule: Schedule,
    *,
    institution: object = "",
) -> Consignment:
    """One tap for a whole neighbourhood: say yes to every proposal of ``category`` for ``region``,
    and let it travel as one with what is promised there already.

    ``institution`` is the reference of an institution's request, then ``region`` is not needed.
    What is not due on the day stays as it is. Raises Invalid or NothingLeft.
    """
    access_donor(person)
    check = Checks()
    destination = check.field("region", lambda: checked_destination(region, institution))
    kind = check.field("category", lambda: checks.category(category))
    consignment = planned(check, person, destination, kind, schedule)
    matches = lock_open_matches(promised_or_proposed(person, consignment))
    return send(person, consignment, matches)


@transaction.atomic
def pledge(
    person: Person,
    region: object,
    category: object,
    quantity: object,
    schedule: Schedule,
    *,
    portion: object = "",
) -> Consignment:
    """Promise ``quantity`` to a neighbourhood and plan how it comes, in one go; with ``portion``,
    the first day of one, to that of its list.

    Raises Invalid, NothingLeft, TooMuch, TooManyPledges or KnownDonorsOnly.
    """
    access_donor(person)
    check = Checks()
    destination = check.field("region", lambda: checked_destination(region, ""))
    kind = check.field("category", lambda: checks.category(category))
    consignment = planned(check, person, destination, kind, schedule)
    matches = pledge_to_neighbourhood(person, region, category, quantity, portion)
    return send(person, consignment, matches)


@transaction.atomic
def reschedule(person: Person, reference: str, schedule: Schedule) -> Consignment:
    """Another day, slot, vehicle, deliverer or post; the receiver confirms anew. Contents and
    statement stay as they were. Raises Invalid."""
    load = access_consignment(person, reference, "reschedule")
    consignment, note = load.consignment, load.consignment.note
    check = Checks()
    fill_journey(check, consignment, schedule)
    check.done()
    consignment.note = consignment.note or note
    coming = load.at(MatchStatus.ACCEPTED)
    refuse_unsuited_day(consignment, coming)
    consignment.slot_confirmed_at = consignment.expected_at = None
    fields = ["day", "slot", "vehicle", "deliverer", "post", "note"]
    consignment.save(update_fields=[*fields, "slot_confirmed_at", "expected_at"])
    Match.private.filter(consignment=consignment).update(expected_at=None)
    facts = {"day": consignment.day.isoformat(), "slot": consignment.slot}
    of_matches = [match_entry("reschedule", match, **facts) for match in coming]
    record(person, consignment_entry("reschedule", consignment, **facts), *of_matches)
    return consignment


def planned(
    check: Checks,
    person: Person,
    destination: Destination | None,
    kind: Category | None,
    schedule: Schedule,
) -> Consignment:
    """The consignment as ``schedule`` says, not yet saved. Raises Invalid."""
    now = timezone.now()
    assert person.donor_id is not None
    consignment = Consignment(
        reference=new_reference("K"),
        donor_id=person.donor_id,
        region_id=destination.region.pk if destination else "",
        institution=destination.institution if destination else None,
        category=kind.code if kind else "",
        statement_at=now,
        made_at=now,
    )
    fill_journey(check, consignment, schedule)
    ticked = [code for code in schedule.contents if code not in (None, "")]
    codes = kind and check.field("contents", lambda: checks.contents(ticked, kind))
    consignment.contents = codes or []
    if schedule.statement not in (True, "on"):
        check.problems["statement"] = problem("statement_missing")
    check.done()
    require("consignment", "plan", None, consignment_relations(person, consignment))
    return consignment


def fill_journey(check: Checks, consignment: Consignment, schedule: Schedule) -> None:
    """Day, slot, vehicle, deliverer, post and note of ``consignment``."""
    day = check.field("day", lambda: checked_day(schedule.day))
    slot = check.field("slot", lambda: checks.one_of(schedule.slot, tuple(SLOTS), "slot_unknown"))
    vehicle = check.field(
        "vehicle", lambda: checks.one_of(schedule.vehicle, VEHICLES, "vehicle_unknown")
    )
    post = check.field("post", lambda: checked_post(consignment, schedule.post))
    deliverer = check.field("deliverer", lambda: checks.text(schedule.deliverer, 120))
    note = check.field("note", lambda: checks.text(schedule.note, 500))
    if day and slot and slot_ends(day, slot) <= timezone.now():
        check.problems["slot"] = problem("slot_over")
    if vehicle and post is not None and not lanes.fits(vehicle, post.lane):
        check.problems["vehicle"] = problem("lane_too_narrow", fits=lanes.what_fits(post.lane))
    if day and slot and vehicle:
        consignment.day, consignment.slot, consignment.vehicle = day, slot, vehicle
    consignment.post, consignment.deliverer, consignment.note = post, deliverer or "", note or ""


def checked_destination(region: object, institution: object) -> Destination:
    reference = tidy_reference(str(institution or ""))
    if not reference:
        return Destination(checks.neighbourhood(region))
    request = Request.private.filter(reference=reference).with_facts().first()
    if request is None or request.household is None or request.household.kind == HOUSEHOLD:
        raise Trouble("unknown_region")
    return Destination(request.region, request.household)


def checked_day(value: object) -> date:
    """A day from today on."""
    day = timezone.localdate(checks.end_of_day(value) - timedelta(days=1))
    today = timezone.localdate()
    if day < today:
        raise Trouble("until_past")
    if day > today + timedelta(days=MOST_DAYS_AHEAD):
        raise Trouble("until_too_far", days=MOST_DAYS_AHEAD)
    return day


def posts_for(region_code: str) -> QuerySet[Post]:
    """Where goods for a region may be brought: its own posts first, then those around it."""
    around = lineage(region_code)[-2:]
    return Post.private.standing().filter(region_id__in=around).order_by("-region_id", "pk")


def checked_post(consignment: Consignment, value: object) -> Post | None:
    """The post chosen; without a choice the first of the region itself, if it has one."""
    if not consignment.region_id:
        return None
    known = posts_for(consignment.region_id)
    if value in (None, ""):
        own: Post | None = known.filter(region_id=consignment.region_id).first()
        return None if consignment.institution is not None else own
    chosen: Post | None = next((post for post in known if str(post.pk) == str(value)), None)
    if chosen is None:
        raise Trouble("post_unknown")
    return chosen


def promised_or_proposed(person: Person, consignment: Consignment) -> QuerySet[Match]:
    """What the donor has going to where ``consignment`` goes, in no consignment yet; of single
    households only those that the donor may know to be of that neighbourhood."""
    found: QuerySet[Match] = Match.private.filter(
        donor_id=consignment.donor_id,
        consignment=None,
        status__in=(MatchStatus.PROPOSED, MatchStatus.ACCEPTED),
        request__category=consignment.category,
    )
    if consignment.institution is not None:
        return found.filter(request__household=consignment.institution)
    code = consignment.region_id
    here = found.filter(areas_for(person, code).matches_named(code))
    return here.filter(Q(request__household=None) | Q(request__household__kind=HOUSEHOLD))


def lock_open_matches(rows: QuerySet[Match]) -> list[Match]:
    """``rows`` with their requests and offers, locked in the order of all actions."""

    def attempt() -> list[Match] | None:
        requests = requests_with_parents(rows.values_list("request_id", flat=True))
        if requests is None:
            return None
        offers = lock_offers(rows.values_list("offer_id", flat=True))
        now = list(rows.values_list("request_id", "offer_id"))
        if not all(request in requests and offer in offers for request, offer in now):
            return None
        return lock_matches(rows, requests, offers)

    return all_or_again(attempt)


def send(person: Person, consignment: Consignment, matches: list[Match]) -> Consignment:
    """Save ``consignment`` with those of the locked ``matches`` that are due on its day, saying
    yes to proposals. Raises NothingLeft, GivesAndPrints or Invalid."""
    standing = [match for match in matches if still_good(match)]
    if not standing:
        raise NothingLeft(available=0)
    due = [match for match in standing if is_due(consignment, match.request)]
    if not due:
        raise Invalid({"day": problem("day_unsuited")})
    refuse_printing_donors(person, due)
    for match in due:
        if match.status == MatchStatus.PROPOSED:
            move(person, "accept", match)
    put_into(consignment, due)
    facts = {
        "category": consignment.category,
        "day": consignment.day.isoformat(),
        "slot": consignment.slot,
    }
    record(person, consignment_entry("plan", consignment, **facts))
    return consignment


def still_good(match: Match) -> bool:
    """A promise is; a proposal as long as neither side has expired."""
    now = timezone.now()
    if match.status == MatchStatus.PROPOSED:
        return match.offer.until > now and match.request.until > now
    return match.status == MatchStatus.ACCEPTED and match.consignment_id is None


def is_due(consignment: Consignment, request: Request) -> bool:
    """Whether what ``request`` needs may come on the consignment's day, in its slot."""
    if request.slot and request.slot != consignment.slot:
        return False
    begun = request.serve_from is None or request.serve_from <= slot_ends(
        consignment.day, consignment.slot
    )
    return begun and slot_opens(consignment.day, consignment.slot) < request.until


def refuse_unsuited_day(consignment: Consignment, matches: Iterable[Match]) -> None:
    if not all(is_due(consignment, match.request) for match in matches):
        raise Invalid({"day": problem("day_unsuited")})
