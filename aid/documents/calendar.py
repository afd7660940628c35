"""A donor's deliveries as an iCalendar file (RFC 5545), for calendar applications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import icalendar

MAKER = "-//Gandeng//Deliveries//ID"
# How often an application that follows the calendar may look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Appointment:
    """One delivery, without anything of a household.

    ``uid`` is the same for ever. It is due from ``begins`` to ``ends``, or on the day ``begins``
    where ``ends`` is None. ``step`` counts what happened to it, ``changed`` is when it last did.
    """

    uid: str
    summary: str
    where: str
    address: str
    begins: datetime | date
    ends: datetime | None
    step: int
    changed: datetime
    cancelled: bool


def calendar_file(title: str, appointments: Iterable[Appointment]) -> bytes:
    import icalendar  # noqa: PLC0415 # heavy, and seldom needed

    calendar = icalendar.Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for each in appointments:
        calendar.add_component(event(each))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def event(appointment: Appointment) -> "icalendar.Event":
    import icalendar  # noqa: PLC0415 # as above

    found = icalendar.Event()
    found.add("uid", appointment.uid)
    found.add("dtstamp", appointment.changed)
    found.add("last-modified", appointment.changed)
    found.add("sequence", appointment.step)
    found.add("summary", appointment.summary)
    found.add("location", appointment.where)
    found.add("url", appointment.address)
    found.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    found.add("transp", "TRANSPARENT")
    found.add("dtstart", appointment.begins)
    # A whole day ends when the next one begins.
    found.add("dtend", appointment.ends or appointment.begins + timedelta(days=1))
    return found
