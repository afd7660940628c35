"""The second lock on messages and photos: PostgreSQL shows the rows of named matches only.

``aid.actions`` decide who reads; this makes sure that whatever forgets to ask them reads nothing
(row-level security, migration 0005).
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager

from people import private

SETTING = "gandeng.matches"


def opened(match_ids: Iterable[int]) -> AbstractContextManager[None]:
    """Inside, the messages and photos of the matches with ``match_ids`` are there to be read and
    written; everywhere else there are none."""
    return private.opened(SETTING, match_ids)
