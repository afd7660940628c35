"""Columns that the database holds sealed and Python reads in plain."""

from typing import Any

from django.db import models

from people import vault


class SealedBytesField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes, sealed for their table and column (see ``people.vault``); never to be queried by."""

    @property
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
