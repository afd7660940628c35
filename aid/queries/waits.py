"""How long people wait: those who wait now, and until they said that it came, by week.

Who waits is who stands in a board's queue, since they asked. Until it came is told from then on
too, of a portion of a list from when it is served.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    QuerySet,
    Value,
)
from django.db.models.functions import Greatest, TruncWeek
from django.utils import timezone

from aid.models import Match, Request
from aid.queries.waiting import BAND_DAYS, in_band, to_check, without_donor
from aid.rules import MatchStatus
from people.person import Person

STAGES = ("to_check", "without_donor")


class Share(Aggregate):
    """The duration that a share of all doesn't exceed: 0.5 is the median."""

    name = "share"
    output_field = DurationField()
    arity = 1

    def __init__(self, expression: Expression, share: float) -> None:
        super().__init__(expression)
        self.template = f"percentile_disc({share:.1f}) within group (order by %(expressions)s)"


@dataclass(frozen=True)
class Waiting:
    """Those who wait at one of STAGES: how many, by band of ``waiting_band``; ``half`` of them
    wait no longer than so, nine of ten no longer than ``most``. None where nobody waits."""

    stage: str
    by_band: Mapping[str, int]
    half: timedelta | None
    most: timedelta | None

    @property
    def count(self) -> int:
        return sum(self.by_band.values())


@dataclass(frozen=True)
class Week:
    """The deliveries that recipients confirmed in the week from ``monday`` on: how many, and after
    how long, as ``Waiting`` tells it."""

    monday: date
    confirmed: int
    half: timedelta | None
    most: timedelta | None


def waiting_now(person: Person, region_code: str, category: str, now: datetime) -> list[Waiting]:
    """Who waits in a region, of what ``person`` may see. Two statements."""
    rows: QuerySet[Request] = Request.private.visible_to(person).within(region_code)
    if category:
        rows = rows.filter(category=category)
    stages = zip(STAGES, (to_check(rows), without_donor(rows, now)), strict=True)
    return [waiting_at(stage, found, now) for stage, found in stages]


def waiting_at(stage: str, rows: QuerySet[Request], now: datetime) -> Waiting:
    waited = lasting(Value(now, output_field=DateTimeField()), F("submitted_at"))
    bands = {band: Count("pk", filter=in_band(band, now)) for band in BAND_DAYS}
    found: dict[str, Any] = rows.order_by().aggregate(
        **bands, half=Share(waited, 0.5), most=Share(waited, 0.9)
    )
    half, most = found.pop("half"), found.pop("most")
    return Waiting(stage, found, half, most)


def lasting(end: Expression, since: Expression | F) -> Expression:
    return ExpressionWrapper(end - since, output_field=DurationField())


def weeks_until_confirmed(
    person: Person, region_code: str, category: str, weeks: int, now: datetime
) -> list[Week]:
    """The last ``weeks`` weeks of a region, this one last, of what ``person`` may see. One
    statement."""
    today = timezone.localdate(now)
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    rows = Match.private.visible_to(person).within(region_code).select_related(None)
    confirmed = rows.filter(
        status=MatchStatus.CONFIRMED, confirmed_at__gte=midnight(first), confirmed_at__lte=now
    )
    if category:
        confirmed = confirmed.filter(request__category=category)
    since = Greatest(F("request__submitted_at"), F("request__serve_from"))
    waited = lasting(Greatest(F("confirmed_at"), since), since)
    counted = (
        confirmed.annotate(week=TruncWeek("confirmed_at", output_field=DateField()))
        .order_by()
        .values("week")
        .annotate(confirmed=Count("pk"), half=Share(waited, 0.5), most=Share(waited, 0.9))
    )
    names = ("week", "confirmed", "half", "most")
    found = {row[0]: Week(*row) for row in counted.values_list(*names)}
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    return [found.get(monday, Week(monday, 0, None, None)) for monday in mondays]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
