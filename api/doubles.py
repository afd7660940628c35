"""Requests that may be of one household: which they are, and keeping both."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import doubles
from aid.queries.request_doubles import MARKS, doubles_among
from api.bodies import Body, Text, read
from api.doors import Door
from api.requests import REQUESTS, RequestShown

TAGS = ["requests"]


class AlikeShown(serializers.Serializer[Any]):
    """Another request, and what it has in common: the kind of mark, never the mark."""

    reference = serializers.CharField()
    marks = serializers.MultipleChoiceField(choices=list(MARKS))


class Alike(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_alike",
        summary="Requests that may be of the same household, as far as you may check both.",
        responses=AlikeShown(many=True),
    )
    def get(self, _: Request, reference: str) -> Response:
        found = doubles.to_compare(self.person, reference)
        alike = doubles_among(self.person, [found], timezone.now()).get(found.pk, [])
        return Response(
            [{"reference": each.other.reference, "marks": list(each.marks)} for each in alike]
        )


class Beside(Body):
    other = Text(required=True, help_text="The reference of the request that looks alike.")


class KeepBoth(Door):
    def acted_on(self, reference: str) -> Any:
        return REQUESTS.show(self.person, reference)

    @extend_schema(
        tags=TAGS,
        operation_id="requests_keep_both",
        summary="They are two households: nobody is asked about these two again.",
        request=Beside,
        responses=RequestShown,
    )
    def post(self, request: Request, reference: str) -> Response:
        doubles.keep_both(self.person, reference, read(request, Beside)["other"])
        return Response(REQUESTS.show(self.person, reference))


ONE = "requests/<reference:reference>"
urlpatterns = [
    path(f"{ONE}/alike/", Alike.as_view()),
    path(f"{ONE}/keep-both/", KeepBoth.as_view()),
]
