"""Posts: public places where goods lie, opened by offices and known donors."""

from typing import Any, ClassVar

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import posts
from aid.errors import NotFound
from aid.models import Post
from aid.models.post import LANES, POST_KINDS
from aid.queries.figures import rounded
from api.bodies import PLACE, Body, Number, Text, read
from api.doors import Door
from api.errors import BadQuery
from api.filters import WITHIN
from api.shown import CategoryField, ClockField, ForPerson, PlaceShown, RegionShown
from geo.codes import PROVINCE, level_of
from geo.projection import to_degrees

TAGS = ["posts"]
MOST = 500
CLOCK = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


class StockShown(serializers.Serializer[Any]):
    category = CategoryField()
    quantity = serializers.IntegerField(allow_null=True, help_text="Rounded; null: less than 5.")


class PoskoShown(ForPerson):
    """A post; who keeps the goods is told to its office and to whoever opened it."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text=", ".join(POST_KINDS))
    name = serializers.CharField()
    landmark = serializers.CharField()
    region = RegionShown()
    place = serializers.SerializerMethodField(help_text="The post's own point, in degrees.")
    lane = serializers.ChoiceField(choices=LANES, help_text="What gets through the lane there.")
    opens = ClockField(format="%H:%M")
    closes = ClockField(format="%H:%M")
    closed_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(PlaceShown)
    def get_place(self, post: Post) -> dict[str, float]:
        point: Point = to_degrees(post.place.x, post.place.y)
        return dict(PlaceShown(point).data)


class PoskoDetail(PoskoShown):
    stock = serializers.SerializerMethodField()
    custodian = serializers.SerializerMethodField()

    @extend_schema_field(StockShown(many=True))
    def get_stock(self, post: Post) -> list[dict[str, Any]]:
        lying = posts.standing_at(post).items()
        found = [{"category": code, "quantity": rounded(stock.lying)} for code, stock in lying]
        return list(StockShown(found, many=True).data)

    def get_custodian(self, post: Post) -> str | None:
        return str(post.custodian) if posts.keeps(self.person, post) else None


class Opened(Body):
    """A post as its board sees it; times as 08:00, places in degrees."""

    region = Text(required=True, pattern=PLACE, help_text="Code of a kelurahan or neighbourhood.")
    name = Text(required=True, maxLength=120)
    custodian = Text(required=True, maxLength=200, help_text="Who keeps the goods; kept sealed.")
    kind = Text(among=POST_KINDS)
    landmark = Text(maxLength=200)
    lane = Text(among=LANES)
    opens = Text(pattern=CLOCK)
    closes = Text(pattern=CLOCK)
    latitude = Number()
    longitude = Number()


class Posts(Door):
    parameters = ("region",)
    spends: ClassVar = {"POST": "add_neighbourhood"}

    @extend_schema(
        tags=TAGS,
        operation_id="posts_list",
        summary="The posts of a region that are open.",
        parameters=[WITHIN],
        responses=PoskoShown(many=True),
    )
    def get(self, request: Request) -> Response:
        code = request.query_params.get("region", PROVINCE)
        if level_of(code) is None:
            raise BadQuery("region")
        found: QuerySet[Post] = Post.private.standing().within(code)[:MOST]
        shown = PoskoShown(found, many=True, context={"person": self.person})
        return Response(shown.data)

    @extend_schema(
        tags=TAGS,
        operation_id="posts_open",
        summary="Open a post: a region's office any kind, a known donor a posko.",
        request=Opened,
        responses={201: PoskoDetail},
    )
    def post(self, request: Request) -> Response:
        described = posts.Described(**read(request, Opened))
        made = posts.open_post(self.person, described)
        return Response(PoskoDetail(made, context={"person": self.person}).data, 201)


class One(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="posts_retrieve",
        summary="One post, with what lies there in rounded numbers.",
        responses=PoskoDetail,
    )
    def get(self, _: Request, pk: int) -> Response:
        post = Post.private.filter(pk=pk).select_related("region").first()
        if post is None:
            raise NotFound()
        return Response(PoskoDetail(post, context={"person": self.person}).data)


class Close(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="posts_close",
        summary="Nothing comes there any more.",
        request=None,
        responses=PoskoDetail,
    )
    def post(self, request: Request, pk: int) -> Response:
        read(request, Body)
        closed = posts.close_post(self.person, pk)
        return Response(PoskoDetail(closed, context={"person": self.person}).data)


urlpatterns = [
    path("posts/", Posts.as_view()),
    path("posts/<int:pk>/", One.as_view()),
    path("posts/<int:pk>/close/", Close.as_view()),
]
