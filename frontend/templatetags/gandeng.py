"""How quantities, money, distances, times and places are written on the pages."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from aid import formats
from aid.categories import CATEGORIES, Words
from frontend import words
from frontend.icons import ICONS
from geo.codes import Level
from geo.gazetteer import short
from geo.models import Region
from matching import explanation
from people import private
from people.models import User

register = template.Library()


def language() -> str:
    """The reader's."""
    return get_language() or "id"


@register.filter
def number(value: int | None) -> str:
    """``1.648``; None, which figures use for 0 to 4 of something, is ``<5``."""
    return "<5" if value is None else formats.number(value, language())


@register.filter
def decimal(value: float) -> str:
    """``4,5``, with one decimal place."""
    return formats.decimal(value, language(), 1)


@register.filter
def name(user: User) -> str:
    """Somebody's name; a view that lists many reads them all at once before."""
    return private.name_of(user)


@register.filter
def rupiah(value: int | None) -> str:
    """``Rp200.000``; None is ``<Rp500.000``, five of the step in which figures are rounded."""
    if value is None:
        return f"<Rp{number(5 * CATEGORIES['cash'].told_step)}"
    return f"Rp{number(value)}"


@register.filter
def rupiah_short(value: int) -> str:
    """``Rp1,2 jt``: for tables, where the exact sum would not fit on a phone."""
    for size, unit in ((1_000_000_000, _("bn")), (1_000_000, _("m")), (1_000, _("k"))):
        if value >= size:
            whole = round(10 * value / size) % 10 == 0
            digits = 0 if whole or value >= 100 * size or unit == _("k") else 1
            space = "" if formats.is_english(language()) else " "
            return f"Rp{formats.decimal(value / size, language(), digits)}{space}{unit}"
    return rupiah(value)


@register.filter
def bare(value: int | None, category: str) -> str:
    """A quantity without its unit, but cash as rupiah."""
    return rupiah(value) if category == "cash" else number(value)


@register.filter
def people(value: int) -> str:
    """``1.648 jiwa``."""
    return ngettext("%(count)s person", "%(count)s people", value) % {"count": number(value)}


@register.filter
def amount(value: int | None, category: str) -> str:
    """A quantity of a category: ``3 paket`` or ``Rp200.000``."""
    if category == "cash":
        return rupiah(value)
    unit = CATEGORIES[category].unit_of(1 if value == 1 else 2)
    return f"{number(value)} {said(unit)}"


@register.filter
def as_json(value: Any) -> str:
    """A value for a script to read out of an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def category_name(code: str) -> str:
    return said(CATEGORIES[code].name)


@register.filter
def said(both: Words) -> str:
    """A text that is kept in both languages, in the reader's."""
    return both.in_language(language())


@register.filter
def unit_name(code: str) -> str:
    return said(CATEGORIES[code].unit)


@register.filter
def km(metres: float | None) -> str:
    """``1,2 km``, from metres; under a kilometre ``800 m``."""
    if metres is None:
        return ""
    if metres < 950:
        return f"{number(round(metres / 50) * 50)} m"
    return f"{formats.decimal(metres / 1000, language(), 1)} km"


@register.filter
def about_km(kilometres: float) -> str:
    """A distance in half kilometres, as reasons tell it."""
    return explanation.about_km(kilometres, language())


@register.filter
def clock(moment: datetime | None) -> str:
    """``pukul 17.30 WIB``."""
    if moment is None:
        return ""
    return _("at %(time)s WIB") % {"time": hour(moment)}


@register.filter
def hour(at: time | datetime) -> str:
    """``08.00``, of a time of day or a moment."""
    return formats.hour(at, language())


@register.filter
def day(moment: datetime | None) -> str:
    """``27 November 2026``."""
    if moment is None:
        return ""
    return formats.day(timezone.localtime(moment).date(), language())


@register.filter
def date_only(value: date | None) -> str:
    """``27 November 2026``, of a day without a time."""
    return "" if value is None else formats.day(value, language())


@register.filter
def month(value: date | None) -> str:
    """``November 2026``, of a day in it."""
    return "" if value is None else formats.month(value, language())


@register.filter
def moment(value: datetime | None) -> str:
    """``27 November 2026, pukul 17.30 WIB``; today's only ``hari ini, pukul 17.30 WIB``."""
    if value is None:
        return ""
    today = timezone.localdate() == timezone.localtime(value).date()
    date = _("today") if today else day(value)
    return f"{date}, {clock(value)}"


