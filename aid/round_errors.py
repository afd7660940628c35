"""What can go wrong with rounds of the engine and with questions to it."""

from django.utils.translation import gettext_lazy as _

from aid.errors import WrongState


class OnlyFigures(WrongState):
    """What the dry run would propose hangs on what it would take back, which stands still."""

    code = "only_figures"
    text = _("This dry run weighed unanswered proposals again: it shows figures and sends nothing.")


class RoundsWait(WrongState):
    """The office has one already, or too many offices wait."""

    code = "rounds_wait"
    text = _("A round that was asked for isn't over yet. Wait for it, or call it off.")


class QuestionsWait(WrongState):
    """The same person has one already, or many wait."""

    code = "questions_wait"
    text = _("Another question isn't answered yet. Wait a moment, then ask again.")


class OtherPolicy(WrongState):
    """The dry run weighed otherwise than rounds do; what it would propose is no rule's."""

    code = "other_policy"
    text = _(
        "This dry run weighed otherwise than the settings say: it shows figures and sends nothing."
    )


class DryRunTooOld(WrongState):
    """Too much has changed since the dry run for its reasons to be true."""

    code = "dry_run_too_old"
    text = _("This dry run is more than a day old. Try anew, then send.")
