"""The head of the sealed history, for whoever wants to keep it."""

from datetime import UTC
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.history import START
from aid.models import Seal
from api.doors import Door


class HeadShown(serializers.Serializer[Any]):
    """Before anything is sealed: position 0, a hash of zeros, no time."""

    position = serializers.IntegerField(help_text="How many events are sealed.")
    hash = serializers.CharField(help_text="SHA-256 over all of them, in hexadecimal digits.")
    at = serializers.DateTimeField(default_timezone=UTC, allow_null=True, help_text="When.")


class HistoryHead(Door):
    cache = "public, max-age=60"

    @extend_schema(
        tags=["history"],
        operation_id="history_head",
        summary="The newest seal of the history; a copy of it proves later changes.",
        responses=HeadShown,
    )
    def get(self, _: Request) -> Response:
        seal = Seal.log.newest()
        shown = {
            "position": seal.position if seal else 0,
            "hash": (seal.head.hash if seal else START).hex(),
            "at": seal.at if seal else None,
        }
        return Response(HeadShown(shown).data)


urlpatterns = [path("history/head/", HistoryHead.as_view())]
