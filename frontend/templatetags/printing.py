"""What stands on paper alone."""

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.simple_tag
def printed_at() -> datetime:
    """When the page was made: what is on paper is as of then."""
    return timezone.now()
