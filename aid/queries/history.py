"""Reading the history as it is sealed and checked: as text, so that no two values look alike."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import QuerySet

from aid.history import FORMS
from aid.proof import Link

if TYPE_CHECKING:
    from aid.models import Seal

ROWS_AT_ONCE = 2_000


class SealQuerySet(QuerySet["Seal"]):
    def newest(self) -> "Seal | None":
        return self.order_by("-position").first()

    def hashes(self, positions: Iterable[int]) -> dict[int, bytes]:
        """The hashes at ``positions``, where there are seals."""
        found = self.filter(position__in=positions).values_list("position", "hash")
        return {position: bytes(seal) for position, seal in found}


def moment(column: str) -> str:
    """SQL for a time as `aid.history.written` writes it; what no clock tells stays itself."""
    digits = f"to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    usual = f"isfinite({column}) and {column} >= '0001-01-01T00:00:00Z'"
    return f"case when {usual} then {digits} else {column}::text end"


SPECIAL = {"at": moment("e.at"), "facts": "e.facts::text"}
# All columns that any form covers.
COLUMNS = tuple(dict.fromkeys(column for form in FORMS.values() for column in form))
EVENT = ", ".join(SPECIAL.get(column, f"e.{column}") for column in COLUMNS)
# What nobody is writing any more, and nobody can yet write something before.
SETTLED = "e.transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

TO_SEAL = f"""
select {EVENT} from aid_event e
where {SETTLED} and (e.transaction, e.id) > (%s, %s)
order by e.transaction, e.id limit %s
"""  # noqa: S608 # this module's own columns # nosec B608
LINKS = f"""
select s.position, s.event_id, s.transaction, s.form, {moment("s.at")}, s.hash,
       e.id is not null, {EVENT}
from aid_seal s left join aid_event e on e.id = s.event_id
order by s.position
"""  # noqa: S608 # this module's own columns # nosec B608
UNSEALED = f"""
select e.id, e.kind, {moment("e.at")} from aid_event e
where (e.transaction, e.id) < (%s, %s)
  and not exists (select from aid_seal s where s.event_id = e.id)
order by e.transaction, e.id
"""  # noqa: S608 # this module's own columns # nosec B608
FROM_THE_FUTURE = f"""
select e.id, e.kind, {moment("e.at")} from aid_event e
where e.transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
order by e.transaction, e.id
"""  # noqa: S608 # this module's own columns # nosec B608
COUNTER_BEHIND = "select %s >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
WAITING = "select count(*) from aid_event e where (e.transaction, e.id) > (%s, %s)"


def to_seal(transaction: int, event_id: int, most: int) -> list[dict[str, Any]]:
    """The next events after one of ``transaction`` that can be sealed, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(TO_SEAL, [transaction, event_id, most])
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def counter_is_behind(transaction: int) -> bool:
    """Whether the server has not yet come to ``transaction``, which events have already."""
    return bool(one(COUNTER_BEHIND, transaction))


def waiting_after(transaction: int, event_id: int) -> int:
    return int(one(WAITING, transaction, event_id))


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in the block is as it was at its beginning; nothing can be written."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def links() -> Iterator[Link]:
    """The chain from its first seal, with the event of each as it is now."""
    for position, event_id, number, form, at, seal, found, *event in streamed(LINKS):
        columns = dict(zip(COLUMNS, event, strict=True)) if found else None
        yield Link(position, event_id, number, form, at, bytes(seal), columns)


def left_out(transaction: int, event_id: int) -> Iterator[tuple[int, str, str]]:
    """Id, kind and time of events without a seal that sort before a sealed one."""
    yield from streamed(UNSEALED, transaction, event_id)


def from_the_future() -> Iterator[tuple[int, str, str]]:
    """Id, kind and time of events of transactions that did not begin yet."""
    yield from streamed(FROM_THE_FUTURE)


def one(sql: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        (value,) = cursor.fetchone() or (None,)
        return value


def streamed(sql: str, *parameters: Any) -> Iterator[Any]:
    """Rows from a cursor of the server; in a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
