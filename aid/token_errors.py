"""What can go wrong with tokens of organisations."""

from django.utils.translation import gettext_lazy as _

from aid.errors import AidError, NotAllowed


class FactorNeeded(NotAllowed):
    """A second factor must be shown in this session first."""

    code = "factor_needed"
    text = _("Please confirm with your second factor that it's you.")


class TooManyTokens(AidError):
    """``most``: tokens that one organisation may have at a time."""

    code = "too_many_tokens"
    text = _("Your organisation has {most} tokens already. Please revoke one first.")
