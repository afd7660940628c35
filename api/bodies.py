"""Reading a request's JSON: an allow-list of fields with their types. Actions check the rest."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.request import Request

from aid.errors import PROBLEMS, Invalid, Problem


class Plain(serializers.Field[Any, Any, Any, Any]):
    """A value of one of ``kinds``, handed on as it is."""

    kinds: ClassVar[tuple[type, ...]] = ()
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": PROBLEMS["required"],
        "null": PROBLEMS["required"],
        "wrong_type": _("This isn't the kind of value that belongs here."),
        "bad_characters": PROBLEMS["bad_characters"],
    }

    def __init__(self, *, required: bool = False, help_text: str = "") -> None:
        super().__init__(required=required, allow_null=not required, help_text=help_text)

    def to_internal_value(self, data: Any) -> Any:
        # The exact type: True is an int to isinstance.
        if type(data) not in self.kinds:
            self.fail("wrong_type")
        if isinstance(data, str) and not can_be_kept(data):
            self.fail("bad_characters")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(OpenApiTypes.STR)
class Text(Plain):
    kinds = (str,)


@extend_schema_field(OpenApiTypes.DATE)
class Day(Plain):
    kinds = (str,)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class Amount(Plain):
    """A whole number, or its digits as people type them."""

    kinds = (int, float, str)


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}]})
class Number(Plain):
    kinds = (int, float, str)


@extend_schema_field(OpenApiTypes.INT)
class Whole(Plain):
    kinds = (int,)


@extend_schema_field(OpenApiTypes.BOOL)
class YesNo(Plain):
    kinds = (bool,)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Codes(Plain):
    kinds = (list,)


class Body(serializers.Serializer[Any]):
    """The fields that a request's JSON object may hold; this one none."""


def read(request: Request, body: type[Body]) -> dict[str, Any]:
    """The fields of ``body`` that the request gives; null counts as not given.

    Raises Invalid for a missing, mistyped or unknown field, and what parsing refuses.
    """
    data = request.data
    if not isinstance(data, Mapping) or not all(map(can_be_kept, data)):
        raise ParseError
    known = body(data=data)
    problems = {
        name: Problem("unknown_field", _("This address knows no such field."))
        for name in data
        if name not in known.fields
    }
    if not known.is_valid():
        problems |= {name: shape_problem(found[0]) for name, found in known.errors.items()}
    if problems:
        raise Invalid(problems)
    return {name: value for name, value in known.validated_data.items() if value is not None}


def shape_problem(found: ErrorDetail) -> Problem:
    code = "required" if found.code == "null" else found.code
    return Problem(str(code), str(found))


def can_be_kept(text: str) -> bool:
    """Whether PostgreSQL can store ``text``: no null character, no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
