"""Checking what people enter. Each function returns the clean value or raises Trouble."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language

from aid import formats
from aid.categories import CATEGORIES, Category
from aid.contents import contents_of
from aid.errors import Invalid, Problem, problem
from aid.holidays import cut_off
from aid.models.offer import MOST_OPEN
from aid.slots import SLOTS, slot_ends
from geo.codes import Level
from geo.errors import GeoError
from geo.models import Region
from geo.official import official_regions

MOST_PEOPLE = 50
LEAST_RADIUS_KM, MOST_RADIUS_KM = 1, 50
MOST_DAYS = 90
# Indonesians write 1.500 for 1500; 1.5 is no whole number.
WHOLE_NUMBER = re.compile(r"-?(\d{1,3}([., ]\d{3})+|\d+)", re.ASCII)
# What is longer is too large whatever follows.
MOST_DIGITS = 30

# What no database row can hold: the null character, and halves of a UTF-16 pair.
NOT_KEPT = re.compile("[\x00\ud800-\udfff]")

Clean = TypeVar("Clean")


class Trouble(Exception):
    """One field is wrong."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.problem = problem(code, **facts)
        super().__init__(code)


class Checks:
    """Collects the problems of a whole form, so that a person hears of all of them at once."""

    def __init__(self) -> None:
        self.problems: dict[str, Problem] = {}

    def field(self, name: str, check: Callable[[], Clean]) -> Clean | None:
        """The clean value of field ``name``, or None after noting what is wrong with it."""
        try:
            return check()
        except Trouble as trouble:
            self.problems[name] = trouble.problem
        except GeoError as error:
            self.problems[name] = Problem(error.code, error.message)
        return None

    def done(self) -> None:
        """Raise Invalid when any field was wrong."""
        if self.problems:
            raise Invalid(self.problems)


def category(code: object) -> Category:
    if code in (None, ""):
        raise Trouble("required")
    found = CATEGORIES.get(code) if isinstance(code, str) else None
    if found is None:
        raise Trouble("unknown_category")
    return found


def whole_number(value: object) -> int:
    """``value`` as an int: numbers, or digits with dots, commas or spaces between thousands."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise Trouble("quantity_not_a_number")
    found = WHOLE_NUMBER.fullmatch(value.strip())
    if found is None:
        raise Trouble("quantity_not_a_number")
    return int(re.sub(r"[., ]", "", found[0])[:MOST_DIGITS])


def quantity(value: object, of: Category) -> int:
    """A quantity of category ``of``: a positive multiple of its step."""
    number = whole_number(value)
    if number < of.step:
        raise Trouble("quantity_too_small", least=of.step)
    if number > of.most:
        raise Trouble("quantity_too_large", most=of.most)
    if number % of.step:
        raise Trouble("quantity_step", step=of.step)
    return number


def least_part(value: object, most: int) -> int:
    """The smallest part of ``most`` units that is worth a trip; 1 where nothing is said."""
    if value in (None, ""):
        return 1
    number = whole_number(value)
    if not 1 <= number <= most:
        raise Trouble("least_out_of_range", most=most)
    return number


def most_open(value: object) -> int | None:
    """How many unanswered proposals a donor takes at once; None for any number."""
    if value in (None, ""):
        return None
    number = whole_number(value)
    if not 1 <= number <= MOST_OPEN:
        raise Trouble("most_open_out_of_range", most=MOST_OPEN)
    return number


def people(value: object, most: int = MOST_PEOPLE) -> int:
    try:
        number = whole_number(value)
    except Trouble:
        raise Trouble("people_out_of_range", most=most) from None
    if not 1 <= number <= most:
        raise Trouble("people_out_of_range", most=most)
    return number


def rt_of_list(number: int, last: int | None) -> int:
    """``number``, unless it is beyond the ``last`` RT of the RW, where that is known."""
    if last is not None and number > last:
        raise Trouble("rt_elsewhere", last=f"{last:03}")
    return number


def contents(value: object, of: Category) -> list[str]:
    """The codes of what was ticked as being in a package of ``of``, in the list's order."""
    ticked = {str(code) for code in value} if isinstance(value, list | tuple) else set()
    known = contents_of(of.code)
    if not ticked <= set(known):
        raise Trouble("contents_unknown")
    return [code for code in known if code in ticked]


def one_of(value: object, choices: tuple[Any, ...], code: str) -> Any:
    """``value`` when it is among ``choices``, compared as text; else Trouble ``code``."""
    for choice in choices:
        if str(value) == str(choice):
            return choice
    raise Trouble(code)


def text(value: object, most: int, *, needed: bool = False) -> str:
    """Text of at most ``most`` characters, trimmed."""
    clean = str(value or "").strip()
    if NOT_KEPT.search(clean):
        raise Trouble("bad_characters")
    if len(clean) > most:
        raise Trouble("too_long", most=most)
    if needed and not clean:
        raise Trouble("required")
    return clean


