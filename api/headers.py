"""The headers that every operation takes, for the OpenAPI description.

The framework reads this before any view is there.
"""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

KEY = (
    "A random text of your own, 1 to 255 printable characters, at least 16 without an account. "
    "Whatever is sent again with it is done once: within a day the first answer comes again, "
    "with `Idempotency-Replayed: true`."
)
KEY_SHAPE = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": r"^[!#-~]([ -~]*[!-~])?$",
}
ONCE_ANYWAY = "Accepted; doing this again does nothing new, so that no answer is kept."
IF_MATCH = "Only if what this acts on still has this ETag, as its GET told; else 412."
IF_NONE_MATCH = "The ETag of an answer that you have: 304 while it is the same."


def header(
    name: str, description: str, shape: dict[str, Any] | None = None, *, required: bool = False
) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        shape or {"type": "string"},
        OpenApiParameter.HEADER,
        required=required,
        description=description,
    )


class Described(AutoSchema):
    """Every operation takes the headers of all doors; what has an order is a list."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        in_order = self.method == "GET" and hasattr(self.view, "orders")
        return in_order or super()._is_list_view(serializer)

    def get_filter_backends(self) -> list[Any]:
        """An export is no list, and is filtered as one."""
        return getattr(self.view, "filter_backends", []) if self.method == "GET" else []

    def get_override_parameters(self) -> list[Any]:
        given = list(super().get_override_parameters())
        door: Any = self.view
        if not hasattr(door, "needs_key"):
            return given
        if self.method != "POST":
            return [*given, header("If-None-Match", IF_NONE_MATCH)]
        text = KEY if door.keeps_answers else ONCE_ANYWAY
        given.append(header("Idempotency-Key", text, KEY_SHAPE, required=door.needs_key))
        if door.has_tag:
            given.append(header("If-Match", IF_MATCH))
        return given
