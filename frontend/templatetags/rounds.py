"""How rounds are written on the board."""

import math

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def kilometres(value: float | None) -> str:
    """``71.576 km``; one decimal below 100."""
    if value is None:
        return "–"
    digits = 1 if value < 100 else 0
    return f"{formats.number_format(round(value, digits), digits, force_grouping=True)} km"


@register.filter
def percent_up(value: float) -> str:
    """A gap in percent, rounded up, so that never less is said than is proven: ``0,02%``."""
    return f"{formats.number_format(math.ceil(value * 100) / 100, 2)}%"
