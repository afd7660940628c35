"""The one way to the sealed details of people and households.

A row of PrivateDetails can be read only inside ``opened``, which names it: the database shows
no other. So a query that forgot to ask who may see reads nothing. Who may see what is not
decided here: households' details leave through ``aid.actions.disclosure``.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TypeVar

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from people import vault
from people.models import PrivateDetails, User

OPENED = "gandeng.details"
CONTEXT = "details"
# Rows that one statement writes.
AT_ONCE = 500
OPEN = """
with before as materialized (select coalesce(current_setting(%s, true), '') as ids)
select ids, set_config(%s, concat_ws(',', nullif(ids, ''), %s), true) from before
"""
Row = TypeVar("Row")


@dataclass(frozen=True)
class Details:
    """What is private about a household or somebody with an account; empty where unknown.

    ``phone`` in E.164; ``account`` is where money is to be paid; ``longitude`` and ``latitude``
    of the exact place in degrees.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    landmark: str = ""
    account: str = ""
    longitude: float | None = None
    latitude: float | None = None

    @property
    def login(self) -> str:
        """What its owner signs in with."""
        return self.email or self.phone

    @property
    def point(self) -> Point | None:
        if self.longitude is None or self.latitude is None:
            return None
        return Point(self.longitude, self.latitude, srid=4326)


@contextmanager
def opened(name: str, ids: Iterable[object]) -> Iterator[None]:
    """Inside, the database shows the rows with ``ids`` of the table whose policy asks ``name``,
    besides those that were open already."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(OPEN, [name, name, ",".join(map(str, ids))])
        before = cursor.fetchone()[0]
        yield
        cursor.execute("select set_config(%s, %s, true)", [name, before])


def read(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Details]:
    """The details with ``ids``, as far as they exist."""
    wanted = set(ids)
    if not wanted:
        return {}
    with opened(OPENED, wanted):
        rows = PrivateDetails.private.filter(pk__in=wanted).values_list("pk", "sealed")
        return {pk: unsealed(pk, bytes(sealed)) for pk, sealed in rows}


def keep(details: Details, pk: uuid.UUID | None = None) -> uuid.UUID:
    """Seal ``details`` in a new row, or in place of what row ``pk`` holds; the row's id."""
    row = pk or uuid.uuid4()
    sealed = sealed_for(row, details)
    if pk is None:
        PrivateDetails(pk=row, sealed=sealed).save(force_insert=True)
        return row
    with opened(OPENED, [row]):
        PrivateDetails.private.filter(pk=row).update(sealed=sealed)
    return row


def keep_all(details: Sequence[Details]) -> list[uuid.UUID]:
    """Seal each of ``details`` in a new row; the rows' ids, in the same order."""
    rows = [(uuid.uuid4(), each) for each in details]
    PrivateDetails.private.bulk_create(
        [PrivateDetails(pk=pk, sealed=sealed_for(pk, each)) for pk, each in rows], AT_ONCE
    )
    return [pk for pk, _ in rows]


def change_all(details: Mapping[uuid.UUID, Details]) -> None:
    """Seal ``details`` in place of what their rows hold."""
    with opened(OPENED, details):
        PrivateDetails.private.bulk_update(
            [PrivateDetails(pk=pk, sealed=sealed_for(pk, each)) for pk, each in details.items()],
            ["sealed"],
            AT_ONCE,
        )


def forget(ids: Iterable[uuid.UUID]) -> None:
    """Delete the rows with ``ids``; nothing may refer to them any more."""
    wanted = set(ids)
    with opened(OPENED, wanted):
        PrivateDetails.private.filter(pk__in=wanted).delete()


def details_of(user: User) -> Details:
    """Somebody's own details."""
    return read([user.details_id]).get(user.details_id, Details())


def name_of(user: User) -> str:
    """Somebody's name. Of many, call ``name_all`` first: one statement for all."""
    if user.known_name is None:
        name_all([user])
    return user.known_name or ""


def name_all(users: Iterable[User]) -> None:
    """Read the names of ``users``, where they aren't known yet, for ``name_of``."""
    unnamed = [user for user in users if user.known_name is None]
    found = read(user.details_id for user in unnamed)
    for user in unnamed:
        user.known_name = found.get(user.details_id, Details()).name


def with_names(rows: Iterable[Row], user_of: Callable[[Row], User]) -> list[Row]:
    """``rows`` with the name of the user of each read, in one statement."""
    listed = list(rows)
    name_all(map(user_of, listed))
    return listed


def sealed_for(row: uuid.UUID, details: Details) -> bytes:
    known = {name: value for name, value in asdict(details).items() if value not in ("", None)}
    return vault.seal(json.dumps(known, separators=(",", ":")).encode(), context(row))


def unsealed(row: uuid.UUID, sealed: bytes) -> Details:
    return Details(**json.loads(vault.unseal(sealed, context(row))))


def context(row: uuid.UUID) -> str:
    return f"{CONTEXT}:{row}"
