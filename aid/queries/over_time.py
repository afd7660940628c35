"""How what was asked, promised and confirmed grew, day by day of Jakarta.

Each day holds what counts now and came by that day: what was withdrawn is not in it, so that the
last day is what ``aid.queries.figures`` tells. Days are those on which a request was checked (of a
portion of a list, when it became a need of now), a match promised, a match confirmed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from threading import Lock
from typing import Any

from django.db.models import Case, DateField, Expression, F, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Substr, TruncDate
from django.utils import timezone

from aid.categories import CATEGORIES
from aid.models import Match, Request
from aid.queries.figures import CODE_LENGTHS, QUANTITY_OF, asked_units, is_later
from aid.queries.requests import PORTION_AHEAD
from aid.rules import MatchStatus, RequestStatus
from geo.codes import PROVINCE, contains

SERIES = ("asked", "promised", "confirmed")
# How many days the public's curve tells.
PUBLIC_DAYS = 30
# The public's curves are counted from all rows, so all of a process tell the same for so long.
STANDS_FOR = timedelta(minutes=5)
PROMISED = [status for status, name in QUANTITY_OF.items() if name != "proposed"]

# By region, category and series: what came by each of the days.
Key = tuple[str, str, str]
Curves = dict[Key, list[int]]


@dataclass(frozen=True)
class Day:
    """What was asked, promised and confirmed by the end of ``day``; promises include what
    arrived since."""

    day: date
    asked: int
    promised: int
    confirmed: int


def days_of(region_code: str, days: int, category: str, now: datetime) -> list[Day]:
    """The last ``days`` days of a region, today last: in rupiah over all categories, or in the
    unit of ``category``. Three statements."""
    curves = curves_below(region_code, len(region_code), days, now)
    return in_days(curves, region_code, category, days, now)


def in_days(
    curves: Mapping[Key, list[int]], region_code: str, category: str, days: int, now: datetime
) -> list[Day]:
    """``curves`` of one region, or of those inside it, together."""
    sums = {name: [0] * days for name in SERIES}
    for (code, kind, name), values in curves.items():
        if contains(region_code, code) and category in ("", kind):
            value = 1 if category else CATEGORIES[kind].value
            sums[name] = [
                one + other * value for one, other in zip(sums[name], values, strict=True)
            ]
    first = first_day(days, now)
    return [
        Day(first + timedelta(days=number), *(sums[name][number] for name in SERIES))
        for number in range(days)
    ]


def first_day(days: int, now: datetime) -> date:
    return timezone.localdate(now) - timedelta(days=days - 1)


def curves_below(region_code: str, code_length: int, days: int, now: datetime) -> Curves:
    """What came by each of the last ``days`` days in the regions inside ``region_code`` whose
    codes have ``code_length`` characters. Three statements."""
    checked = Request.private.within(region_code).exclude(status=RequestStatus.SUBMITTED)
    matches = Match.private.within(region_code)
    promised = matches.filter(status__in=PROMISED)
    confirmed = matches.filter(status=MatchStatus.CONFIRMED)
    units: Expression = Sum(asked_units(now))
    reads: tuple[tuple[str, QuerySet[Any], str, Expression, Expression], ...] = (
        ("asked", checked, "", asked_at(now), units),
        ("promised", promised, "request__", Coalesce("accepted_at", "made_at"), Sum("quantity")),
        ("confirmed", confirmed, "request__", Coalesce("confirmed_at", "made_at"), Sum("quantity")),
    )
    found: Curves = {}
    for name, rows, to, at, units in reads:
        steps = (
            rows.annotate(
                code=Substr(f"{to}region_id", 1, code_length), day=no_earlier(at, days, now)
            )
            .order_by()
            .values_list("code", f"{to}category", "day")
            .annotate(units=units)
        )
        enter(found, name, steps, days, now)
    return found


def asked_at(now: datetime) -> Expression:
    """When a request became a need: once it was checked, and of a portion that is served later
    once it was no longer too early for it."""
    checked = Coalesce("verified_at", "submitted_at")
    due = Greatest(checked, F("serve_from") - PORTION_AHEAD)
    return Case(When(is_later(now), then=checked), default=due)


def no_earlier(at: Expression, days: int, now: datetime) -> Expression:
    """The day of ``at``; all that was before the first day is told of that one."""
    first = Value(first_day(days, now), output_field=DateField())
    return Greatest(TruncDate(at), first)


def enter(
    curves: Curves, name: str, steps: Iterable[tuple[str, str, date, int]], days: int, now: datetime
) -> None:
    """Add up ``steps``, what came on each day, to what came by each day."""
    first = first_day(days, now)
    for code, category, day, units in steps:
        values = curves.setdefault((code, category, name), [0] * days)
        values[min((day - first).days, days - 1)] += units
    for key in [key for key in curves if key[2] == name]:
        curves[key] = list(accumulate(curves[key]))


class Kept:
    """The public's curves of this process, by kecamatan; one at a time is counted. Meanwhile the
    others are told the ones before: a thread that waits answers nobody."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.known: tuple[datetime, Curves] | None = None

    def newest(self, now: datetime) -> tuple[datetime, Curves]:
        """The curves, and as of when."""
        known = self.known
        if known is not None and stands(known[0], now):
            return known
        mine = self.lock.acquire(blocking=known is None)
        if known is not None and not mine:
            return known
        try:
            if self.known is None or not stands(self.known[0], now):
                length = CODE_LENGTHS["kecamatan"]
                self.known = now, curves_below(PROVINCE, length, PUBLIC_DAYS, now)
            return self.known
        finally:
            self.lock.release()

    def forget(self) -> None:
        with self.lock:
            self.known = None


def stands(at: datetime, now: datetime) -> bool:
    """Whether what was counted ``at`` may still be told: not for long, and of no other day."""
    same_day = timezone.localdate(now) == timezone.localdate(at)
    return same_day and timedelta() <= now - at < STANDS_FOR


kept = Kept()


def public_days(region_code: str, now: datetime) -> tuple[datetime, list[Day]] | None:
    """What everybody may read of a region's last PUBLIC_DAYS days, in rupiah, and as of when; None
    below the kecamatan.

    Nothing of a kelurahan: what is rounded day by day would tell by the days on which it turns
    how little lies between them. Three statements, at most once in STANDS_FOR.
    """
    if len(region_code) > CODE_LENGTHS["kecamatan"]:
        return None
    at, curves = kept.newest(now)
    return at, in_days(curves, region_code, "", PUBLIC_DAYS, at)
