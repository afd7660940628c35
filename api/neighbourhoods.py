"""Neighbourhoods: adding one to the map, and vouching for it."""

from typing import Any, ClassVar

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import neighbourhoods
from api.bodies import KELURAHAN, Body, Number, Text, Whole, read
from api.doors import Door
from api.regions import RegionDetail
from geo.places import place_in_jakarta

TAGS = ["neighbourhoods"]


class Added(Body):
    """An RW by its number, or a kampung without one by its name."""

    kelurahan = Text(required=True, pattern=KELURAHAN)
    rw_number = Whole(minimum=1, maximum=999)
    name = Text()
    households = Whole(minimum=0)
    population = Whole(minimum=0)
    latitude = Number()
    longitude = Number()


class Neighbourhoods(Door):
    spends: ClassVar = {"POST": "add_neighbourhood"}

    @extend_schema(
        tags=TAGS,
        operation_id="neighbourhoods_add",
        summary="Add a neighbourhood; it counts as unverified.",
        request=Added,
        responses={201: RegionDetail},
    )
    def post(self, request: Request) -> Response:
        fields: dict[str, Any] = read(request, Added)
        kelurahan = fields.pop("kelurahan")
        latitude, longitude = fields.pop("latitude", None), fields.pop("longitude", None)
        fields["point"] = place_in_jakarta(longitude, latitude)
        made = neighbourhoods.add_neighbourhood(self.person, kelurahan, **fields)
        return Response(RegionDetail(made, context={"person": self.person}).data, 201)


class Verify(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="neighbourhoods_verify",
        summary="Vouch that a neighbourhood exists.",
        request=None,
        responses=RegionDetail,
    )
    def post(self, request: Request, code: str) -> Response:
        read(request, Body)
        verified = neighbourhoods.verify_neighbourhood(self.person, code)
        return Response(RegionDetail(verified, context={"person": self.person}).data)


urlpatterns = [
    path("neighbourhoods/", Neighbourhoods.as_view()),
    path("neighbourhoods/<region:code>/verify/", Verify.as_view()),
]
