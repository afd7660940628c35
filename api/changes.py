"""Whether anything changed since one looked last, for programs that would rather ask now and then
than hold a socket: by the same cursors, and for whom the same socket would open."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import topics
from api.doors import Door

AFTER = OpenApiParameter(
    "after", description="The cursor of the last answer or message; without it, look again."
)


class ChangesShown(serializers.Serializer[Any]):
    cursor = serializers.CharField(help_text="To ask with next time.")
    changed = serializers.BooleanField(help_text="Whether to look again.")


def described(what: str, summary: str) -> Any:
    return extend_schema_view(
        get=extend_schema(
            tags=["changes"],
            operation_id=f"changes_{what}",
            summary=summary,
            parameters=[AFTER],
            responses=ChangesShown,
        )
    )


class Changes(Door):
    def topic(self, key: str) -> str:
        """The topic that is asked about. Raises what keeps the person from following it."""
        raise NotImplementedError

    def get(self, request: Request, key: str = "") -> Response:
        cursor, changed = topics.changes(self.topic(key), request.query_params.get("after", ""))
        return Response(ChangesShown({"cursor": cursor, "changed": changed}).data)


@described("public", "Whether the public figures of a region changed.")
class OfPublic(Changes):
    def topic(self, key: str) -> str:
        return topics.public_topic(self.person, key)


@described("board", "Whether anything changed on a region's board, for its offices.")
class OfBoard(Changes):
    def topic(self, key: str) -> str:
        return topics.board_topic(self.person, key)


@described("request", "Whether anything changed about one request.")
class OfRequest(Changes):
    def topic(self, key: str) -> str:
        return topics.request_topic(self.person, key)


@described("mine", "Whether anything changed for the account, or whom it gives for.")
class Mine(Changes):
    def topic(self, key: str) -> str:
        return topics.own_topic(self.person, key)


urlpatterns = [
    path("changes/public/<region:key>/", OfPublic.as_view()),
    path("changes/board/<region:key>/", OfBoard.as_view()),
    path("changes/requests/<reference:key>/", OfRequest.as_view()),
    path("changes/mine/", Mine.as_view()),
]
