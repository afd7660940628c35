"""Where need is open: by area for everybody, by request for those who may pledge to it."""

from typing import Any, ClassVar, cast

from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response

from aid.categories import CATEGORIES
from aid.errors import SignInNeeded
from aid.models import Request
from aid.queries import need
from aid.queries.area_needs import ALL, areas_in_need, first_in_need
from aid.queries.areas import areas_for
from aid.queries.near_need import Sought, near_as_donor_sees
from aid.queries.requests import RequestQuerySet
from api.doors import Door, Listing
from api.errors import BadQuery
from api.filters import WITHIN, UrgencyFilter
from api.near_pages import NearPages
from api.pages import Orders, whole_in
from api.shown import CategoryField, PublishedPlace, RegionShown, Shown
from api.sparse import with_fields_asked
from api.spots import AROUND, spot_in
from geo.codes import KELURAHAN_LENGTH, PROVINCE, level_of

TAGS = ["need"]
OF_CATEGORY = OpenApiParameter("category", OpenApiTypes.STR, enum=list(CATEGORIES))
FIRST = OpenApiParameter(
    "first", {"type": "integer", "minimum": 1, "maximum": ALL}, description="No more than so many."
)


class OpenNeedShown(Shown):
    category = CategoryField()
    quantity = serializers.IntegerField(allow_null=True, help_text="Rounded; null: less than 5.")
    urgency = serializers.IntegerField(help_text="The most urgent: 0 no food today.")
    waiting = serializers.ChoiceField(choices=["today", "days", "week", "longer"])


class AreaShown(Shown):
    region = RegionShown()
    place = PublishedPlace(source="region.published")
    served = serializers.FloatField(help_text="Share promised or arrived, 0 to 1.")
    needs = OpenNeedShown(many=True)


class LaterPortionShown(serializers.Serializer[Any]):
    region = RegionShown()
    category = CategoryField()
    day = serializers.DateField(help_text="From which on it is served.")
    quantity = serializers.IntegerField(allow_null=True, help_text="Rounded; null: less than 5.")


class HouseholdNeedShown(Shown):
    reference = serializers.CharField()
    region = RegionShown(
        help_text="The kelurahan; to donors whom the city knows the RW where many ask for this."
    )
    place = PublishedPlace(source="region.published")
    category = CategoryField()
    quantity = serializers.IntegerField(help_text="What can be pledged, in the category's unit.")
    urgency = serializers.IntegerField()
    institution = serializers.BooleanField()
    slot = serializers.CharField(help_text="When a meal is eaten; empty for any time.")
    whole = serializers.BooleanField(help_text="Whether less than the quantity is of no use.")


class UrgencyFilters(filters.FilterSet):  # type: ignore[misc]
    urgency = UrgencyFilter()


class Areas(Door):
    parameters = ("region", "category", "near", "radius", "bbox", "first")

    @extend_schema(
        tags=TAGS,
        operation_id="need_list",
        summary="Kelurahan with open need: least served first, with `near` the nearest first.",
        parameters=[WITHIN, OF_CATEGORY, *AROUND, FIRST],
        responses=AreaShown(many=True),
    )
    def get(self, request: HttpRequest) -> Response:
        within, category = asked_for(request)
        spot, most = spot_in(request), whole_in(request, "first", ALL, ALL)
        places = spot.kelurahan(within)
        codes = [code for _, code in places]
        if spot.here is None:
            found = areas_in_need(timezone.now(), codes, category)[:most]
        else:
            found = first_in_need(codes, timezone.now(), category, most)
        return Response(AreaShown(found, many=True).data)


class Neighbourhoods(Door):
    parameters = ("region", "category")

    @extend_schema(
        tags=TAGS,
        operation_id="need_neighbourhoods",
        summary="Neighbourhoods that declared a need, or where at least 10 households ask (counted "
        "hourly).",
        parameters=[WITHIN, OF_CATEGORY],
        responses=AreaShown(many=True),
    )
    def get(self, request: HttpRequest) -> Response:
        found = need.neighbourhoods_in_need(timezone.now(), *asked_for(request))
        return Response(AreaShown(found, many=True).data)


class LaterPortions(Door):
    parameters = ("region", "category")

    @extend_schema(
        tags=TAGS,
        operation_id="need_later_portions",
        summary="What lists of neighbourhoods still lack in later weeks; rounded.",
        parameters=[WITHIN, OF_CATEGORY],
        responses=LaterPortionShown(many=True),
    )
    def get(self, request: HttpRequest) -> Response:
        found = need.later_portions(timezone.now(), *asked_for(request))
        return Response(LaterPortionShown(found, many=True).data)


class Households(Listing):
    """For people who give: an account is needed, and one's own requests are left out."""

    serializer_class = HouseholdNeedShown
    filterset_class = UrgencyFilters
    pagination_class = NearPages
    parameters = ("region", "category", "near", "radius", "bbox")
    # References are random: where few ask, nobody reads who did so before whom.
    orders: ClassVar[Orders] = {
        "urgency": ("urgency", "reference"),
        # For programs of before, which asked for the order of asking.
        "waiting": ("urgency", "reference"),
        "distance": ("metres", "urgency", "reference"),
    }

    @extend_schema(
        tags=TAGS,
        operation_id="need_requests",
        summary="Requests that you may pledge to; distances are those of their kelurahan.",
        parameters=[WITHIN, OF_CATEGORY, *AROUND],
    )
    def get(self, request: HttpRequest, **_: Any) -> Response:
        if self.person.user_id is None:
            raise SignInNeeded()
        within, category = asked_for(request)
        areas = areas_for(self.person, within)
        self.spot = spot_in(request)
        self.places = self.spot.kelurahan(within[:KELURAHAN_LENGTH])
        self.sought = Sought(
            self.person, areas, timezone.now(), within, category, self.urgency_asked(request)
        )
        page: list[Any] = self.paginate_queryset(self.get_queryset()) or []
        by_distance = cast(NearPages, self.paginator).by_distance
        told = near_as_donor_sees(page, areas) if by_distance else need.as_donor_sees(page, areas)
        rows = with_fields_asked(request, HouseholdNeedShown(told, many=True))
        return self.get_paginated_response(rows.data)

    def urgency_asked(self, request: HttpRequest) -> int | None:
        """Raises ValidationError."""
        self.filter_queryset(self.get_queryset())
        asked = request.query_params.get("urgency")
        return int(asked) if asked else None

    def get_queryset(self) -> RequestQuerySet:
        return Request.private.none()

    def all_sought(self) -> RequestQuerySet:
        """What is sought, to be put in another order than by distance."""
        sought = self.sought
        found = need.households_in_need(
            sought.person, sought.areas, sought.now, sought.within, sought.category
        )
        if sought.urgency is not None:
            found = found.filter(urgency=sought.urgency)
        if not self.spot.is_everywhere:
            found = found.of_kelurahan([code for _, code in self.places])
        return found


def asked_for(request: HttpRequest) -> tuple[str, str]:
    """The region's code and the category that the query names."""
    within = request.query_params.get("region", PROVINCE)
    category = request.query_params.get("category", "")
    if level_of(within) is None:
        raise BadQuery("region")
    if category and category not in CATEGORIES:
        raise BadQuery("category")
    return within, category


urlpatterns = [
    path("need/", Areas.as_view()),
    path("need/neighbourhoods/", Neighbourhoods.as_view()),
    path("need/later-portions/", LaterPortions.as_view()),
    path("need/requests/", Households.as_view()),
]
