"""Pages of lists: from a position on, so that no list counts its rows or skips any."""

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.timezone import is_naive
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from aid.queries.statements import row
from api.errors import BadQuery
from api.sparse import FIELDS
from people import vault

# The names by which a list can be put in order, the first one unless asked otherwise: each stands
# for fields that are all ascending or (with "-") all descending, the last of them unique.
Orders = Mapping[str, tuple[str, ...]]
NEWEST: Orders = {"newest": ("-pk",)}

PAGE_SIZE, LARGEST_PAGE = 50, 200
LARGEST_NUMBER = 2**63 - 1
CONTEXT = "position"


@dataclass(frozen=True)
class Position:
    """Where a page begins: after the row with ``values`` of ``order``'s fields, or before it."""

    order: str
    values: tuple[Any, ...] = ()
    backwards: bool = False

    def as_cursor(self, path: str) -> str:
        """Sealed, for the list at ``path`` alone: a row's number tells when it was made to whoever
        made one before and after, and has them in a list of their own."""
        told = json.dumps([self.order, self.backwards, *self.values], separators=(",", ":"))
        sealed = vault.seal_alike(told.encode(), f"{CONTEXT}:{path}")
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def position_in(cursor: str, path: str) -> Position:
    """The position that ``cursor`` tells of the list at ``path``. Raises ValueError, and NotOpened
    for one that isn't ours, is of another list, or was made with a lost key."""
    padded = cursor + "=" * (-len(cursor) % 4)
    told = vault.unseal(base64.urlsafe_b64decode(padded.encode()), f"{CONTEXT}:{path}")
    order, backwards, *values = json.loads(told)
    if not isinstance(order, str) or not isinstance(backwards, bool):
        raise ValueError(cursor)
    if not all(type(value) in (int, float, str) for value in values):
        raise ValueError(cursor)
    return Position(order, tuple(values), backwards)


class Pages(BasePagination):
    """In the order that ``?ordering=`` chooses of the view's ``orders``; ``?page_size=`` up to
    LARGEST_PAGE. Links lead to the pages after and before."""

    links: ClassVar[tuple[str, ...]] = ("next", "previous")
    parameters: ClassVar[tuple[str, ...]] = ("cursor", "page_size", "ordering")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.orders: Orders = view.orders
        self.size = whole_in(request, "page_size", PAGE_SIZE, LARGEST_PAGE)
        self.position = self.position_asked(queryset)
        found = self.rows_from(queryset)
        self.more = len(found) > self.size
        rows = found[: self.size]
        self.rows = rows[::-1] if self.position.backwards else rows
        return self.rows

    def position_asked(self, queryset: QuerySet[Any]) -> Position:
        """Raises BadQuery."""
        asked = self.request.query_params.get("ordering")
        if asked is not None and asked not in self.orders:
            raise BadQuery("ordering")
        position = self.cursor_asked(queryset, asked)
        by_distance = "metres" in self.orders[position.order]
        if by_distance and "metres" not in queryset.query.annotations:
            raise BadQuery("ordering", "needs_near")
        return position

    def cursor_asked(self, queryset: QuerySet[Any], asked: str | None) -> Position:
        """Raises BadQuery."""
        cursor = self.request.query_params.get("cursor")
        if cursor is None:
            return Position(asked or next(iter(self.orders)))
        try:
            position = position_in(cursor, self.request.path)
            names = self.orders[position.order]
            if asked not in (None, position.order) or len(names) != len(position.values):
                raise ValueError(cursor)
            fields = [field_of(queryset, name) for name in names]
            values = [
                field.to_python(value) for field, value in zip(fields, position.values, strict=True)
            ]
        # A cursor that we didn't write, or that was cut short.
        except (
            ValueError,
            TypeError,
            OverflowError,
            KeyError,
            FieldDoesNotExist,
            ValidationError,
            RecursionError,
            vault.NotOpened,
        ):
            raise BadQuery("cursor") from None
        if not all(map(can_be_compared, values)):
            raise BadQuery("cursor")
        values = [in_utc(value) if isinstance(value, datetime) else value for value in values]
        return Position(position.order, tuple(values), position.backwards)

    def rows_from(self, queryset: QuerySet[Any]) -> list[Any]:
        """The rows of the page in the direction that it is read in, and one more if there is."""
        names = self.orders[self.position.order]
        descending = names[0].startswith("-") != self.position.backwards
        plain = [name.removeprefix("-") for name in names]
        ordered = queryset.order_by(*(f"-{name}" if descending else name for name in plain))
        if self.position.values:
            side = LessThan if descending else GreaterThan
            here = row(*map(F, plain))
            ordered = ordered.filter(side(here, row(*map(Value, self.position.values))))
        return list(ordered[: self.size + 1])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next_link(), "previous": self.previous_link(),
                         "results": data})  # fmt: skip

    def next_link(self) -> str | None:
        # Read backwards, this page was come to from a later one.
        there = bool(self.position.values) if self.position.backwards else self.more
        return self.link(self.rows[-1], backwards=False) if self.rows and there else None

    def previous_link(self) -> str | None:
        there = self.more if self.position.backwards else bool(self.position.values)
        return self.link(self.rows[0], backwards=True) if self.rows and there else None

    def link(self, beside: Any, *, backwards: bool) -> str:
        names = self.orders[self.position.order]
        values = [told(getattr(beside, name.removeprefix("-"))) for name in names]
        position = Position(self.position.order, tuple(values), backwards)
        cursor = position.as_cursor(self.request.path)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": [*self.links, "results"],
            "properties": {**dict.fromkeys(self.links, link), "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        orders = list(view.orders)
        parameters = [
            parameter("fields", {"type": "string"}, str(FIELDS.description)),
            parameter("cursor", {"type": "string"}, "Of the links to the next and previous page."),
            parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
                "How many at most.",
            ),
        ]
        if len(orders) > 1:
            shape = {"type": "string", "enum": orders, "default": orders[0]}
            parameters.append(parameter("ordering", shape, "In which order."))
        return parameters


def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "required": False,
        "in": "query",
        "description": description,
        "schema": schema,
    }


def whole_in(request: Request, name: str, usual: int, most: int) -> int:
    """The number of 1 to ``most`` that the address gives, else ``usual``. Raises BadQuery."""
    asked = request.query_params.get(name, str(usual))
    # More digits than ``most`` has are no number of ours, nor read as one.
    digits = asked.isascii() and asked.isdigit() and len(asked) <= len(str(most))
    if not digits or not 1 <= int(asked) <= most:
        raise BadQuery(name, "not_whole", least=1, most=most)
    return int(asked)


def field_of(queryset: QuerySet[Any], name: str) -> Any:
    """The kind of value that ``name``, a field or an annotation, holds."""
    plain = name.removeprefix("-")
    found = queryset.query.annotations.get(plain)
    if found is not None:
        return found.output_field
    return queryset.model._meta.pk if plain == "pk" else queryset.model._meta.get_field(plain)


def can_be_compared(value: Any) -> bool:
    """Whether PostgreSQL can compare ``value``, read from a cursor, with its own."""
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, datetime):
        return not is_naive(value)
    # Neither a NUL nor half a surrogate pair, which no text of its own holds.
    return str(value).isprintable()


def in_utc(moment: datetime) -> datetime:
    """``moment``, which has a zone, as the database takes it: it knows none of 16 hours or more.
    At the ends of the calendar a few hours don't matter."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def told(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else value.isoformat()
