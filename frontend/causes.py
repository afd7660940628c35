"""Why need stays unmet, in plain words."""

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aid import rules
from aid.models import Request
from geo.models import Region
from matching.causes import Cause, summed, unmet_by_cause
from matching.explanation import reason_text
from matching.queries import gap_facts

CAUSES: dict[str, str | Promise] = {
    "no_offer": _("Nobody offers this kind of aid"),
    "out_of_reach": _("No offer reaches the place"),
    "reserved": _("Offers nearby are meant for other kampung"),
    "barred": _("Offers nearby can't be paired with the request"),
    "too_late": _("Too late to arrive in time"),
    "used_up": _("All that reaches the place is theirs already; it is not enough"),
    "priority": _("Offers nearby go to requests with priority"),
    "fairer": _("Offers nearby go to kampung where less is covered"),
    "as_urgent": _("Offers nearby are used up by requests of the same or higher priority"),
    "too_small": _("Offers nearby can't be divided to fit, or their donors take no more at once"),
}


def causes_of(region: Region, category: str = "") -> list[tuple[str | Promise, Cause]]:
    """What stays unmet in a region by cause, the largest first, exact: in rupiah over all
    categories, or in the unit of ``category``. One statement."""
    rows = unmet_by_cause(region.pk, len(region.pk), timezone.now())
    return [(CAUSES.get(each.cause, each.cause), each) for each in summed(rows, category)]


def why_open(request: Request) -> str:
    """Why the newest round found nothing, or too little, for a request that is open still, in the
    reader's words; else empty. At most one statement."""
    if request.open <= 0 or request.status not in rules.sources("request", "match"):
        return ""
    return reason_text(gap_facts(request.pk) or {}, get_language() or "id")
