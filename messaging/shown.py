"""Django's way to send e-mails where Gandeng is tried out: on the page of the latest messages and
on the terminal, in the process that sends."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from messaging import senders
from messaging.senders import Message


class Backend(BaseEmailBackend):
    """Raises NotSent anywhere else."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for address in mail.recipients():
                message = Message(address, f"{mail.subject}\n{mail.body}", timezone.now())
                senders.page(message)
                senders.console(message)
        return len(email_messages)
