"""What has waited too long in a region, of each kind: counted, and as conditions for lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Left, Length

from aid import ageing
from aid.ageing import Kind, Office
from aid.models import Complaint, Consignment, Event, Handout, Match, NeighbourhoodList, Request
from aid.queries.consignments import AT_POST
from aid.queries.matches import MatchQuerySet
from aid.queries.scope import NOTHING, within
from aid.rules import (
    COMING,
    SENSITIVE_COMPLAINTS,
    ComplaintStatus,
    HandoutStatus,
    ListStatus,
    MatchStatus,
    RequestStatus,
)
from aid.slots import SLOTS
from geo.codes import KELURAHAN_LENGTH
from people.person import Person

# What each row of ``groups``'s statement holds.
COLUMNS = ("kind", "area", "depth", "pressing", "risen", "count", "since")


@dataclass(frozen=True)
class Group:
    """Things of one kind in one ``area`` that began with the same ``office`` and are ``now_with``
    the same one: how many, and since when the oldest is due."""

    kind: Kind
    area: str
    office: Office
    now_with: Office
    pressing: bool
    count: int
    due_since: datetime


@dataclass(frozen=True)
class Waiting:
    """Rows of one kind, the field with their region's code, since when each waits, and which of
    them press."""

    kind: Kind
    rows: QuerySet[Any]
    region: str
    since: Combinable
    pressing: Q


class InJakarta(Func):
    """A day and a time of it, as a moment."""

    template = f"(%(expressions)s) at time zone '{settings.TIME_ZONE}'"
    output_field = DateTimeField()


def slot_ended() -> Combinable:
    """When the part of the day ends for which a consignment is planned."""
    ends = (
        When(slot=slot.code, then=Value(timedelta(hours=slot.ends.hour, minutes=slot.ends.minute)))
        for slot in SLOTS.values()
    )
    passed = Case(*ends, output_field=DurationField())
    return InJakarta(ExpressionWrapper(F("day") + passed, output_field=DateTimeField()))


def disputed_at() -> Combinable:
    found = Event.log.filter(match_id=OuterRef("pk"), kind="dispute").order_by("-id")
    return Coalesce(Subquery(found.values("at")[:1]), F("delivered_at"))


# At which status a match waits, for what, and since when.
MATCHES: dict[MatchStatus, tuple[Kind, Combinable]] = {
    MatchStatus.PROPOSED: (Kind.PROPOSAL, F("made_at")),
    MatchStatus.ACCEPTED: (Kind.PROMISE, Greatest("accepted_at", "expected_at")),
    MatchStatus.ON_THE_WAY: (Kind.ON_THE_WAY, Greatest("started_at", "expected_at")),
    MatchStatus.DELIVERED: (Kind.UNCONFIRMED, F("delivered_at")),
    MatchStatus.DISPUTED: (Kind.DISPUTE, disputed_at()),
}
KIND_AT = {status: kind for status, (kind, _) in MATCHES.items()}
MEAL_OR_HUNGRY = Q(category=ageing.MEAL) | Q(urgency=ageing.NONE_TODAY)
OF_ASKED = Q(request__category=ageing.MEAL) | Q(request__urgency=ageing.NONE_TODAY)


def groups(person: Person, region_code: str, area_length: int, now: datetime) -> list[Group]:
    """What has waited too long in a region, as far as ``person`` may see it, by the first
    ``area_length`` letters of its region's code. One statement."""
    first, *others = (
        counted(waiting, area_length, now) for waiting in all_waiting(person, region_code)
    )
    rows = first.union(*others, all=True)
    return [group_of(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def group_of(row: dict[str, Any]) -> Group:
    kind, pressing = Kind(row["kind"]), row["pressing"] == 1
    office = min(ageing.THRESHOLDS[kind].office, Office(row["depth"]))
    return Group(
        kind=kind,
        area=row["area"],
        office=office,
        now_with=ageing.turn(office, row["risen"]),
        pressing=pressing,
        count=row["count"],
        due_since=ageing.due_at(kind, row["since"], pressing=pressing),
    )


def all_waiting(person: Person, region_code: str) -> Iterator[Waiting]:
    """All that waits in a region, whether due or not."""
    yield to_check(Request.private.visible_to(person).within(region_code))
    matches = Match.private.visible_to(person).within(region_code)
    for status in MATCHES:
        yield standing(matches, status)
    yield from of_posts(person, region_code)
    lists = NeighbourhoodList.private.visible_to(person).within(region_code)
    yield Waiting(
        Kind.LIST,
        lists.filter(status=ListStatus.COMPILED),
        "region_id",
        F("compiled_at"),
        Q(category=ageing.MEAL),
    )
    yield from of_complaints(person, region_code)


def to_check(rows: QuerySet[Request]) -> Waiting:
    """Those of the requests ``rows`` that wait for their check."""
    submitted = rows.filter(status=RequestStatus.SUBMITTED)
    return Waiting(Kind.CHECK, submitted, "region_id", F("submitted_at"), MEAL_OR_HUNGRY)


def standing(rows: QuerySet[Match], status: MatchStatus) -> Waiting:
    """Those of the matches ``rows`` that stand at ``status``; what travels in a consignment waits
    with that."""
    kind, since = MATCHES[status]
    alone = rows.filter(status=status, consignment=None)
    return Waiting(kind, alone, "request__region_id", since, OF_ASKED)


def of_posts(person: Person, region_code: str) -> Iterator[Waiting]:
    """Consignments that are to come, what lies at posts, and what is said not to have been handed
    out there."""
    rows = Consignment.private.visible_to(person).within(region_code)
    meal = Q(category=ageing.MEAL)
    coming = rows.filter(status__in=COMING)
    planned = Greatest(slot_ended(), F("expected_at"))
    yield Waiting(Kind.CONSIGNMENT, coming, "region_id", planned, meal)
    left = rows.filter(status__in=AT_POST, reserved__gt=0)
    yield Waiting(Kind.LEFT_AT_POST, left, "region_id", F("arrived_at"), meal)
    handouts = Handout.private.visible_to(person).filter(
        within("consignment__region__code", [region_code]), status=HandoutStatus.DISPUTED
    )
    yield Waiting(
        Kind.DISPUTE_AT_POST,
        handouts,
        "consignment__region_id",
        Coalesce("given_at", "consignment__arrived_at"),
        Q(consignment__category=ageing.MEAL),
    )


def of_complaints(person: Person, region_code: str) -> Iterator[Waiting]:
    region = "match__request__region"
    rows = Complaint.private.visible_to(person).filter(
        within(f"{region}__code", [region_code]), status=ComplaintStatus.OPEN
    )
    sensitive, meal = Q(kind__in=SENSITIVE_COMPLAINTS), Q(match__request__category=ageing.MEAL)
    for kind, chosen in ((Kind.COMPLAINT, ~sensitive), (Kind.SENSITIVE_COMPLAINT, sensitive)):
        yield Waiting(kind, rows.filter(chosen), f"{region}_id", F("made_at"), meal)


def late(waiting: Waiting, now: datetime) -> QuerySet[Any]:
    """Those of the rows that are due."""
    rows = waiting.rows.alias(waits_since=waiting.since)
    found: QuerySet[Any] = rows.filter(risen_at_least(waiting, now, 0))
    return found


def marked(rows: MatchQuerySet, now: datetime) -> MatchQuerySet:
    """The matches ``rows`` with ``is_late``: whether each is due where it stands."""
    since = (When(status=status, then=since) for status, (_, since) in MATCHES.items())
    rows = rows.alias(waits_since=Case(*since, output_field=DateTimeField()))
    due = NOTHING
    for status in MATCHES:
        due |= Q(status=status) & risen_at_least(standing(rows, status), now, 0)
    alone = When(due & Q(consignment=None), then=Value(value=True))
    return rows.annotate(is_late=Case(alone, default=Value(value=False)))


def late_matches(rows: MatchQuerySet, now: datetime) -> MatchQuerySet:
    """Those of the matches ``rows`` that are due where they stand."""
    found: MatchQuerySet = marked(rows, now).filter(Q(is_late=True))
    return found


def risen_at_least(waiting: Waiting, now: datetime, count: int) -> Q:
    """Those that have risen so often, of rows with ``waits_since``."""
    usual = ageing.begun_before(waiting.kind, now, pressing=False)[count]
    sooner = ageing.begun_before(waiting.kind, now, pressing=True)[count]
    pressing = waiting.pressing & Q(waits_since__lte=sooner)
    return pressing | ~waiting.pressing & Q(waits_since__lte=usual)


def counted(waiting: Waiting, area_length: int, now: datetime) -> QuerySet[Any, Any]:
    """The rows that are due, as COLUMNS."""
    risen = (
        When(risen_at_least(waiting, now, count), then=Value(count))
        for count in reversed(range(1, ageing.most_rises(waiting.kind) + 1))
    )
    in_rw = When(code_length__gt=KELURAHAN_LENGTH, then=Value(int(Office.RW)))
    found: QuerySet[Any, Any] = (
        waiting.rows.order_by()
        .alias(waits_since=waiting.since, code_length=Length(waiting.region))
        .filter(risen_at_least(waiting, now, 0))
        .values(
            kind_of=Value(waiting.kind.value),
            area=Left(waiting.region, area_length),
            depth=Case(in_rw, default=Value(int(Office.KELURAHAN)), output_field=IntegerField()),
            pressing=Case(
                When(waiting.pressing, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            risen=Case(*risen, default=Value(0), output_field=IntegerField()),
        )
        .annotate(count=Count("pk"), since=Min("waits_since"))
        .values_list("kind_of", "area", "depth", "pressing", "risen", "count", "since")
    )
    return found
