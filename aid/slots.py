"""Times of day at which goods come, and by which a meal must be there.

Times are those of Jakarta (WIB). A meal's slot ends when it is eaten: sahur before 03.45, buka
before 17.30 in Ramadan; a package only has part of a day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from aid.categories import Words

# What is not on its way so long before its slot ends is offered to others.
SET_OUT_BEFORE = timedelta(hours=1)
# A meal is cooked, packed and brought in no less; later the engine proposes none any more.
ARRIVES_WITHIN = timedelta(minutes=20)


@dataclass(frozen=True)
class Slot:
    """Part of a day; goods come between ``opens`` and ``ends``."""

    code: str
    name: Words
    opens: time
    ends: time
    for_meals: bool = False


SLOTS: dict[str, Slot] = {
    slot.code: slot
    for slot in (
        Slot("sahur", Words("Sahur", "Sahur"), time(2), time(3, 45), for_meals=True),
        Slot("breakfast", Words("Sarapan", "Breakfast"), time(5), time(7), for_meals=True),
        Slot("noon", Words("Makan siang", "Noon"), time(10, 30), time(12, 30), for_meals=True),
        Slot("buka", Words("Buka puasa", "Breaking the fast"), time(16), time(17, 30),
             for_meals=True),
        Slot("evening", Words("Makan malam", "Evening"), time(17), time(19), for_meals=True),
        Slot("morning", Words("Pagi", "Morning"), time(8), time(11)),
        Slot("midday", Words("Siang", "Midday"), time(11), time(14)),
        Slot("afternoon", Words("Sore", "Afternoon"), time(14), time(17)),
    )
}  # fmt: skip
MEALS = tuple(slot.code for slot in SLOTS.values() if slot.for_meals)


def slot_opens(day: date, code: str) -> datetime:
    """When slot ``code`` of ``day`` begins. Raises KeyError for an unknown slot."""
    return timezone.make_aware(datetime.combine(day, SLOTS[code].opens))


def slot_ends(day: date, code: str) -> datetime:
    """When slot ``code`` of ``day`` ends. Raises KeyError for an unknown slot."""
    return timezone.make_aware(datetime.combine(day, SLOTS[code].ends))
