"""What a token may be let do: plain names, each with the sentence that its maker reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: dict[str, str | Promise] = {
    "read": _("See what your organisation sees: needs, its offers, matches and consignments."),
    "offers": _("Publish and withdraw offers, and pledge."),
    "deliveries": _("Answer proposals; plan, start, hand over and report deliveries."),
    "contacts": _("Read addresses, messages and photos of households that agreed; write to them."),
}
# A token lasts so many days unless its maker says otherwise, and never longer than these.
USUAL_TOKEN_DAYS = 90
MOST_TOKEN_DAYS = 365
# Tokens of one organisation that work at the same time.
MOST_TOKENS = 10
