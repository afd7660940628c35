"""How rounds are written on the board."""

import math

from django import template

from aid import formats
from frontend.templatetags.gandeng import language

register = template.Library()


@register.filter
def kilometres(value: float | None) -> str:
    """``71.576 km``; one decimal below 100."""
    if value is None:
        return "–"
    digits = 1 if value < 100 else 0
    return f"{formats.decimal(value, language(), digits)} km"


@register.filter
def percent_up(value: float) -> str:
    """A gap in percent, rounded up, so that never less is said than is proven: ``0,02%``."""
    return f"{formats.decimal(math.ceil(value * 100) / 100, language(), 2)}%"
