"""Pages of lists: by cursor, so that no list counts its rows."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Newest first; ``?page_size=`` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"
