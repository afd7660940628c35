"""Only the fields that were asked for: ``?fields=reference,status``."""

from typing import Any, TypeVar, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import ListSerializer

from api.errors import BadQuery

Shown = TypeVar("Shown")

FIELDS = OpenApiParameter(
    "fields", OpenApiTypes.STR, description="Names of the fields to answer with, with commas."
)


def with_fields_asked(request: Request, shown: Shown) -> Shown:
    """``shown``, a serializer, without the fields that the address doesn't name, if it names any.

    Raises BadQuery for a field that there is not.
    """
    asked = request.query_params.get("fields")
    if asked is None:
        return shown
    one = cast(Any, shown.child if isinstance(shown, ListSerializer) else shown)
    names = set(asked.split(","))
    if not names <= set(one.fields):
        raise BadQuery("fields")
    for name in set(one.fields) - names:
        one.fields.pop(name)
    return shown
