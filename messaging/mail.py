"""E-mails: the question whether notices may come, and the notices."""

from collections.abc import Mapping
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging.actions.subscribing import stop_of
from messaging.addresses import Mailbox
from messaging.models import Subscription
from messaging.outcomes import BUSY, GONE, REFUSED, SENT, Outcome
from messaging.senders import NotSent

# Paths of the pages behind the links in mails.
CONFIRM = "/notices/confirm/{}/"
STOP = "/notices/stop/{}/"
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
GIVEN_UP = 500


def send_question(mailbox: Mailbox, token: str, language: str) -> None:
    """Ask at ``mailbox`` whether notices may come. Raises NotSent.

    The link is in this mail alone: neither a job nor the database holds it.
    """
    with override(language):
        subject = _("Notices from Gandeng: please confirm")
        text = _(
            "Somebody asked Gandeng for notices to this e-mail address. If it was you, open "
            "this page within 24 hours and confirm it:\n\n{link}\n\n"
            "If it wasn't you, do nothing: no further mail comes."
        ).format(link=mailbox.site + CONFIRM.format(token))
    try:
        send(mailbox, subject, text, AUTOMATIC)
    except (OSError, SMTPException):
        raise NotSent() from None


def send_notice(subscription: Subscription, mailbox: Mailbox) -> Outcome:
    """Tell that something is new, with a link that ends these mails."""
    stop = mailbox.site + STOP.format(stop_of(subscription.pk))
    with override(subscription.language):
        subject = _("There is something new for you on Gandeng")
        text = _(
            "There is something new for you on Gandeng:\n\n{link}\n\n"
            "You asked for this mail. To get no more of them: {stop}"
        ).format(link=mailbox.site + subscription.page, stop=stop)
    one_click = {"List-Unsubscribe": f"<{stop}>"}
    one_click["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    try:
        send(mailbox, subject, text, AUTOMATIC | one_click)
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _said in refusal.recipients.values()]
        return GONE if all(code >= GIVEN_UP for code in codes) else BUSY
    except SMTPDataError as refusal:
        return REFUSED if refusal.smtp_code >= GIVEN_UP else BUSY
    except (OSError, SMTPException):
        return BUSY
    return SENT


def send(mailbox: Mailbox, subject: str, text: str, headers: Mapping[str, str]) -> None:
    EmailMessage(subject, text, to=[mailbox.address], headers=dict(headers)).send()
