"""Rounds of the matching engine, for those in office."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions.access import require
from aid.errors import NotFound
from aid.relations import region_relations
from api.bodies import Body, Text, read
from api.doors import Door, Listing
from geo.codes import PROVINCE
from matching.actions import ask_for_round
from matching.models import KINDS, STATUSES, Round
from people.person import Person, Role

TAGS = ["rounds"]


class RoundShown(serializers.Serializer[Any]):
    """Figures are of the whole city: by category, by city, and the proof of the optimum."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    status = serializers.ChoiceField(choices=STATUSES)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    figures = serializers.DictField()


class RoundDetail(RoundShown):
    """With what it takes to run the round again."""

    seed = serializers.IntegerField()
    policy = serializers.DictField()
    digest = serializers.CharField()


class Called(Body):
    region = Text(required=True, help_text="Where you hold the office that calls for it.")


class Rounds(Listing):
    serializer_class = RoundShown

    def get_queryset(self) -> QuerySet[Round]:
        return Round.objects.all()

    @extend_schema(tags=TAGS, operation_id="rounds_list", summary="Rounds, newest first.")
    def get(self, request: Request, **_: Any) -> Response:
        require_office(self.person)
        return super().get(request)

    @extend_schema(
        tags=TAGS,
        operation_id="rounds_run",
        summary="Call for a round; the worker runs it.",
        request=Called,
        responses={202: None},
    )
    def post(self, request: Request) -> Response:
        ask_for_round(self.person, read(request, Called)["region"])
        return Response(status=202)


class OneRound(Door):
    @extend_schema(
        tags=TAGS, operation_id="rounds_detail", summary="One round.", responses=RoundDetail
    )
    def get(self, _: Request, pk: int) -> Response:
        require_office(self.person)
        found = Round.objects.filter(pk=pk).first()
        if found is None:
            raise NotFound()
        return Response(RoundDetail(found).data)


def require_office(person: Person) -> None:
    """Raise SignInNeeded or NotAllowed unless ``person`` sees the board of any region."""
    region = next(iter(person.regions(Role.COORDINATOR, Role.AUDITOR)), PROVINCE)
    require("region", "see_board", None, region_relations(person, region))


urlpatterns = [
    path("rounds/", Rounds.as_view()),
    path("rounds/<int:pk>/", OneRound.as_view()),
]
