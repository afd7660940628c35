"""What hinders in giving roles and taking them back."""

from django.utils.translation import gettext_lazy as _

from aid.errors import AidError, Message, Problem


class LastCoordinator(AidError):
    """Nobody else coordinates the region; ``region`` is its code."""

    code = "last_coordinator"
    text = _(
        "Nobody else coordinates this region. What waits there would rise to the next office: "
        "please tick that you know this."
    )


PROBLEMS: dict[str, Message] = {
    "account_unknown": _(
        "No account signs in with this. Let them sign in to Gandeng once, then give the role."
    ),
    "account_own": _("You can't give yourself a role."),
    "role_unknown": _("Please choose a role that there is in this region."),
    "role_held": _("They hold this role already."),
    "region_unknown": _("We don't know this place. Please choose it from the list."),
}


def problem(code: str) -> Problem:
    return Problem(code, PROBLEMS[code])
