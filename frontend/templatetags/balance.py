"""Pieces of needs beside offers."""

from django import template

from frontend.balances import Choice

register = template.Library()


@register.simple_tag
def ordered(choice: Choice, order: str) -> str:
    """The rest of the address of the same rows in another order."""
    return choice.by(order)
