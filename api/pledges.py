"""Pledges: a donor's direct promise to a request or to a neighbourhood."""

from typing import ClassVar

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import pledges
from aid.categories import CATEGORIES
from api.bodies import Amount, Body, Day, Text, read
from api.doors import Door
from api.matches import MATCHES, MatchShown
from people.private import with_names

TAGS = ["pledges"]


class Pledge(Body):
    """A quantity in the category's unit."""

    quantity = Amount(required=True)


class PledgeOfCategory(Body):
    category = Text(required=True, among=CATEGORIES)
    quantity = Amount(required=True)
    day = Day(help_text="First day of a list's portion, to promise to that one alone.")


class ToRequest(Door):
    spends: ClassVar = {"POST": "pledge"}
    needs_key = True

    @extend_schema(
        tags=TAGS,
        operation_id="pledge_to_request",
        summary="Promise something to one request.",
        request=Pledge,
        responses={201: MatchShown},
    )
    def post(self, request: Request, reference: str) -> Response:
        made = pledges.pledge_to_request(self.person, reference, **read(request, Pledge))
        return Response(MATCHES.show(self.person, made.reference), 201)


class ToNeighbourhood(Door):
    spends: ClassVar = {"POST": "pledge"}
    needs_key = True

    @extend_schema(
        tags=TAGS,
        operation_id="pledge_to_neighbourhood",
        summary="Promise something to a neighbourhood or kelurahan, those in greatest need first.",
        request=PledgeOfCategory,
        responses={201: MatchShown(many=True)},
    )
    def post(self, request: Request, code: str) -> Response:
        fields = read(request, PledgeOfCategory)
        made = pledges.pledge_to_neighbourhood(self.person, code, **fields)
        rows = MATCHES.visible_to(self.person).filter(pk__in=[match.pk for match in made])
        named = with_names(rows.order_by("pk"), lambda match: match.donor)
        shown = MatchShown(named, many=True, context={"person": self.person})
        return Response(shown.data, 201)


urlpatterns = [
    path("requests/<reference:reference>/pledge/", ToRequest.as_view()),
    path("regions/<region:code>/pledge/", ToNeighbourhood.as_view()),
]
