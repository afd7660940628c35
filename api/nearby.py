"""What is near a request: the offers that reach it."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response

from aid.errors import NotFound
from aid.models import Request
from aid.relations import request_relations
from aid.rules import Who
from api.doors import Door
from api.shown import CategoryField
from matching.nearby import MOST_OFFERS, offers_around, offers_near

TAGS = ["requests"]
OFFICES = frozenset({Who.COORDINATOR, Who.AUDITOR})


class NearOfferShown(serializers.Serializer[Any]):
    """``km``: half kilometres from the request to the offer's published point."""

    reference = serializers.CharField(source="offer.reference")
    available = serializers.IntegerField(source="offer.available")
    km = serializers.FloatField()


class OffersNearShown(serializers.Serializer[Any]):
    offers = NearOfferShown(many=True, help_text="Those of your regions, nearest first.")
    others = serializers.IntegerField(help_text="How many lie outside your regions.")
    others_km = serializers.FloatField(
        allow_null=True,
        help_text="To the nearest of these: half kilometres between published points.",
    )
    is_all = serializers.BooleanField(help_text=f"False where {MOST_OFFERS} or more reach it.")


class OffersAroundShown(serializers.Serializer[Any]):
    """From published points alone; the same for the whole kelurahan."""

    category = CategoryField()
    offers = serializers.IntegerField(
        allow_null=True,
        help_text=f"0; null for one to four; else rounded to fives, {MOST_OFFERS} at most.",
    )
    nearest_km = serializers.FloatField(
        allow_null=True, help_text="Half kilometres between published points; null for none."
    )


class OffersNear(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_offers",
        summary="The open offers that reach a request, for its coordinators.",
        responses=OffersNearShown,
    )
    def get(self, _: HttpRequest, reference: str) -> Response:
        found = self.seen(reference)
        if not OFFICES & request_relations(self.person, found):
            raise NotFound()
        near = offers_near(self.person, found, timezone.now())
        return Response(OffersNearShown(near).data)

    def seen(self, reference: str) -> Request:
        rows = Request.private.visible_to(self.person).select_related("household")
        found: Request | None = rows.filter(reference=reference).first()
        if found is None:
            raise NotFound()
        return found


class OffersAround(OffersNear):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_around",
        summary="About how many open offers reach its kelurahan, and how far the nearest is.",
        responses=OffersAroundShown,
    )
    def get(self, _: HttpRequest, reference: str) -> Response:
        found = self.seen(reference)
        around = offers_around(found.region_code, found.category, timezone.now())
        shown = OffersAroundShown({"category": found.category, **around._asdict()})
        return Response(shown.data)


ONE = "requests/<reference:reference>"
urlpatterns = [
    path(f"{ONE}/offers/", OffersNear.as_view()),
    path(f"{ONE}/around/", OffersAround.as_view()),
]
