"""Pages of lists: by cursor, so that no list counts its rows."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from api.errors import Fault


class Pages(CursorPagination):
    """In the view's own ``order``; ``?page_size=`` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_ordering(self, _: Request, __: Any, view: Any) -> tuple[str, ...]:
        order: tuple[str, ...] = view.order
        return order

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor is not None and "\x00" in str(cursor.position):
            raise NotFound
        return cursor

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        # A cursor that we didn't write, or that was cut short.
        except (NotFound, ValueError):
            raise Fault("bad_query") from None
