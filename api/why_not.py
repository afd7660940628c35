"""Why a request and an offer were not put together, for those who might pair them by hand."""

from typing import Any, ClassVar

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response

from aid.errors import NotFound
from aid.models import Offer, Request
from aid.relations import request_relations
from aid.rules import Who
from api.bodies import Body, Text, read
from api.doors import Door
from matching.explanation import pair_text
from matching.models import PairQuestion
from matching.questions import ask_why_not, questions_about

TAGS = ["requests"]
OFFICES = frozenset({Who.COORDINATOR, Who.AUDITOR})


class AboutOffer(Body):
    offer = Text(required=True, help_text="The offer's reference.")


class AnswerShown(serializers.Serializer[Any]):
    """What a round by the settings would make of the two at this moment."""

    offer = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is computed.")
    id = serializers.CharField(help_text="In Indonesian.")
    en = serializers.CharField(help_text="In English.")
    facts = serializers.DictField(help_text="Codes and numbers; nothing personal.")


class WhyNot(Door):
    spends: ClassVar = {"POST": "ask_why_not"}

    @extend_schema(
        tags=TAGS,
        operation_id="requests_why_not_list",
        summary="What was asked of offers that were not put together with it.",
        responses=AnswerShown(many=True),
    )
    def get(self, _: HttpRequest, reference: str) -> Response:
        rows = Request.private.visible_to(self.person).select_related("household")
        found: Request | None = rows.filter(reference=reference).first()
        if found is None or not OFFICES & request_relations(self.person, found):
            raise NotFound()
        return Response([answer_shown(*each) for each in questions_about(self.person, found)])

    @extend_schema(
        tags=TAGS,
        operation_id="requests_why_not",
        summary="Ask why an offer was not put together with it; the worker answers.",
        request=AboutOffer,
        responses={202: AnswerShown},
    )
    def post(self, request: HttpRequest, reference: str) -> Response:
        offer = read(request, AboutOffer)["offer"]
        asked = ask_why_not(self.person, reference, offer)
        return Response(answer_shown(asked, Offer.private.get(pk=asked.offer_id)), 202)


def answer_shown(asked: PairQuestion, offer: Offer) -> dict[str, Any]:
    words = {
        language: pair_text(asked.facts, language) if asked.facts else ""
        for language in ("id", "en")
    }
    shown = AnswerShown(
        {
            "offer": offer.reference,
            "asked_at": asked.asked_at,
            "answered_at": asked.answered_at,
            "facts": asked.facts,
            **words,
        }
    )
    return dict(shown.data)


urlpatterns = [path("requests/<reference:reference>/why-not/", WhyNot.as_view())]
