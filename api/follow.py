"""Opening a request by its secret link and page code, without an account."""

from typing import Any, ClassVar

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import links
from aid.queries.links import person_in
from api.bodies import Body, Text, read
from api.doors import Door
from api.requests import REQUESTS, RequestShown
from people.session import remember_link


class Opening(Body):
    """Both as the receipt showed them."""

    token = Text(required=True)
    code = Text(required=True)


class OpenedShown(serializers.Serializer[Any]):
    opened_as = serializers.ChoiceField(choices=["resident", "helper"])
    request = RequestShown()


class Follow(Door):
    spends: ClassVar = {"POST": "open_link"}
    keeps_answers = False

    @extend_schema(
        tags=["requests"],
        operation_id="follow",
        summary="Open a request in this session by its link and page code.",
        request=Opening,
        responses=OpenedShown,
    )
    def post(self, request: Request) -> Response:
        opening = read(request, Opening)
        opened = links.open_link(**opening)
        remember_link(request.session, opened.link_id)
        person = person_in(request.user, request.session)
        shown = REQUESTS.show(person, opened.reference)
        return Response({"opened_as": opened.opens_as, "request": shown})


urlpatterns = [path("follow/", Follow.as_view())]
