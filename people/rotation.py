"""Sealing again, with the newest key, what older keys sealed.

Run as the database's owner, who alone sees every row. In short transactions: the site goes on
meanwhile, and a rotation that was stopped goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from people import private, vault
from people.fields import SealedBytesField, SealedInRowField
from people.models import PrivateDetails

BATCH = 500


@dataclass(frozen=True)
class Column:
    """A sealed column: its table, its key, its own name, and for what a row of it is sealed."""

    table: str
    key: str
    name: str
    context: Callable[[object], str]


def columns() -> Iterator[Column]:
    """All sealed columns of the product."""
    meta = PrivateDetails._meta
    yield Column(meta.db_table, "id", "sealed", lambda pk: f"{private.CONTEXT}:{pk}")
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedBytesField | SealedInRowField):
                _, key = model._meta.pk.get_attname_column()
                _, name = field.get_attname_column()
                yield Column(model._meta.db_table, str(key), str(name), context_of(field))


def context_of(field: SealedBytesField | SealedInRowField) -> Callable[[object], str]:
    return field.context if isinstance(field, SealedInRowField) else fixed(field.context)


def fixed(context: str) -> Callable[[object], str]:
    return lambda _: context


def rotate() -> dict[str, int]:
    """Seal everything again that isn't sealed with the newest key; how many by column.

    Raises NotOpened when a key is missing; what was done before stays done.
    """
    return {f"{column.table}.{column.name}": rotate_column(column) for column in columns()}


def rotate_column(column: Column) -> int:
    done = 0
    while count := rotate_batch(column):
        done += count
    return done


@transaction.atomic
def rotate_batch(column: Column) -> int:
    """Seal up to BATCH values of ``column`` again; how many there were."""
    quote = connection.ops.quote_name
    table, key, name = quote(column.table), quote(column.key), quote(column.name)
    newest = vault.newest_key().to_bytes(vault.NUMBER_BYTES, "big")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {key}, {name} from {table}"  # noqa: S608 # quoted names # nosec B608
            f" where substring({name} for {vault.NUMBER_BYTES}) <> %s limit {BATCH} for update",
            [newest],
        )
        found = cursor.fetchall()
        for pk, sealed in found:
            context = column.context(pk)
            again = vault.seal(vault.unseal(bytes(sealed), context), context)
            cursor.execute(
                f"update {table} set {name} = %s where {key} = %s",  # noqa: S608 # nosec B608
                [again, pk],
            )
    return len(found)
