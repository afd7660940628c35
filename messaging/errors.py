"""What messaging refuses, with a stable code and a sentence in the reader's language."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MessagingError(Exception):
    """Base of all refusals of messaging."""

    code: ClassVar[str] = "error"
    message: ClassVar[str | Promise] = ""

    def __init__(self) -> None:
        super().__init__(self.code)


class UnknownPushService(MessagingError):
    """The address is not one of a push service that the settings name."""

    code = "unknown_push_service"
    message = _("This browser's notices go through a service that Gandeng does not know.")


class BadPhone(MessagingError):
    """The keys that a browser gave are none."""

    code = "bad_phone"
    message = _("This browser could not switch notices on. Please reload the page.")


class NoMailAddress(MessagingError):
    """What was typed is no e-mail address."""

    code = "no_mail_address"
    message = _("This isn't an e-mail address. Example: siti@contoh.id.")


class NotOffered(MessagingError):
    """This site has no keys or no mail server for it."""

    code = "notices_not_offered"
    message = _("Notices are not offered here.")
