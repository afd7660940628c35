"""Reading a request's JSON: an allow-list of fields with their types. Actions check the rest."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.request import Request

from aid.errors import PROBLEMS, Invalid, Problem
from api.lean import Lean

# What people type, nothing included.
DIGITS = r"^([0-9]{1,3}([. ]?[0-9]{3})*)?$"
DEGREES = r"^(-?[0-9]{1,3}([.][0-9]+)?)?$"
# Regions' codes: any, those of a kelurahan, and those of a kelurahan or neighbourhood.
ANYWHERE = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4}(\.([0-9]{3}|K[0-9]{2}))?)?)?)?$"
KELURAHAN = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$"
PLACE = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}(\.([0-9]{3}|K[0-9]{2}))?$"
# Something else than spaces.
WRITTEN = r"^\s*\S[\s\S]*$"


def one_of(kind: str, pattern: str) -> dict[str, Any]:
    """The schema of a number of ``kind`` that may also come as text."""
    return {"oneOf": [{"type": kind}, {"type": "string", "pattern": pattern}]}


class Plain(serializers.Field[Any, Any, Any, Any]):
    """A value of one of ``kinds``, handed on as it is.

    ``shape`` is its schema; ``among`` are the values that its action takes, ``limits`` what else
    the description tells of it. What isn't so is for the action to refuse.
    """

    kinds: ClassVar[tuple[type, ...]] = ()
    shape: ClassVar[dict[str, Any]] = {}
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": PROBLEMS["required"],
        "null": PROBLEMS["required"],
        "wrong_type": _("This isn't the kind of value that belongs here."),
        "bad_characters": PROBLEMS["bad_characters"],
        "too_long": PROBLEMS["too_long"],
    }

    def __init__(
        self,
        *,
        required: bool = False,
        help_text: str = "",
        among: Iterable[str] = (),
        **limits: Any,
    ) -> None:
        super().__init__(required=required, allow_null=not required, help_text=help_text)
        self.among, self.limits = tuple(among), limits

    def to_internal_value(self, data: Any) -> Any:
        # The exact type: True is an int to isinstance.
        if type(data) not in self.kinds:
            self.fail("wrong_type")
        if isinstance(data, str) and not can_be_kept(data):
            self.fail("bad_characters")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class Text(Plain):
    kinds = (str,)
    shape = {"type": "string"}

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        # As described, before an action trims it.
        if len(text) > (most := self.limits.get("maxLength", len(text))):
            self.fail("too_long", most=most)
        return text


class Day(Plain):
    kinds = (str,)
    shape = {"type": "string", "format": "date"}


class Amount(Plain):
    """A whole number, or its digits as people type them, with dots or spaces by thousands."""

    kinds = (int, float, str)
    shape = one_of("integer", DIGITS)


class Number(Plain):
    kinds = (int, float, str)
    shape = one_of("number", DEGREES)


class Whole(Plain):
    kinds = (int,)
    shape = {"type": "integer"}


class YesNo(Plain):
    kinds = (bool,)
    shape = {"type": "boolean"}


class Codes(Plain):
    kinds = (list,)
    shape = {"type": "array", "items": {"type": "string"}}


class Ids(Plain):
    kinds = (list,)
    shape = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}}


@extend_schema_field(OpenApiTypes.BINARY)
class File(serializers.FileField):
    """A file of a form."""


class Body(Lean):
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