@register.filter
def last_day(until: datetime | None) -> str:
    """The last whole day before ``until``, which is a local midnight."""
    if until is None:
        return ""
    return day(until - timedelta(seconds=1))


@register.filter
def place(region: Region) -> str:
    """``RW 012, Kapuk, Cengkareng``: a region and what it lies in, up to the kecamatan."""
    return words.place(region)


@register.filter
def short_name(name: str) -> str:
    """``Jakarta Barat`` for ``Kota Administrasi Jakarta Barat``; the province is ``Jakarta``."""
    return "Jakarta" if name.startswith("Daerah Khusus") else short(name)


@register.filter
def region_title(region: Region) -> str:
    """``Kecamatan Cengkareng``, ``Kelurahan Kapuk``; cities bear their full name."""
    if region.level in (Level.KECAMATAN, Level.KELURAHAN):
        return f"{Level(region.level).value.capitalize()} {region.name}"
    return region.public_name


@register.filter
def status_name(status: str, of: str) -> str:
    """A status in the pages' words; ``of`` is "request", "match", "offer" or "complaint"."""
    return words.status(of, status)


@register.inclusion_tag("frontend/parts/badge.html")
def badge(status: str, of: str) -> dict[str, str]:
    """A status as a small label in its colour."""
    return {"text": words.status(of, status), "tone": words.tone(of, status)}


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """The text of a built stylesheet, to stand in the page itself."""
    # Our own file, made by the build.
    return SafeString(Path(str(finders.find(name))).read_text())  # nosec B703


@register.simple_tag
def icon(name: str, size: int = 28) -> SafeString:
    """A line drawing of ``frontend.icons``; decoration only, hidden from screen readers."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"'
        ' aria-hidden="true"><path d="{1}"/></svg>',
        size,
        ICONS[name],
    )


@register.inclusion_tag("frontend/parts/field.html", takes_context=True)
def field(context: dict[str, Any], name: str, label: str, **options: Any) -> dict[str, Any]:
    """A labelled input of ``form`` with its error beside it.

    Options: kind (input type), hint, optional, short, rows (a textarea), place (a kelurahan, which
    a script suggests, beside the fields region and rw), attrs as keyword arguments inputmode,
    autocomplete, maxlength, min, max, step, required.
    """
    form = context["form"]
    wrong = form.wrong(name)
    hint = options.pop("hint", "")
    described = " ".join(
        part for part in (hint and f"{name}-hint", wrong and f"{name}-wrong") if part
    )
    return {
        "name": name,
        "label": label,
        "value": form.value(name),
        "wrong": wrong,
        "hint": hint,
        "described": described,
        "kind": options.pop("kind", "text"),
        "rows": options.pop("rows", 0),
        "place": options.pop("place", False),
        "short": options.pop("short", False),
        "optional": options.pop("optional", False),
        "required": options.pop("required", False),
        "attrs": options,
    }


@register.inclusion_tag("frontend/parts/problems.html", takes_context=True)
def problems(context: dict[str, Any], *fields: str) -> dict[str, Any]:
    """The errors of ``fields`` of ``form``, for groups of choices; without fields, a summary
    above the form that links to each wrong field."""
    form = context["form"]
    if not fields:
        return {"summary": list(form)}
    return {"wrongs": [(name, form.wrong(name)) for name in fields if form.wrong(name)]}


@register.simple_tag(takes_context=True)
def checked(context: dict[str, Any], name: str, value: object) -> str:
    """`` checked`` when field ``name`` of ``form`` holds ``value``."""
    return " checked" if context["form"].value(name) == str(value) else ""


INVALID, NOTHING = SafeString(' aria-invalid="true"'), SafeString("")


@register.simple_tag(takes_context=True)
def described(
    context: dict[str, Any], name: str, *, group: bool = False, hint: str = ""
) -> SafeString:
    """Ties an input, or with ``group`` a fieldset, to what ``problems`` says of field ``name``,
    and to its hint."""
    wrong = bool(context["form"].wrong(name))
    names = " ".join(filter(None, (hint, f"{name}-wrong" if wrong else "")))
    invalid = INVALID if wrong and not group else NOTHING
    tied = format_html(' aria-describedby="{}"', names) if names else NOTHING
    return invalid + tied
