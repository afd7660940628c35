"""What has waited too long, and how it rises from office to office: every threshold, on one page.

A thing is due after a while, and its own office is warned. Every so long after that it rises by
one office more, up to the city, by nobody's doing; the offices below see it as long as it waits.
What presses (no food today, or a meal) is due sooner and rises quicker. Plain Python: no database,
no web.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

MEAL = "meal"
NONE_TODAY = 0  # of ``aid.models.request.URGENCIES``


class Office(IntEnum):
    """Offices from the city down, each as the dots in the codes of its regions."""

    CITY = 1
    KECAMATAN = 2
    KELURAHAN = 3
    RW = 4


class Kind(StrEnum):
    """What can wait too long."""

    CHECK = "check"
    PROPOSAL = "proposal"
    PROMISE = "promise"
    ON_THE_WAY = "on_the_way"
    UNCONFIRMED = "unconfirmed"
    DISPUTE = "dispute"
    CONSIGNMENT = "consignment"
    LEFT_AT_POST = "left_at_post"
    DISPUTE_AT_POST = "dispute_at_post"
    LIST = "list"
    COMPLAINT = "complaint"
    SENSITIVE_COMPLAINT = "sensitive_complaint"


@dataclass(frozen=True)
class Pace:
    """``due`` so long after it began to wait; risen by one office each time that ``rises`` has
    passed after that."""

    due: timedelta
    rises: timedelta


@dataclass(frozen=True)
class Threshold:
    """``office`` is the smallest that can settle it; nothing begins to wait below."""

    office: Office
    usual: Pace
    pressing: Pace

    def pace(self, *, pressing: bool) -> Pace:
        return self.pressing if pressing else self.usual


def pace(due: float, rises: float) -> Pace:
    """In hours."""
    return Pace(timedelta(hours=due), timedelta(hours=rises))


RW, KELURAHAN, KECAMATAN = Office.RW, Office.KELURAHAN, Office.KECAMATAN

# Hours until it is due, and from office to office; the second pair is for what presses.
THRESHOLDS: dict[Kind, Threshold] = {
    # Since it was asked for.
    Kind.CHECK: Threshold(RW, pace(24, 24), pace(4, 4)),
    # Since it was proposed; it lapses after a day, of meals after two hours.
    Kind.PROPOSAL: Threshold(KELURAHAN, pace(20, 2), pace(1, 2)),
    # Since the donor said yes, and did not set out.
    Kind.PROMISE: Threshold(RW, pace(72, 24), pace(12, 6)),
    # Since it set out, or since the donor who is running late would be there.
    Kind.ON_THE_WAY: Threshold(RW, pace(24, 12), pace(3, 3)),
    # Since it was handed over, as the donor says, and the household says nothing.
    Kind.UNCONFIRMED: Threshold(RW, pace(48, 48), pace(48, 48)),
    # Since the household said that it did not arrive.
    Kind.DISPUTE: Threshold(KELURAHAN, pace(0, 24), pace(0, 6)),
    # Since the part of the day was over for which it was planned, and it isn't there.
    Kind.CONSIGNMENT: Threshold(RW, pace(2, 12), pace(0.5, 1)),
    # Since it came to the post, and not all of it was handed out.
    Kind.LEFT_AT_POST: Threshold(RW, pace(24, 24), pace(2, 2)),
    # Since it was handed out, as the post says, and the household says that it wasn't.
    Kind.DISPUTE_AT_POST: Threshold(KELURAHAN, pace(0, 24), pace(0, 6)),
    # Since the RW handed it in.
    Kind.LIST: Threshold(KELURAHAN, pace(48, 24), pace(12, 12)),
    # Since it was made.
    Kind.COMPLAINT: Threshold(KELURAHAN, pace(24, 24), pace(12, 12)),
    Kind.SENSITIVE_COMPLAINT: Threshold(KECAMATAN, pace(4, 8), pace(4, 8)),
}


def presses(category: str, urgency: int | None = None) -> bool:
    """Whether something of ``category``, for somebody as hungry as ``urgency`` says, presses."""
    return category == MEAL or urgency == NONE_TODAY


def due_at(kind: Kind, since: datetime, *, pressing: bool) -> datetime:
    return since + THRESHOLDS[kind].pace(pressing=pressing).due


def office_of(kind: Kind, region_code: str) -> Office:
    """Whose turn it is first, of a thing in ``region_code``: the RW's, where it lies in one and
    the RW can settle it. Raises ValueError for a province."""
    return min(THRESHOLDS[kind].office, Office(region_code.count(".")))


def most_rises(kind: Kind) -> int:
    """How often something of ``kind`` can rise until it is at the city."""
    return THRESHOLDS[kind].office - Office.CITY


def begun_before(kind: Kind, now: datetime, *, pressing: bool) -> list[datetime]:
    """What waits since one of these moments or longer has risen as often as its place says: it is
    due since the first, has risen once since the second."""
    known = THRESHOLDS[kind].pace(pressing=pressing)
    return [now - known.due - count * known.rises for count in range(most_rises(kind) + 1)]


def rises(kind: Kind, since: datetime, now: datetime, *, pressing: bool) -> int | None:
    """How often it has risen by ``now``; None as long as it isn't due."""
    passed = sum(since <= moment for moment in begun_before(kind, now, pressing=pressing))
    return passed - 1 if passed else None


def turn(office: Office, risen: int) -> Office:
    """Whose turn it is once something of ``office`` has risen so often."""
    return Office(max(office - risen, Office.CITY))


def concerns(board: int, office: Office, now_with: Office) -> bool:
    """Whether something that began at ``office`` and has risen to ``now_with`` is for the office of
    a board with so many dots to settle."""
    return now_with <= board <= office
