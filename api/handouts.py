"""What one household gets of a consignment, for it and for the post."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import complaints, handouts
from aid.errors import NotFound
from aid.models import Handout
from aid.models.consignment import ANSWERS
from aid.models.match import COMPLAINTS
from aid.rules import HandoutStatus
from aid.standing import handout_verbs
from api.bodies import Body, Text, YesNo, read
from api.doors import Door, Listing
from api.matches import Payment
from api.pages import Orders
from api.shown import CategoryField, ForPerson, StatusField

TAGS = ["handouts"]


class HandoutShown(ForPerson):
    """A household's part. Nobody is named: a line's number and RT say whose it is."""

    id = serializers.IntegerField()
    status = StatusField(HandoutStatus)
    consignment = serializers.CharField(source="consignment.reference")
    category = CategoryField(source="consignment.category")
    quantity = serializers.IntegerField()
    share_of = serializers.IntegerField(
        allow_null=True, help_text="Divided: so many package equivalents …"
    )
    shared_by = serializers.IntegerField(allow_null=True, help_text="… for so many households.")
    line = serializers.IntegerField(source="line.number", allow_null=True, default=None)
    rt = serializers.IntegerField(source="line.rt", allow_null=True, default=None)
    answer = serializers.ChoiceField(choices=["", *ANSWERS])
    given_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    allowed = serializers.SerializerMethodField(help_text="What you may do now: the rules' verbs.")

    def get_allowed(self, handout: Handout) -> list[str]:
        return list(handout_verbs(self.person, handout, timezone.now()))


class AnswerBody(Body):
    said = Text(required=True, among=ANSWERS)


class SettleBody(Body):
    arrived = YesNo(required=True)


class ComplaintBody(Body):
    kind = Text(required=True, among=COMPLAINTS)
    text = Text(maxLength=1000)


@extend_schema_view(
    get=extend_schema(
        tags=TAGS,
        operation_id="consignments_handouts",
        summary="Who gets what of it, for those who hand it out.",
    )
)
class OfConsignment(Listing):
    serializer_class = HandoutShown
    orders: ClassVar[Orders] = {"oldest": ("pk",)}

    def get_queryset(self) -> QuerySet[Handout]:
        if getattr(self, "swagger_fake_view", False):
            return Handout.private.none()
        here = handouts.require_hand_out(self.person, self.kwargs["reference"])
        return Handout.private.of_consignment(here.pk)


class One(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="handouts_detail",
        summary="One household's part.",
        responses=HandoutShown,
    )
    def get(self, _: Request, pk: int) -> Response:
        return Response(shown(self, pk))


def shown(door: Door, pk: int) -> Any:
    """The hand-out as whoever asks sees it. Raises NotFound."""
    row = Handout.private.visible_to(door.person).filter(pk=pk).first()
    if row is None:
        raise NotFound()
    return HandoutShown(row, context={"person": door.person}).data


def act(
    name: str, action: Callable[..., object], summary: str, body: type[Body] = Body
) -> type[Door]:
    class Act(Door):
        spends: ClassVar = {"POST": "hand_out"}

        def acted_on(self, pk: int) -> Any:
            return shown(self, pk)

        @extend_schema(
            tags=TAGS,
            operation_id=f"handouts_{name}",
            summary=summary,
            request=None if body is Body else body,
            responses={204: None},
        )
        def post(self, request: Request, pk: int) -> Response:
            action(self.person, pk, **read(request, body))
            return Response(status=204)

    return Act


ACTS = {
    "answer": act(
        "answer", handouts.answer, "The household: complete, a part, or nothing.", AnswerBody
    ),
    "settle": act("settle", handouts.settle, "End a dispute.", SettleBody),
    "not-come": act(
        "not_come", handouts.not_come, "Nobody came; the post says so once the slot is over."
    ),
    "come-after-all": act("come_after_all", handouts.come_after_all, "Somebody came after all."),
    "complain": act(
        "complain", complaints.complain_about_handout, "Tell what went wrong.", ComplaintBody
    ),
    "answer-payment": act(
        "answer_payment", complaints.answer_payment_of_handout, "Were you asked to pay?", Payment
    ),
}

urlpatterns = [
    path("consignments/<reference:reference>/handouts/", OfConsignment.as_view()),
    path("handouts/<int:pk>/", One.as_view()),
    *(path(f"handouts/<int:pk>/{name}/", view.as_view()) for name, view in ACTS.items()),
]
