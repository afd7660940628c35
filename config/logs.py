"""What is taken out of every line before it is logged."""

import logging
import re
from copy import copy

# The address of a household's page, or of a donor's calendar: whoever reads logs must not be able
# to follow it.
LINK = re.compile(r"(/r/|(?<!/deliveries)/calendar/)[^/\s\"'?]+")
# What links in e-mails confirm or end.
MAIL_LINK = re.compile(r"(/notices/(?:confirm|stop)/)[^/\s\"'?]+")
# What PostgreSQL tells of a row that it refused: all its values.
DETAIL = re.compile(r"(DETAIL:).*")
# What a program shows to act for an organisation (people.tokens), put into an address by mistake.
TOKEN = re.compile(r"(gandeng_)[A-Za-z0-9_-]{43}")
SECRETS = ((LINK, r"\1…"), (MAIL_LINK, r"\1…"), (DETAIL, r"\1 …"), (TOKEN, r"\1…"))


class Clean(logging.Formatter):
    """Lines without the tokens of page links and programs and the values of rows, tracebacks
    included. What was merely refused is one line, without a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(without_traceback(record) if refused(record) else record)
        for secret, instead in SECRETS:
            line = secret.sub(instead, line)
        return line


def refused(record: logging.LogRecord) -> bool:
    """Whether Django tells of a request that it answered with a refusal (4xx), not of a fault."""
    return record.name == "django.request" and getattr(record, "status_code", 500) < 500


def without_traceback(record: logging.LogRecord) -> logging.LogRecord:
    line = copy(record)
    line.exc_info = line.exc_text = None
    return line
