"""A donor's deliveries as appointments: what was promised, when it is due, and where it goes as
far as the donor may know."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.categories import CATEGORIES
from aid.documents.calendar import Appointment
from aid.formats import quantity as quantity_text
from aid.models import Consignment, Match
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
    for match, area in with_areas(person, promised[:MOST]):
        begins, ends = due(match)
        yield Appointment(
            f"{match.reference}@gandeng",
            summary(match.request.category, match.quantity, language),
            where(area),
            address(f"/deliveries/{match.reference}/"),
            begins,
            ends,
            *story(match, MATCH_STEPS),
            match.status in CANCELLED,
        )
    yield from of_consignments(person, ended, language, address)


def of_consignments(
    person: Person, ended: Q, language: str, address: Address
) -> Iterator[Appointment]:
    gone = [ConsignmentStatus.CANCELLED, ConsignmentStatus.LOST]
    under_way = [ConsignmentStatus.PLANNED, ConsignmentStatus.ON_THE_WAY]
    mine = Consignment.private.of_donor(person)
    for each in mine.filter(Q(status__in=under_way) | ended & Q(status__in=gone))[:MOST]:
        yield Appointment(
            f"{each.reference}@gandeng",
            summary(each.category, each.quantity, language),
            where(each.region),
            address(f"/consignments/{each.reference}/"),
            here(slot_opens(each.day, each.slot)),
            here(slot_ends(each.day, each.slot)),
            *story(each, CONSIGNMENT_STEPS),
            each.status in gone,
        )


def where(region: Region) -> str:
    """``RW 901, Kapuk`` or ``Kapuk``: an RW alone could be anywhere."""
    above = kelurahan(region)
    names = (region.public_name, above.public_name)
    return names[0] if above.pk == region.pk else ", ".join(names)


def due(match: Match) -> tuple[datetime | date, datetime | None]:
    """The slot of the request's last day, or all of that day."""
    day = timezone.localdate(match.request.until)
    if match.request.slot:
        return here(slot_opens(day, match.request.slot)), here(slot_ends(day, match.request.slot))
    return day, None


def here(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def story(row: Match | Consignment, steps: tuple[str, ...]) -> tuple[int, datetime]:
    """How many of ``steps`` were taken, and when the last one was."""
    taken = [moment for name in steps if (moment := getattr(row, name)) is not None]
    return len(taken), max(taken)


def summary(category: str, quantity: int, language: str) -> str:
    found = CATEGORIES[category]
    name = found.name.in_language(language)
    amount = quantity_text(category, quantity, language)
    return _("Bring: {name}, {amount}").format(name=name, amount=amount)
