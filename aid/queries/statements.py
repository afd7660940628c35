"""Statements that are put together once and filled in each time: for lists that are asked for so
often, and under so many conditions, that putting them together takes longer than answering."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Expression, F, Field, Func, QuerySet, TextField

NOTHING: Mapping[str, Any] = {}


class Blank(Expression):
    """A value of a statement that is not known yet; its ``name`` tells which."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002
        return "%s", [self]


@dataclass(frozen=True)
class Statement:
    """``sql`` and its parameters in order, some of them blanks."""

    sql: str
    parameters: tuple[Any, ...]

    def filled(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters with ``values`` by name in the place of blanks. Raises KeyError where one
        has none."""
        return tuple(
            values[each.name] if isinstance(each, Blank) else each for each in self.parameters
        )

    def rows(self, values: Mapping[str, Any] = NOTHING) -> list[tuple[Any, ...]]:
        """What it finds. Raises KeyError for a blank without a value."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def put_together(rows: QuerySet[Any]) -> Statement:
    sql, parameters = rows.query.sql_with_params()
    return Statement(sql, tuple(parameters))


def row(*values: Expression | F) -> Func:
    """Several values that PostgreSQL compares one after the other."""
    return Func(*values, function="ROW", output_field=TextField())
