"""Verifying a list: each of its portions becomes a request with counters of its own."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from aid.actions.access import access_list_and_region
from aid.actions.arrival import call_matching
from aid.actions.counters import move_request
from aid.actions.lines import lines_of
from aid.actions.linking import link_all
from aid.actions.lists import move_list, refuse_doubles
from aid.events import Entry, record
from aid.list_errors import ListOverlaps, ListPast, NumberStands, WroteLines
from aid.models import Event, Line, NeighbourhoodList, Request
from aid.reference import new_reference
from aid.rules import ListStatus
from aid.slots import slot_ends
from geo.privacy import snapped_point
from people.person import Person


@transaction.atomic
def verify_list(person: Person, reference: str) -> NeighbourhoodList:
    """The kelurahan stands for the list: its portions can be given to from now on, and what its
    households asked by themselves counts no second time.

    Raises WroteLines, LinesElsewhere, NumberStands, ListOverlaps, ListPast or what the rules
    refuse.
    """
    found = access_list_and_region(person, reference, "verify")
    refuse_writers(person, found)
    refuse_doubles(found)
    refuse_number(found)
    refuse_overlap(found)
    lines = lines_of(found)
    portions = make_portions(person, found, lines)
    found.verified_by_id, found.verified_at = person.user_id, timezone.now()
    linked = link_all(found, lines, portions)
    move_list(person, "verify", found, portions=len(portions), lines=len(lines), linked=linked)
    call_matching()
    return found


def refuse_writers(person: Person, found: NeighbourhoodList) -> None:
    """Whoever wrote lines, also such as others changed since, doesn't check them as well."""
    if Event.log.wrote_lines(person, found.pk, found.region_code):
        raise WroteLines()


def refuse_number(found: NeighbourhoodList) -> None:
    """Of one neighbourhood and category stands a list or a mere number, never both."""
    number = Request.private.filter(
        region=found.region_id, category=found.category, household=None, list=None
    )
    standing = number.unended().first()
    if standing is not None:
        raise NumberStands(reference=standing.reference)


def refuse_overlap(found: NeighbourhoodList) -> None:
    same = NeighbourhoodList.private.filter(
        region=found.region_id, category=found.category, status=ListStatus.VERIFIED
    )
    for other in same.exclude(pk=found.pk):
        apart = over_on(other) <= found.first_day or over_on(found) <= other.first_day
        if not apart and other.slot == found.slot:
            raise ListOverlaps(reference=other.reference)


def day_of(found: NeighbourhoodList, portion: int) -> date:
    """The day of portion ``portion``, from 1."""
    return found.first_day + timedelta(days=found.every * (portion - 1))


def over_on(found: NeighbourhoodList) -> date:
    """The day from which a next list may serve."""
    return day_of(found, found.portions + 1)


def times_of(found: NeighbourhoodList, portion: int) -> tuple[datetime, datetime]:
    """From when and until when portion ``portion`` is served: from the beginning of its day to
    that of the next portion's; a meal until its slot ends."""
    day = day_of(found, portion)
    if found.slot:
        return midnight(day), slot_ends(day, found.slot)
    return midnight(day), midnight(day_of(found, portion + 1))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def make_portions(person: Person, found: NeighbourhoodList, lines: Sequence[Line]) -> list[Request]:
    """A verified request for each portion whose time is not over yet."""
    needed = sum(line.quantity for line in lines)
    now = timezone.now()
    made = []
    for number in range(1, found.portions + 1):
        serve_from, until = times_of(found, number)
        if until > now:
            portion = Request(
                reference=new_reference("R"),
                region=found.region,
                category=found.category,
                needed=needed,
                list=found,
                portion=number,
                serve_from=serve_from,
                until=until,
                slot=found.slot,
                submitted_at=found.compiled_at or now,
                place=snapped_point(found.region.point),
            )
            portion.save(force_insert=True)
            facts = {"category": portion.category, "needed": needed, "list": found.pk}
            record(person, Entry("submit", request=portion, facts=facts))
            move_request(person, "verify", portion, portion=number)
            made.append(portion)
    if not made:
        raise ListPast()
    return made
