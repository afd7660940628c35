"""What is taken out of every line before it is logged."""

import logging
import re

# The address of a household's page: whoever reads logs must not be able to follow it.
LINK = re.compile(r"(/r/)[^/\s\"'?]+")
# What PostgreSQL tells of a row that it refused: all its values.
DETAIL = re.compile(r"(DETAIL:).*")
SECRETS = ((LINK, r"\1…"), (DETAIL, r"\1 …"))


class Clean(logging.Formatter):
    """Lines without the tokens of page links and the values of rows, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret, instead in SECRETS:
            line = secret.sub(instead, line)
        return line
