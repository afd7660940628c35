"""Words of consignments on pages."""

from django import template

from aid import lanes

register = template.Library()


@register.filter
def lane_name(code: str) -> str:
    """What gets through a lane."""
    return str(lanes.LANE_NAMES[code])


@register.filter
def vehicle_name(code: str) -> str:
    return str(lanes.VEHICLE_NAMES[code])
