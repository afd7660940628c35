"""The donor says that it comes later than planned, and about when."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aid import delays
from aid.actions.access import access_consignment, access_match
from aid.checks import Checks, Trouble
from aid.events import consignment_entry, match_entry, record
from aid.models import Consignment, Match
from aid.rules import MatchStatus
from aid.slots import slot_opens
from people.person import Person


@transaction.atomic
def match_is_late(person: Person, reference: str, about: object) -> Match:
    """``about`` is one of ``aid.delays``. Whoever waits for it is told, unless they know already.

    Raises Invalid, also where it would be of no use by then.
    """
    match = access_match(person, reference, "running_late")
    expected = checked(about, [match.request.until])
    if expected == match.expected_at:
        return match
    expect([match], expected)
    record(person, match_entry("running_late", match, expected=expected.isoformat()))
    return match


@transaction.atomic
def consignment_is_late(person: Person, reference: str, about: object) -> Consignment:
    """The same of all that a consignment holds. Raises Invalid, also for a time at which it is
    awaited anyhow."""
    load = access_consignment(person, reference, "running_late")
    consignment = load.consignment
    coming = load.at(MatchStatus.ACCEPTED, MatchStatus.ON_THE_WAY)
    planned = slot_opens(consignment.day, consignment.slot)
    expected = checked(about, [match.request.until for match in coming], planned)
    if expected == consignment.expected_at:
        return consignment
    consignment.expected_at = expected
    consignment.save(update_fields=["expected_at"])
    expect(coming, expected)
    told = expected.isoformat()
    of_matches = [match_entry("running_late", match, expected=told) for match in coming]
    entry = consignment_entry("running_late", consignment, expected=told)
    record(person, entry, *of_matches)
    return consignment


def checked(
    about: object, until: Iterable[datetime], planned: datetime = delays.BEGINNING
) -> datetime:
    """When ``about`` is: after ``planned``, and no later than all of ``until``. Raises Invalid."""
    check = Checks()
    last = min(until, default=None)
    expected = check.field("about", lambda: moment(str(about), planned, last))
    check.done()
    assert expected is not None
    return expected


def moment(about: str, planned: datetime, until: datetime | None) -> datetime:
    if about not in delays.DELAYS:
        raise Trouble("delay_unknown")
    expected = delays.expected(about, timezone.now())
    if expected <= planned:
        raise Trouble("delay_too_short")
    if until is not None and expected > until:
        raise Trouble("delay_too_long")
    return expected


def expect(matches: Iterable[Match], expected: datetime) -> None:
    ids = []
    for match in matches:
        match.expected_at = expected
        ids.append(match.pk)
    Match.private.filter(pk__in=ids).update(expected_at=expected)
