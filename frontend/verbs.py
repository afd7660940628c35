"""The buttons of the coordinator's board: label and look of each verb, in the order shown.

Which of them a page shows is for ``aid.rules.allowed`` to say.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Button:
    """``main`` buttons stand in the card itself, the others behind "More"."""

    label: str | Promise
    main: bool = False
    bad: bool = False


MATCH_BUTTONS: dict[str, Button] = {
    "settle_arrived": Button(_("It arrived after all"), main=True),
    "settle_lost": Button(_("It did not arrive"), main=True, bad=True),
    "receive": Button(_("The goods came")),
    "agree_contact": Button(_("The household agrees to share its address")),
    "take_back_contact": Button(_("The household takes its address back")),
    "did_not_come": Button(_("Nobody came with it"), bad=True),
    "cancel": Button(_("Cancel this match"), bad=True),
    "lose": Button(_("Lost on the way"), bad=True),
}
