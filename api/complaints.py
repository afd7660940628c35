"""Complaints, for the coordinators who answer them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import complaints
from aid.actions.messages import reported_texts
from aid.models import Complaint
from aid.models.match import COMPLAINTS
from aid.rules import ComplaintStatus
from api.bodies import Body, Text, read
from api.doors import Door, Listing
from api.filters import StatusFilter
from api.shown import StatusField

TAGS = ["complaints"]


class ComplaintShown(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = StatusField(ComplaintStatus)
    kind = serializers.ChoiceField(choices=COMPLAINTS)
    text = serializers.CharField()
    message = serializers.SerializerMethodField(help_text="What the other side wrote, if reported.")
    match = serializers.CharField(source="match.reference")
    request = serializers.CharField(source="match.request.reference")
    made_at = serializers.DateTimeField()
    answer = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_message(self, complaint: Complaint) -> str:
        told: str = self.context["messages"].get(complaint.pk, "")
        return told


class ComplaintFilters(filters.FilterSet):  # type: ignore[misc]
    status = StatusFilter(ComplaintStatus)
    kind = filters.ChoiceFilter(choices=[(kind, kind) for kind in COMPLAINTS])
    match = filters.CharFilter(field_name="match__reference")


class Answer(Body):
    answer = Text(required=True, maxLength=500)


@extend_schema_view(
    get=extend_schema(
        tags=TAGS, operation_id="complaints_list", summary="The complaints that you answer."
    )
)
class Complaints(Listing):
    serializer_class = ComplaintShown
    filterset_class = ComplaintFilters
    reported: Mapping[int, str] = MappingProxyType({})

    def get_queryset(self) -> QuerySet[Complaint]:
        rows: QuerySet[Complaint] = Complaint.private.visible_to(self.person)
        return rows

    def prepared(self, rows: Sequence[Complaint]) -> Sequence[Complaint]:
        self.reported = reported_texts(self.person, rows)
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "messages": self.reported}


class Close(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="complaints_close",
        summary="Answer a complaint and close it.",
        request=Answer,
        responses=ComplaintShown,
    )
    def post(self, request: Request, pk: int) -> Response:
        closed = complaints.close_complaint(self.person, pk, **read(request, Answer))
        told = {"messages": reported_texts(self.person, [closed])}
        return Response(ComplaintShown(closed, context=told).data)


urlpatterns = [
    path("complaints/", Complaints.as_view()),
    path("complaints/<int:pk>/close/", Close.as_view()),
]
