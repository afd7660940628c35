"""A neighbourhood's list, from its opening to its end; its lines are in ``aid.actions.lines``."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from aid import checks, rules
from aid.actions.access import access_list, access_list_and_region, lock_requests, require
from aid.actions.arrival import call_matching
from aid.actions.entries import checked_rt
from aid.actions.lines import lines_of, list_entry
from aid.actions.linking import let_go
from aid.actions.requests import end_request
from aid.categories import Category
from aid.checks import Trouble
from aid.errors import Invalid, SomethingOnTheWay, problem
from aid.events import record
from aid.holidays import cut_off
from aid.list_errors import LinesElsewhere, ListEmpty, ListInTheMaking
from aid.models import Line, NeighbourhoodList, Request
from aid.queries.doubles import listed_elsewhere
from aid.reference import new_reference
from aid.relations import region_relations
from aid.rules import ListStatus
from geo.models import Region
from people.person import SYSTEM, Person

MOST_PORTIONS = MOST_DAYS_BETWEEN = 31
# How long before a list is compiled its meeting may have been.
MEETING_DAYS = 90


@transaction.atomic
def open_list(
    person: Person,
    region_code: object,
    category: object,
    first_day: object,
    *,
    portions: object = 1,
    every: object = 7,
    slot: object = "",
    last_rt: object = "",
) -> NeighbourhoodList:
    """Begin a list of a neighbourhood, which serves ``portions`` times, ``every`` days apart.

    With ``last_rt``, the number of the RW's last RT, lines of later ones are refused. Raises
    Invalid, ListInTheMaking or what the rules refuse.
    """
    check = checks.Checks()
    region = check.field("region", lambda: checks.neighbourhood(region_code))
    kind = check.field("category", lambda: checks.category(category))
    day = check.field("first_day", lambda: first_day_of(first_day, kind))
    times = check.field("portions", lambda: from_one(portions, MOST_PORTIONS))
    days = check.field("every", lambda: from_one(every, MOST_DAYS_BETWEEN))
    meal = check.field("slot", lambda: checks.slot(slot, kind))
    last = check.field("last_rt", lambda: checked_last_rt(last_rt))
    check.done()
    assert region and kind and day and times and days
    require("list", "open", None, region_relations(person, region.code))
    return begin(
        person,
        NeighbourhoodList(
            region=region,
            category=kind.code,
            first_day=day,
            portions=times,
            every=days,
            slot=meal or "",
            last_rt=last,
        ),
    )


def begin(person: Person, made: NeighbourhoodList) -> NeighbourhoodList:
    """Save a new list, the only one of its region and category that isn't verified yet."""
    Region.objects.select_for_update(no_key=True).get(pk=made.region_id)
    standing = NeighbourhoodList.private.filter(
        region=made.region_id,
        category=made.category,
        status__in=[ListStatus.DRAFT, ListStatus.COMPILED],
    ).first()
    if standing is not None:
        raise ListInTheMaking(reference=standing.reference)
    made.reference = new_reference("L")
    made.opened_by_id = person.user_id
    made.opened_at = timezone.now()
    made.save(force_insert=True)
    facts = {"category": made.category, "portions": made.portions}
    record(person, list_entry("list_open", made, **facts))
    return made


def first_day_of(value: object, category: Category | None) -> date:
    day = entered_day(value)
    today = timezone.localdate()
    if day < today:
        raise Trouble("day_past")
    if day > today + timedelta(days=checks.MOST_DAYS):
        raise Trouble("until_too_far", days=checks.MOST_DAYS)
    last = cut_off(category.code) if category else None
    if last is not None and day >= timezone.localdate(last):
        raise Trouble("after_the_holiday", last=checks.last_day(last))
    return day


def entered_day(value: object) -> date:
    if value in (None, ""):
        raise Trouble("required")
    return timezone.localdate(checks.end_of_day(value)) - timedelta(days=1)


def from_one(value: object, most: int) -> int:
    try:
        number = checks.whole_number(value)
    except Trouble:
        raise Trouble("portions_out_of_range", most=most) from None
    if not 1 <= number <= most:
        raise Trouble("portions_out_of_range", most=most)
    return number


@transaction.atomic
def state_last_rt(person: Person, reference: str, last_rt: object = "") -> NeighbourhoodList:
    """Say which RT is the RW's last, or that nobody knows; who may hand the list in may.

    Raises Invalid, also where a line is of a later one, or what the rules refuse.
    """
    check = checks.Checks()
    last = check.field("last_rt", lambda: checked_last_rt(last_rt))
    check.done()
    found = access_list(person, reference, "compile")
    highest = max((line.rt for line in lines_of(found)), default=0)
    if last is not None and highest > last:
        raise Invalid({"last_rt": problem("lines_beyond_rt", rt=f"{highest:03}")})
    found.last_rt = last
    found.save(update_fields=["last_rt"])
    record(person, list_entry("list_last_rt", found, last_rt=last))
    return found


