"""What is taken out of every line before it is logged."""

import logging
import re

# The address of a household's page: whoever reads logs must not be able to follow it.
LINK = re.compile(r"(/r/)[^/\s\"'?]+")


class NoLinks(logging.Filter):
    """Keeps the tokens of page links out of the logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        clean = LINK.sub(r"\1…", said)
        if clean != said:
            record.msg, record.args = clean, ()
        return True
