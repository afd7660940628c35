"""What the OpenAPI description adds to what it reads off the views."""

from functools import lru_cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django_filters import MultipleChoiceFilter
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.plumbing import build_array_type, build_choice_field
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.serializers import ChoiceField

from api.bodies import WRITTEN, Text
from api.errors import MEDIA_TYPE, STATUSES


class SessionsScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "api.sessions.Sessions"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.bearer.Bearer"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer"}


class PlainField(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "api.bodies.Plain"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:  # noqa: ARG002
        field: Any = self.target
        if field.among:
            told = build_choice_field(ChoiceField(choices=field.among))
            return told if field.shape["type"] == "string" else build_array_type(told)
        if isinstance(field, Text) and field.required and "pattern" not in field.limits:
            return {**field.shape, "pattern": WRITTEN, **field.limits}
        return {**field.shape, **field.limits}


class Filters(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """Read off the filters alone: what is private has no manager that the framework knows. An
    empty filter is none, unless it is of a spot or takes several values."""

    priority = 1
    told: Any = DjangoFilterExtension.resolve_filter_field

    def get_schema_operation_parameters(
        self, auto_schema: Any, *_: Any, **__: Any
    ) -> list[dict[str, Any]]:
        found = getattr(auto_schema.view, "filterset_class", None)
        filters = found.base_filters if found else {}
        return [
            parameter | ({"allowEmptyValue": True} if may_be_empty(each) else {})
            for name, each in filters.items()
            for parameter in self.told(auto_schema, None, found, name, each)
        ]


def may_be_empty(filter: Any) -> bool:
    return filter.method != "by_spot" and not isinstance(filter, MultipleChoiceFilter)


FIELD = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
}
ROW = {
    "type": "object",
    "required": ["row", "column", "letter", "code", "detail"],
    "properties": {
        "row": {"type": "integer"},
        "column": {"type": "string"},
        "letter": {"type": "string"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "example": "/problems/not_found"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {
            "type": "string",
            "description": f"Stable; among them {', '.join(sorted(STATUSES))}.",
        },
        "detail": {"type": "string", "description": "For the reader, in the reader's language."},
        "errors": {
            "type": "object",
            "description": "What is wrong with each field or filter.",
            "additionalProperties": FIELD,
        },
        "facts": {"type": "object", "description": "The numbers in the detail."},
        "rows": {
            "type": "array",
            "description": "With `rows_refused`: each fault of the file.",
            "items": ROW,
        },
    },
}
WAIT = {
    "schema": {"type": "integer", "minimum": 1},
    "description": "Seconds until it is worth another try, where that is known.",
}
CHALLENGE = {
    "schema": {"type": "string"},
    "description": "With 401, and a token that may not: how to show who you are (RFC 6750).",
}
ANSWER = {
    "description": "A refusal.",
    "headers": {"Retry-After": WAIT, "WWW-Authenticate": CHALLENGE},
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every operation may answer with a problem."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for address in result["paths"].values():
        for operation in address.values():
            operation["responses"]["default"] = ANSWER
    return result


class Description(SpectacularAPIView):
    """The OpenAPI description of version 1, the same whatever else the address says: neither a
    file's name nor a language is taken from it."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *_: Any, **__: Any) -> HttpResponse:
        media_type = request.accepted_renderer.media_type
        content = described(media_type, get_language() or "")
        return HttpResponse(content, content_type=media_type)


# By formats and the site's languages. Making one takes most of a second.
@lru_cache(maxsize=16)
def described(media_type: str, language: str) -> bytes:  # noqa: ARG001 # texts differ by it
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    renderers = {each.media_type: each for each in Description.renderer_classes}
    content = renderers[media_type]().render(schema, renderer_context={})
    return content if isinstance(content, bytes) else content.encode()


@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class Reference(SpectacularSwaggerSplitView):
    """The description to browse, from our own server alone, with no script in the page; its
    signs are images written into its script."""

    url_name = "schema"
    template_name = "api/docs.html"
