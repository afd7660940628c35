"""No two rounds on one category at once: advisory locks of PostgreSQL, one per category.

A round takes those of all its categories in one fixed order and waits for the ones that another
round holds, so that no two rounds wait for each other and no need is passed over. Locks belong to
the connection: they go with a process that dies.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from aid.categories import CATEGORIES

# The first of a lock's two numbers; the second is the category's place in the catalogue.
ROUNDS = 0x676E6467
# Asked again and again rather than waited for, so that whoever waits can be called off.
PAUSE_SECONDS = 0.25

ORDER = tuple(CATEGORIES)


@contextmanager
def held(codes: Sequence[str], while_waiting: Callable[[], None]) -> Iterator[None]:
    """Holds the locks of the categories ``codes``; what ``while_waiting`` raises ends the wait."""
    taken: list[int] = []
    try:
        for number in sorted(map(ORDER.index, codes)):
            while not _asked("pg_try_advisory_lock", number):
                while_waiting()
                time.sleep(PAUSE_SECONDS)
            taken.append(number)
        yield
    finally:
        for number in taken:
            _asked("pg_advisory_unlock", number)


def _asked(function: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, %s)", [ROUNDS, number])  # nosec B608
        return bool(cursor.fetchone()[0])
