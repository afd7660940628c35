"""Pieces of the queue of a board."""

from django import template

from frontend.queue import Choice, Counts
from frontend.templatetags.gandeng import number

register = template.Library()


@register.simple_tag
def but(choice: Choice, **others: str) -> str:
    """The rest of the address of the same choice but for ``others``."""
    return choice.but(**others)


@register.simple_tag
def band_count(counts: Counts, band: str) -> str:
    """How many have waited as long as ``band`` says."""
    return number(counts.bands.get(band, 0))
