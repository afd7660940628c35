"""The one place that knows how numbers, dates and times are written: 1.648 and 1,2 km, 27 November
2026, pukul 17.30 WIB in Indonesian; 1,648 and 1.2 km, 17:30 WIB in English."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date

from aid.categories import CATEGORIES

WIB = ZoneInfo("Asia/Jakarta")


def is_english(language: str) -> bool:
    return language.startswith("en")


def number(value: int, language: str) -> str:
    text = f"{value:,}"
    return text if is_english(language) else text.replace(",", ".")


def decimal(value: float, language: str, places: int | None = None) -> str:
    """With so many decimal places, or as few as it takes."""
    text = f"{value:g}" if places is None else f"{value:,.{places}f}"
    if is_english(language):
        return text
    return text.translate(str.maketrans(",.", ".,"))


def rupiah(value: int, language: str) -> str:
    return f"Rp{number(value, language)}"


def millions(value: int, language: str) -> str:
    """A sum of money in millions of rupiah, with one decimal below 100 million."""
    million = "million" if is_english(language) else "juta"
    return f"Rp{decimal(value / 1e6, language, int(value < 1e8))} {million}"


def quantity(code: str, value: int, language: str, unit: bool = True) -> str:
    """A quantity of a category, with its unit unless the sentence has it already."""
    category = CATEGORIES.get(code)
    if category is None:
        return number(value, language)
    if category.value == 1:
        return rupiah(value, language)
    if not unit:
        return number(value, language)
    return f"{number(value, language)} {category.unit_of(value).in_language(language)}"


def category_name(code: str, language: str) -> str:
    category = CATEGORIES.get(code)
    return code if category is None else category.name.in_language(language)


def unit_name(code: str, language: str) -> str:
    """What several of a category are called: ``paket``."""
    category = CATEGORIES.get(code)
    return code if category is None else category.unit.in_language(language)


def day(value: date, language: str) -> str:
    """``27 November 2026``."""
    return format_date(value, "d MMMM y", locale=locale_of(language))


def month(value: date, language: str) -> str:
    """``November 2026``, of a day in it."""
    return format_date(value, "MMMM y", locale=locale_of(language))


def weekday(value: date, language: str) -> str:
    """``Jumat``."""
    return format_date(value, "EEEE", locale=locale_of(language))


def clock(moment: datetime, language: str) -> str:
    """``pukul 17.30 WIB``, of an aware moment."""
    at = f"{hour(moment, language)} WIB"
    return at if is_english(language) else f"pukul {at}"


def hour(at: time | datetime, language: str) -> str:
    """``17.30``, of a time in Jakarta or an aware moment."""
    local = at.astimezone(WIB) if isinstance(at, datetime) else at
    return local.strftime("%H:%M" if is_english(language) else "%H.%M")


def locale_of(language: str) -> str:
    """Babel's name of the language."""
    return "en" if is_english(language) else "id"
