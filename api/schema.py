"""What the OpenAPI description adds to what it reads off the views."""

from functools import lru_cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

from api.errors import MEDIA_TYPE, STATUSES


class SessionsScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "api.sessions.Sessions"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.bearer.Bearer"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer"}


FIELD = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
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
    },
}
ANSWER = {
    "description": "A refusal.",
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
