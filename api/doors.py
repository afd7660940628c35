"""What all views share: who is asking, and that answers about people are kept nowhere."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.functional import cached_property
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from aid.queries.links import person_in
from api.errors import Fault
from api.pages import NEWEST, Orders
from api.sparse import with_fields_asked
from people.limits import spend_at
from people.person import ANYONE, Person


class Door(APIView):
    """A view that knows who is asking; ``cache`` tells who may keep its answers."""

    cache: ClassVar[str] = "no-store"

    @cached_property
    def person(self) -> Person:
        if getattr(self, "swagger_fake_view", False):
            return ANYONE
        return person_in(self.request.user, self.request.session)

    def spend(self, action: str) -> None:
        """Count one attempt at ``action`` by whoever asks. Raises TooManyAttempts."""
        spend_at(self.request, action)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", self.cache)
        return final


class Listing(Door, GenericAPIView[Any]):
    """A filtered list in pages, newest first unless ``orders`` says otherwise."""

    orders: ClassVar[Orders] = NEWEST

    def get(self, request: Request, **_: Any) -> Response:  # noqa: ARG002
        return self.page(self.filter_queryset(self.get_queryset()))

    def page(self, rows: Any) -> Response:
        on_page = self.prepared(self.paginate_queryset(rows) or [])
        shown: BaseSerializer[Any] = self.get_serializer(on_page, many=True)
        return self.get_paginated_response(shown.data)

    def prepared(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of one page, with what they need read at once."""
        return rows

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        return with_fields_asked(self.request, super().get_serializer(*args, **kwargs))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "person": self.person}


class Nowhere(Door):
    """Any address that no other view has."""

    schema = None

    def initial(self, *_: Any, **__: Any) -> None:
        raise Fault("not_found")
