"""Regions: the hierarchy, where a point lies, and their shapes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from aid.errors import NotFound
from aid.queries.areas import reads_name
from api.doors import Door, Listing
from api.filters import CodeFilter
from api.pages import Orders
from api.shown import ForPerson, PlaceShown
from geo.codes import Level
from geo.models import Boundary, Region
from geo.places import locate, point_at
from geo.privacy import published_point
from geo.queries import BoundaryQuerySet, RegionQuerySet

TAGS = ["regions"]
DEGREES = {"type": "number", "format": "double", "minimum": -180, "maximum": 180}
AN_HOUR = "public, max-age=3600"


class RegionDetail(ForPerson):
    """A region; a neighbourhood counts as verified once a coordinator vouched for it, and is
    named by its number or code until then, but for its coordinators and whoever added it."""

    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    level = serializers.ChoiceField(choices=Level.values)
    parent = serializers.CharField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    point = serializers.SerializerMethodField(help_text="Of an RW, on the published 500 m grid.")
    area_km2 = serializers.FloatField(allow_null=True)
    households = serializers.IntegerField(allow_null=True)
    population = serializers.IntegerField(allow_null=True)
    rw_number = serializers.IntegerField(allow_null=True)
    is_verified = serializers.BooleanField()

    def get_name(self, region: Region) -> str:
        return region.name if reads_name(self.person, region) else region.public_name

    @extend_schema_field(PlaceShown)
    def get_point(self, region: Region) -> dict[str, float]:
        # Whoever added an RW may have stood at home.
        point = published_point(region.point) if region.level == Level.RW else region.point
        return {"latitude": point.y, "longitude": point.x}


class RegionFilters(filters.FilterSet):  # type: ignore[misc]
    level = filters.ChoiceFilter(choices=Level.choices)
    parent = CodeFilter(field_name="parent_id")
    within = CodeFilter(method="filter_within")
    q = filters.CharFilter(method="filter_named", label="Part of the name.")

    def filter_named(self, rows: RegionQuerySet, _: str, value: str) -> RegionQuerySet:
        return rows.named_like(value)

    def filter_within(self, rows: RegionQuerySet, _: str, value: str) -> RegionQuerySet:
        return rows.within_region(value)


@extend_schema_view(
    get=extend_schema(tags=TAGS, operation_id="regions_list", summary="Regions, by code.")
)
class Regions(Listing):
    serializer_class = RegionDetail
    filterset_class = RegionFilters
    orders: ClassVar[Orders] = {"code": ("code",)}

    def get_queryset(self) -> QuerySet[Region]:
        return Region.objects.all()


class OneRegion(Door):
    @extend_schema(
        tags=TAGS, operation_id="regions_detail", summary="One region.", responses=RegionDetail
    )
    def get(self, _: Request, code: str) -> Response:
        return Response(RegionDetail(region(code), context={"person": self.person}).data)


@extend_schema_view(
    get=extend_schema(tags=TAGS, operation_id="regions_children", summary="One level down.")
)
class Children(Listing):
    serializer_class = RegionDetail
    orders: ClassVar[Orders] = {"code": ("code",)}

    def get_queryset(self) -> QuerySet[Region]:
        code = self.kwargs.get("code", "")
        if not getattr(self, "swagger_fake_view", False):
            region(code)
        return Region.objects.filter(parent_id=code)


class At(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="regions_at",
        summary="The kelurahan at a point: a suggestion that the person may correct.",
        parameters=[
            OpenApiParameter("lat", DEGREES, required=True),
            OpenApiParameter("lon", DEGREES, required=True),
        ],
        responses=RegionDetail,
    )
    def get(self, request: Request) -> Response:
        point = point_at(request.query_params.get("lat"), request.query_params.get("lon"))
        return Response(RegionDetail(locate(point), context={"person": self.person}).data)


class BoundaryShown(GeoFeatureModelSerializer):  # type: ignore[misc]
    code = serializers.CharField(source="region_id")
    name = serializers.CharField(source="region.name")

    class Meta:
        model = Boundary
        geo_field = "shape"
        id_field = False
        fields = ("code", "name", "level", "approximate")


class BoundaryFilters(filters.FilterSet):  # type: ignore[misc]
    level = filters.ChoiceFilter(choices=Level.choices, label="Without it, cities.")
    within = CodeFilter(method="filter_within")

    def filter_within(self, rows: BoundaryQuerySet, _: str, value: str) -> BoundaryQuerySet:
        return rows.within_region(value)


class Boundaries(Listing):
    """Not in pages: a map needs them all."""

    cache = AN_HOUR
    weight = 20
    serializer_class = BoundaryShown
    filterset_class = BoundaryFilters
    pagination_class = None

    def get_queryset(self) -> QuerySet[Boundary]:
        return Boundary.objects.current().select_related("region").order_by("region_id")

    @extend_schema(
        tags=TAGS,
        operation_id="regions_boundaries",
        summary="The current shapes, as GeoJSON.",
        responses={(200, "application/geo+json"): BoundaryShown(many=True)},
    )
    def get(self, request: Request, **_: Any) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        if "level" not in request.query_params:
            rows = rows.filter(level=Level.CITY)
        shown = self.get_serializer(rows, many=True).data
        return Response(shown, content_type="application/geo+json")


def region(code: str) -> Region:
    """The region of ``code``. Raises NotFound."""
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


urlpatterns = [
    path("regions/", Regions.as_view()),
    path("regions/at/", At.as_view()),
    path("regions/boundaries/", Boundaries.as_view()),
    path("regions/<region:code>/", OneRegion.as_view()),
    path("regions/<region:code>/children/", Children.as_view()),
]
