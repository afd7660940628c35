"""What a household does about its own request and data."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import correcting, erasing, known
from api.bodies import Amount, Body, Text, read
from api.contacts import ContactShown, contact_shown
from api.doors import Door
from people.person import Person

TAGS = ["requests"]
URGENCY = [
    {"type": "integer", "minimum": 0, "maximum": 2},
    {"type": "string", "pattern": "^[0-2]$"},
]


class Correction(Body):
    """What is not sent stays. More people, units or urgency are checked again."""

    people = Amount()
    quantity = Amount(help_text="No less than is promised.")
    urgency = Amount(oneOf=URGENCY, help_text="0 no food today, 1 none tomorrow, 2 this week")
    landmark = Text(maxLength=200)
    phone = Text(maxLength=40)


def correct(person: Person, reference: str, **fields: Any) -> object:
    return correcting.correct(person, reference, correcting.Corrected(**fields))


class ConsentShown(serializers.Serializer[Any]):
    purpose = serializers.CharField()
    given_at = serializers.DateTimeField()
    given_by_helper = serializers.BooleanField()


class KnownShown(ContactShown):
    """All that is kept of a household, for itself alone."""

    people = serializers.IntegerField()
    vulnerable = serializers.BooleanField()
    id_number_known = serializers.BooleanField(help_text="Whether a fingerprint of it is kept.")
    note = serializers.CharField()
    consents = ConsentShown(many=True)
    kept_until = serializers.DateTimeField(
        allow_null=True, help_text="When it is erased by itself; null while the request stands."
    )
    notices = serializers.IntegerField(help_text="Phones and addresses that are told of news.")


class WhatIsKnown(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_known",
        summary="What is known about the household, for itself; every look is recorded.",
        responses=KnownShown,
    )
    def get(self, _: Request, reference: str) -> Response:
        found = known.see_known(self.person, reference)
        shown = {
            **contact_shown(found.details),
            "people": found.household.people,
            "vulnerable": found.household.vulnerable,
            "id_number_known": found.has_id_number,
            "note": found.request.note,
            "consents": ConsentShown(found.consents, many=True).data,
            "notices": found.notices,
            "kept_until": found.until,
        }
        return Response(shown)


class Erase(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_erase",
        summary="Erase what is personal; a request that stands is withdrawn before.",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, reference: str) -> Response:
        read(request, Body)
        erasing.erase(self.person, reference)
        return Response(status=204)


ONE = "requests/<reference:reference>"
urlpatterns = [
    path(f"{ONE}/known/", WhatIsKnown.as_view()),
    path(f"{ONE}/erase/", Erase.as_view()),
]
