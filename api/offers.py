"""Offers: publishing what one can give, and taking it back."""

from typing import Any, ClassVar

from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import offers
from aid.categories import CATEGORIES
from aid.contents import ALL as CONTENTS
from aid.models import Offer
from aid.models.offer import HANDOVERS, MOST_OPEN
from aid.queries.offers import OfferQuerySet
from aid.rules import OfferStatus
from aid.standing import offer_verbs
from api.bodies import PLACE, Amount, Body, Codes, Day, Number, Text, Whole, read
from api.doors import Door, Listing
from api.filters import AreaFilter, CategoryFilter, SpotFilters, StatusFilter
from api.nouns import Noun, Verb, detail_path, verb_paths
from api.pages import NEWEST, Orders
from api.shown import CategoryField, ForPerson, PublishedPlace, RegionShown, StatusField
from geo.queries import ON_PUBLISHED_GRID
from people.person import Person

TAGS = ["offers"]


class OfferShown(ForPerson):
    """An offer, for its donor and the coordinators; its place on the published 500 m grid."""

    reference = serializers.CharField()
    status = StatusField(OfferStatus)
    category = CategoryField()
    quantity = serializers.IntegerField()
    proposed = serializers.IntegerField()
    reserved = serializers.IntegerField()
    delivered = serializers.IntegerField()
    lost = serializers.IntegerField()
    available = serializers.IntegerField()
    region = RegionShown()
    target = RegionShown(allow_null=True, help_text="The neighbourhood that it was pledged to.")
    place = PublishedPlace(source="published")
    radius_km = serializers.SerializerMethodField()
    least = serializers.IntegerField(help_text="The smallest part worth a trip.")
    most_open = serializers.IntegerField(
        allow_null=True, help_text="How many unanswered proposals the donor takes at once."
    )
    handover = serializers.ChoiceField(choices=HANDOVERS)
    post = serializers.IntegerField(source="post_id", allow_null=True)
    contents = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    until = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    allowed = serializers.SerializerMethodField(help_text="What you may do now: the rules' verbs.")

    def get_radius_km(self, offer: Offer) -> float:
        return offer.radius / 1000

    def get_allowed(self, offer: Offer) -> list[str]:
        return list(offer_verbs(self.person, offer, timezone.now()))


class OfferFilters(SpotFilters):
    place = ON_PUBLISHED_GRID
    reference = filters.CharFilter()
    category = CategoryFilter()
    status = StatusFilter(OfferStatus)
    region = AreaFilter()


class Give(Body):
    """What a donor can give; quantities in the category's unit, places in degrees."""

    category = Text(required=True, among=CATEGORIES)
    quantity = Amount(required=True)
    region = Text(
        pattern=PLACE, help_text="Code of a kelurahan or neighbourhood; needed without a post."
    )
    post = Whole(help_text="The post where it lies already; its region and place serve.")
    contents = Codes(
        among=CONTENTS, help_text="What is in a package: codes of the category's contents."
    )
    radius = Number(help_text="How far the donor goes, in kilometres.")
    least = Amount(help_text="The smallest part worth a trip.")
    most_open = Whole(
        minimum=1,
        maximum=MOST_OPEN,
        help_text="How many unanswered proposals you take at once, of all offers.",
    )
    handover = Text(among=HANDOVERS)
    note = Text(maxLength=500)
    latitude = Number()
    longitude = Number()
    until = Day(help_text="The last day.")


def visible(person: Person) -> OfferQuerySet:
    rows: OfferQuerySet = Offer.private.visible_to(person)
    return rows


OFFERS = Noun("offers", visible, OfferShown)
VERBS = (Verb("withdraw", offers.withdraw, "Take back what isn't promised yet."),)


@extend_schema_view(
    get=extend_schema(tags=TAGS, operation_id="offers_list", summary="The offers you may see.")
)
class Offers(Listing):
    serializer_class = OfferShown
    filterset_class = OfferFilters
    spends: ClassVar = {"POST": "publish_offer"}
    needs_key = True

    orders: ClassVar[Orders] = {**NEWEST, "ending": ("until", "pk"), "distance": ("metres", "pk")}

    def get_queryset(self) -> OfferQuerySet:
        return visible(self.person).for_lists()

    @extend_schema(
        tags=TAGS,
        operation_id="offers_publish",
        summary="Offer something to whoever needs it nearby.",
        request=Give,
        responses={201: OfferShown},
    )
    def post(self, request: Request) -> Response:
        made = offers.publish(self.person, offers.Given(**read(request, Give)))
        return Response(OFFERS.show(self.person, made.reference), 201)


class PublishAgain(Door):
    spends: ClassVar = {"POST": "publish_offer"}
    needs_key = True

    def acted_on(self, reference: str) -> Any:
        return OFFERS.show(self.person, reference)

    @extend_schema(
        tags=TAGS,
        operation_id="offers_publish_again",
        summary="Offer the same once more, from today on and for as many days as before.",
        request=None,
        responses={201: OfferShown},
    )
    def post(self, request: Request, reference: str) -> Response:
        read(request, Body)
        made = offers.publish_again(self.person, reference)
        return Response(OFFERS.show(self.person, made.reference), 201)


urlpatterns = [
    path("offers/", Offers.as_view()),
    detail_path(OFFERS, "One offer."),
    *verb_paths(OFFERS, VERBS),
    path("offers/<reference:reference>/publish-again/", PublishAgain.as_view()),
]
