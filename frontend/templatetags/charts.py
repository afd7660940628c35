"""How the numbers of charts and of sums are written."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aid.categories import CATEGORIES
from aid.queries.balance import Balance
from frontend.templatetags.gandeng import number, rupiah, rupiah_short, unit_name

register = template.Library()
NOTHING = "–"


@register.filter
def lasted(value: timedelta | None) -> str:
    """How long something took: ``6 jam``, from two days on ``3 hari``; a dash for nothing."""
    if value is None:
        return NOTHING
    hours = int(value.total_seconds() // 3600)
    if hours < 1:
        return _("less than an hour")
    if hours < 48:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    return ngettext("%(days)s day", "%(days)s days", hours // 24) % {"days": hours // 24}


@register.filter
def in_unit(value: float | timedelta | None, unit: str) -> str:
    """A number of a chart: in rupiah, as a duration, or in the unit of a category."""
    if value is None or isinstance(value, timedelta):
        return lasted(value)
    return rupiah(int(value)) if unit == "rupiah" else number(int(value))


@register.simple_tag
def unit_of(category: str) -> str:
    """``in packages``."""
    return _("in %(unit)s") % {"unit": unit_name(category)}


@register.inclusion_tag("frontend/board/quantity.html")
def quantity(row: Balance, name: str, label: str) -> dict[str, str]:
    """A cell of needs beside offers: in the category's unit and, unless it is money, what that is
    worth; a dash for nothing, so that what is there stands out."""
    value, worth = int(getattr(row, name)), row.worth(name)
    is_rupiah = CATEGORIES[row.category].value == 1
    return {
        "label": label,
        "name": name,
        "told": (rupiah(value) if is_rupiah else number(value)) if value else NOTHING,
        "worth": "" if is_rupiah or not value else rupiah_short(worth),
    }