def login(value: str) -> str:
    """What accounts are found by: a phone number in E.164, or an e-mail in small letters; what is
    neither stays as it is."""
    clean = value.strip()
    if "@" in clean:
        return clean.lower()
    try:
        return phone(clean)
    except Trouble:
        return clean


def phone(value: object, *, needed: bool = False) -> str:
    """A phone number in E.164; numbers without country code are Indonesian."""
    clean = text(value, 40, needed=needed)
    if not clean:
        return ""
    import phonenumbers  # noqa: PLC0415 # heavy, and seldom needed

    try:
        number = phonenumbers.parse(clean, "ID")
    except phonenumbers.NumberParseException:
        raise Trouble("phone_invalid") from None
    if not phonenumbers.is_possible_number(number):
        raise Trouble("phone_invalid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def id_number(value: object) -> str:
    """An Indonesian id number (NIK), 16 digits; empty where none was given."""
    digits = re.sub(r"[\s.-]", "", text(value, 40))
    if digits and not re.fullmatch(r"[0-9]{16}", digits):
        raise Trouble("id_number_invalid")
    return digits


def region(code: object) -> Region:
    """The kelurahan or neighbourhood with ``code``."""
    clean = text(code, 20, needed=True)
    found = official_regions().regions.get(clean) or Region.objects.filter(code=clean).first()
    if found is None:
        raise Trouble("unknown_region")
    if found.level not in (Level.KELURAHAN, Level.RW):
        raise Trouble("region_too_wide")
    return found


def neighbourhood(code: object) -> Region:
    """The RW, or the settlement without one, with ``code``."""
    found = region(code)
    if found.level != Level.RW:
        raise Trouble("neighbourhood_needed")
    return found


def radius(value: object) -> int:
    """A distance entered in kilometres, in metres."""
    try:
        kilometres = float(str(value).replace(",", "."))
    except ValueError:
        kilometres = 0.0
    if not LEAST_RADIUS_KM <= kilometres <= MOST_RADIUS_KM:
        raise Trouble("radius_out_of_range", least=LEAST_RADIUS_KM, most=MOST_RADIUS_KM)
    return round(kilometres * 1000)


def until(value: object, days: int) -> datetime:
    """The end (local midnight) of the day ``value``; ``days`` from now without one."""
    now = timezone.now()
    if value in (None, ""):
        return now + timedelta(days=days)
    end = end_of_day(value)
    if end <= now:
        raise Trouble("until_past")
    if end > now + timedelta(days=MOST_DAYS + 1):
        raise Trouble("until_too_far", days=MOST_DAYS)
    return end


def slot(value: object, of: Category | None) -> str:
    """The code of a meal's slot; empty where none was given."""
    code = text(value, 12)
    if not code:
        return ""
    if of is None or of.code != "meal":
        raise Trouble("slot_for_meals_only")
    if code not in SLOTS or not SLOTS[code].for_meals:
        raise Trouble("slot_unknown")
    return code


def ends(value: object, of: Category | None, slot_code: str = "") -> datetime:
    """Until when something of category ``of`` is of use: as ``until``, with a slot until that
    ends on the day ``value`` (the next time without one), for a holiday no longer than
    ``aid.holidays`` says."""
    if slot_code:
        return meal_until(value, slot_code)
    last = cut_off(of.code) if of else None
    if last is None:
        return until(value, of.lasts_days if of else 1)
    if value in (None, ""):
        return min(until(value, of.lasts_days if of else 1), last)
    end = until(value, 1)
    if end > last:
        raise Trouble("after_the_holiday", last=last_day(last))
    return end


def date_in_words(day: date) -> str:
    return formats.day(day, get_language() or "id")


def last_day(end: datetime) -> object:
    """The day that ends at ``end``, written in the language of whoever reads it."""
    return lazy(date_in_words, str)(timezone.localdate(end - timedelta(days=1)))


def meal_until(value: object, slot_code: str) -> datetime:
    now = timezone.now()
    if value in (None, ""):
        end = slot_ends(timezone.localdate(now), slot_code)
        return end if end > now else end + timedelta(days=1)
    midnight = until(value, 1)
    end = slot_ends(timezone.localdate(midnight - timedelta(days=1)), slot_code)
    if end <= now:
        raise Trouble("slot_past")
    return end


def end_of_day(value: object) -> datetime:
    day = value
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value.strip()[:10])
        except ValueError:
            raise Trouble("date_invalid") from None
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    if not isinstance(day, date) or not 2000 <= day.year <= 9000:
        raise Trouble("date_invalid")
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def consent(value: object) -> None:
    if value is not True:
        raise Trouble("consent_missing")
