"""A donor's receipts, as PDF."""

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from aid.actions import receipts
from api.consignments import Paper

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


@extend_schema_view(
    get=extend_schema(
        tags=["matches"],
        operation_id="matches_receipt",
        summary="The receipt of what was confirmed, for its donor, as PDF.",
        responses=PDF,
    )
)
class OfMatch(Paper):
    def get(self, _: Request, reference: str) -> HttpResponse:
        pdf = receipts.print_match_receipt(self.person, reference)
        return self.paper(pdf, f"tanda-terima-{reference}")


@extend_schema_view(
    get=extend_schema(
        tags=["offers"],
        operation_id="offers_receipt",
        summary="The receipt of all that was handed over of an offer, for its donor, as PDF.",
        responses=PDF,
    )
)
class OfOffer(Paper):
    def get(self, _: Request, reference: str) -> HttpResponse:
        pdf = receipts.print_offer_receipt(self.person, reference)
        return self.paper(pdf, f"tanda-terima-{reference}")


urlpatterns = [
    path("matches/<reference:reference>/receipt/", OfMatch.as_view()),
    path("offers/<reference:reference>/receipt/", OfOffer.as_view()),
]