def checked_last_rt(value: object) -> int | None:
    return None if value in (None, "") else checked_rt(value)


@transaction.atomic
def compile_list(person: Person, reference: str, note: object, met_on: object) -> NeighbourhoodList:
    """The RW has met and stands for the list; ``note`` says what the musyawarah of ``met_on``
    decided.

    Raises Invalid, ListEmpty or what the rules refuse.
    """
    check = checks.Checks()
    text = check.field("note", lambda: checks.text(note, 1000, needed=True))
    day = check.field("met_on", lambda: meeting_day(met_on))
    check.done()
    found = access_list(person, reference, "compile")
    if not lines_of(found):
        raise ListEmpty()
    found.meeting_note, found.met_on = text or "", day
    found.compiled_by_id, found.compiled_at = person.user_id, timezone.now()
    found.sent_back = ""
    move_list(person, "compile", found, lines=Line.private.of_list(found.pk).count())
    return found


def meeting_day(value: object) -> date:
    day = entered_day(value)
    today = timezone.localdate()
    if day > today:
        raise Trouble("day_to_come")
    if day < today - timedelta(days=MEETING_DAYS):
        raise Trouble("day_past")
    return day


def refuse_doubles(found: NeighbourhoodList) -> None:
    """Raise LinesElsewhere for households that another verified list has as well.

    Only the kelurahan is told: whoever writes lines could find out of anybody, by their id number,
    whether they ask for aid.
    """
    lines = lines_of(found)
    marks = {line.household.id_fingerprint for line in lines}
    elsewhere = listed_elsewhere(found, marks, timezone.localdate())
    doubled = [line.number for line in lines if line.household.id_fingerprint in elsewhere]
    if doubled:
        raise LinesElsewhere(lines=doubled)


@transaction.atomic
def send_back(person: Person, reference: str, reason: object) -> NeighbourhoodList:
    """The kelurahan asks the RW to look again; ``reason`` is shown to it.

    Raises Invalid without a reason.
    """
    check = checks.Checks()
    text = check.field("reason", lambda: checks.text(reason, 300, needed=True))
    check.done()
    found = access_list(person, reference, "send_back")
    found.sent_back = text or ""
    move_list(person, "send_back", found)
    return found


@transaction.atomic
def copy_list(person: Person, reference: str, first_day: object = "") -> NeighbourhoodList:
    """A new draft with the same households, as far as they are kept, from the day after the last
    portion on unless ``first_day`` is given.

    Raises Invalid, ListInTheMaking or what the rules refuse.
    """
    found = access_list_and_region(person, reference, "copy")
    following = found.first_day + timedelta(days=found.every * found.portions)
    check = checks.Checks()
    given = first_day or max(following, timezone.localdate())
    day = check.field("first_day", lambda: first_day_of(given, None))
    check.done()
    assert day is not None
    made = begin(
        person,
        NeighbourhoodList(
            region=found.region,
            category=found.category,
            first_day=day,
            portions=found.portions,
            every=found.every,
            slot=found.slot,
            last_rt=found.last_rt,
            copied_from=found,
        ),
    )
    now = timezone.now()
    Line.private.bulk_create(
        [
            Line(
                list=made,
                number=number,
                household=line.household,
                rt=line.rt,
                quantity=line.quantity,
                key=line.key,
                added_by_id=line.added_by_id,
                added_at=now,
            )
            for number, line in enumerate(known_lines(found), start=1)
        ],
        500,
    )
    record(person, list_entry("list_copy", made, out_of=found.pk))
    return made


def known_lines(found: NeighbourhoodList) -> list[Line]:
    """The lines whose household is kept still."""
    return [line for line in lines_of(found) if line.household.erased_at is None]


@transaction.atomic
def close_list(person: Person, reference: str) -> NeighbourhoodList:
    """End a list. What is still open of its portions ends with it, and whoever asked by itself
    and got nothing through it asks again by itself.

    Raises SomethingOnTheWay while a portion has promises that are not handed over.
    """
    found = access_list_and_region(person, reference, "close")
    portions = lock_requests(
        Request.private.filter(list=found).unended().values_list("pk", flat=True)
    )
    if any(portion.reserved for portion in portions.values()):
        raise SomethingOnTheWay()
    for portion in portions.values():
        end_request(SYSTEM, "expire", portion)
    let_go(found)
    found.closed_at = timezone.now()
    move_list(person, "close", found)
    call_matching()
    return found


def move_list(person: Person, verb: str, found: NeighbourhoodList, **facts: object) -> None:
    """Move the locked list where ``verb`` leads, with what was set on it, and record that."""
    found.status = rules.target("list", verb)
    found.save()
    record(person, list_entry(f"list_{verb}", found, **facts))
