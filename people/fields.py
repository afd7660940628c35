"""Columns that the database holds sealed and Python reads in plain."""

from typing import Any

from django.db import models
from django.utils.functional import cached_property

from people import vault


class SealedBytesField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes, sealed for their table and column (see ``people.vault``); never to be queried by."""

    @cached_property
    def context(self) -> str:
        return f"{self.model._meta.label}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return None if prepared is None else vault.seal(bytes(prepared), self.context)

    def from_db_value(self, value: Any, *_: object) -> Any:
        return None if value is None else vault.unseal(bytes(value), self.context)


class SealedTextField(SealedBytesField):
    """Text, sealed likewise; empty where there is none. Who writes checks its length."""

    def get_default(self) -> str:
        return ""

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(str(value or "").encode())

    def from_db_value(self, value: Any, *_: object) -> Any:
        opened = super().from_db_value(value)
        return None if opened is None else opened.decode()


class SealedInRowField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes, sealed for one row alone: read and written by ``seal_in`` and ``unseal_in``, so
    that what somebody moved to another row doesn't open there."""

    def context(self, pk: object) -> str:
        return f"{self.model._meta.label}.{self.attname}:{pk}"


def seal_in(row: models.Model, name: str, plain: bytes) -> None:
    """Set field ``name`` of ``row``, which has its key already."""
    setattr(row, name, vault.seal(plain, field_of(row, name).context(row.pk)))


def unseal_in(row: models.Model, name: str) -> bytes:
    """What field ``name`` of ``row`` holds. Raises NotOpened."""
    return vault.unseal(bytes(getattr(row, name)), field_of(row, name).context(row.pk))


def field_of(row: models.Model, name: str) -> SealedInRowField:
    field = row._meta.get_field(name)
    assert isinstance(field, SealedInRowField)
    return field
