"""A donor's deliveries as appointments: what was promised, when it is due, and where it goes as
far as the donor may know."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.categories import CATEGORIES
from aid.documents.calendar import Appointment
from aid.formats import quantity as quantity_text
from aid.models import Consignment, Event, Match
from aid.queries.areas import kelurahan, with_areas
from aid.queries.matches import UNFINISHED
from aid.rules import ConsignmentStatus, MatchStatus
from aid.slots import slot_ends, slot_opens
from geo.models import Region
from people.person import Person

# What ended stays so long, so that every application hears of it.
ENDED_STAYS = timedelta(days=7)
# Of the newest; more nobody looks at in a calendar.
MOST = 500
CANCELLED = [MatchStatus.CANCELLED, MatchStatus.LOST]
MATCH_STEPS = ("accepted_at", "started_at", "delivered_at", "confirmed_at", "ended_at")
CONSIGNMENT_STEPS = ("made_at", "started_at", "arrived_at", "distributed_at", "ended_at")
# What moves an appointment without taking a step.
MOVES = ("running_late", "reschedule")
# Of what is late and had no end, nobody knows how long it takes.
LATE_LASTS = timedelta(hours=1)
# How often something was moved, and when last.
Moved = tuple[int, datetime]
# Makes the address of a page from its path.
Address = Callable[[str], str]


def appointments(
    person: Person, now: datetime, language: str, address: Address
) -> Iterator[Appointment]:
    """Promised deliveries and planned consignments of ``person``, and those that were cancelled
    lately."""
    ended = Q(ended_at__gt=now - ENDED_STAYS)
    mine = Match.private.of_donor(person).filter(consignment=None, accepted_at__isnull=False)
    promised = mine.filter(Q(status__in=UNFINISHED) | ended & Q(status__in=CANCELLED))
    listed = list(with_areas(person, promised[:MOST]))
    moved = moves(match.pk for match, area in listed)
    for match, area in listed:
        begins, ends = due(match)
        yield Appointment(
            f"{match.reference}@gandeng",
            summary(match.request.category, match.quantity, language),
            where(area),
            address(f"/deliveries/{match.reference}/"),
            begins,
            ends,
            *story(match, MATCH_STEPS, moved.get(match.pk)),
            match.status in CANCELLED,
        )
    yield from of_consignments(person, ended, language, address)


def of_consignments(
    person: Person, ended: Q, language: str, address: Address
) -> Iterator[Appointment]:
    gone = [ConsignmentStatus.CANCELLED, ConsignmentStatus.LOST]
    under_way = [ConsignmentStatus.PLANNED, ConsignmentStatus.ON_THE_WAY]
    mine = Consignment.private.of_donor(person)
    listed = list(mine.filter(Q(status__in=under_way) | ended & Q(status__in=gone))[:MOST])
    moved = moves_of_consignments(each.pk for each in listed)
    for each in listed:
        begins, ends = of_slot(each.day, each.slot, each.late_until)
        yield Appointment(
            f"{each.reference}@gandeng",
            summary(each.category, each.quantity, language),
            where(each.region),
            address(f"/consignments/{each.reference}/"),
            begins,
            ends,
            *story(each, CONSIGNMENT_STEPS, moved.get(each.pk)),
            each.status in gone,
        )


def where(region: Region) -> str:
    """``RW 901, Kapuk`` or ``Kapuk``: an RW alone could be anywhere."""
    above = kelurahan(region)
    names = (region.public_name, above.public_name)
    return names[0] if above.pk == region.pk else ", ".join(names)


def due(match: Match) -> tuple[datetime | date, datetime | None]:
    """The slot of the request's last day, or all of that day; later where the donor said so."""
    day, late = timezone.localdate(match.request.until), match.late_until
    if match.request.slot:
        return of_slot(day, match.request.slot, late)
    return (here(late), here(late + LATE_LASTS)) if late else (day, None)


def of_slot(day: date, slot: str, late: datetime | None) -> tuple[datetime, datetime]:
    """The slot, or as long as it lasts from when the donor said to be there."""
    begins, ends = slot_opens(day, slot), slot_ends(day, slot)
    by = max(late - begins, timedelta()) if late else timedelta()
    return here(begins + by), here(ends + by)


def here(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def moves(match_ids: Iterable[int]) -> dict[int, Moved]:
    """By match, how often it was moved, and when last. One statement."""
    told = Event.log.filter(match_id__in=list(match_ids), kind__in=MOVES).order_by()
    rows = told.values("match_id").annotate(times=Count("pk"), last=Max("at"))
    return {row["match_id"] or 0: (row["times"], row["last"]) for row in rows}


def moves_of_consignments(ids: Iterable[int]) -> dict[int, Moved]:
    """The same by consignment: as often as what it holds. Two statements."""
    held = dict(Match.private.filter(consignment__in=list(ids)).values_list("pk", "consignment_id"))
    found: dict[int, Moved] = {}
    for match_id, moved in moves(held).items():
        consignment_id = held[match_id]
        assert consignment_id is not None
        found[consignment_id] = max(moved, found.get(consignment_id, moved))
    return found


def story(
    row: Match | Consignment, steps: tuple[str, ...], moved: Moved | None
) -> tuple[int, datetime]:
    """How many of ``steps`` were taken and how often it was ``moved``, and when it last was."""
    taken = [moment for name in steps if (moment := getattr(row, name)) is not None]
    times, last = moved or (0, max(taken))
    return len(taken) + times, max([*taken, last])


def summary(category: str, quantity: int, language: str) -> str:
    found = CATEGORIES[category]
    name = found.name.in_language(language)
    amount = quantity_text(category, quantity, language)
    return _("Bring: {name}, {amount}").format(name=name, amount=amount)
