"""Requests that wait: for their check, or checked for somebody who gives. In which order, since
when, and where in that order a page begins."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from aid.models import Request, Vouch
from aid.queries.requests import PORTION_AHEAD
from aid.rules import VOUCHES_NEEDED, RequestStatus
from people.person import Person

# The most urgent first, then who waits longest.
ORDER = ("urgency", "submitted_at", "pk")
# Days that somebody has waited: from, to before; as ``aid.queries.need.waiting_band`` names them.
BAND_DAYS: dict[str, tuple[int, int | None]] = {
    "today": (0, 1),
    "days": (1, 4),
    "week": (4, 8),
    "longer": (8, None),
}

Requests = QuerySet[Request]


@dataclass(frozen=True)
class Position:
    """Where a request stands in the order, whether it still waits or not."""

    urgency: int
    at: datetime
    pk: int


def to_check(rows: Requests) -> Requests:
    return rows.filter(status=RequestStatus.SUBMITTED)


def without_donor(rows: Requests, now: datetime) -> Requests:
    """Checked, and some of it is neither promised nor proposed to anybody."""
    return rows.filter(
        Q(serve_from=None) | Q(serve_from__lte=now + PORTION_AHEAD),
        status=RequestStatus.VERIFIED,
        until__gt=now,
        needed__gt=F("listed") + F("proposed") + F("reserved") + F("delivered"),
    )


def in_band(band: str, now: datetime) -> Q:
    """Those who have waited as long as ``band`` says."""
    begin, end = BAND_DAYS[band]
    condition = Q(submitted_at__lte=now - timedelta(days=begin)) if begin else Q()
    return condition & Q(submitted_at__gt=now - timedelta(days=end)) if end else condition


def counted_by_band(rows: Requests, now: datetime) -> dict[str, int]:
    """How many have waited how long. One statement."""
    counts = {band: Count("pk", filter=in_band(band, now)) for band in BAND_DAYS}
    counted: dict[str, int] = rows.order_by().aggregate(**counts)
    return counted


def lacking_vouches(rows: Requests, person: Person) -> Requests:
    """Those for which neighbours must still vouch before ``person``, in its RW, may check them."""
    others = Vouch.private.filter(request=OuterRef("pk")).exclude(user_id=person.user_id or 0)
    made = others.order_by().values("request").annotate(made=Count("pk")).values("made")
    rows = rows.filter(~Exists(others.filter(as_cadre=True)), no_local_id=True)
    return rows.alias(made=Coalesce(Subquery(made), 0)).filter(made__lt=VOUCHES_NEEDED)


def vouches_missing(requests: Collection[Request], person: Person) -> dict[int, int]:
    """By request, how many vouches of others than ``person`` are missing; without those where
    none is. One statement, or none."""
    unknown = {request.pk for request in requests if request.no_local_id}
    if not unknown:
        return {}
    rows = Vouch.private.filter(request__in=unknown).exclude(user_id=person.user_id or 0)
    made: dict[int, int] = {}
    for request_id, as_cadre in rows.values_list("request_id", "as_cadre"):
        made[request_id] = made.get(request_id, 0) + (VOUCHES_NEEDED if as_cadre else 1)
    missing = {pk: VOUCHES_NEEDED - made.get(pk, 0) for pk in unknown}
    return {pk: count for pk, count in missing.items() if count > 0}


def position_of(rows: Requests, reference: str) -> Position | None:
    """Where the request of ``rows`` with ``reference`` stands; None where there is none."""
    found = rows.filter(reference=reference).order_by().values_list("urgency", "submitted_at", "pk")
    row = found.first()
    return Position(*row) if row else None


def following(position: Position, *, itself: bool = False) -> Q:
    """What comes after ``position``, or from it on."""
    last = Q(pk__gte=position.pk) if itself else Q(pk__gt=position.pk)
    within = Q(submitted_at__gt=position.at) | Q(submitted_at=position.at) & last
    return Q(urgency__gte=position.urgency) & (
        Q(urgency__gt=position.urgency) | Q(urgency=position.urgency) & within
    )


def preceding(position: Position, *, itself: bool = False) -> Q:
    """What comes before ``position``, or up to it."""
    last = Q(pk__lte=position.pk) if itself else Q(pk__lt=position.pk)
    within = Q(submitted_at__lt=position.at) | Q(submitted_at=position.at) & last
    return Q(urgency__lte=position.urgency) & (
        Q(urgency__lt=position.urgency) | Q(urgency=position.urgency) & within
    )
