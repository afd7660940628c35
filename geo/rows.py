"""Rows of the tables that lists read by the hundred."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Row(models.Model):
    """A model whose rows are taken from the database as they are.

    Django sets field by field and tells whoever listens, which for a page of rows takes longer
    than the page's statement. Nobody listens to these; a field that wasn't read is read when it is
    asked for, as always.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override] # stubs of a later Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        vars(row).update(zip(field_names, values, strict=True))
        return row
