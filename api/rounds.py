"""Rounds of the matching engine, for those in office."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid import models
from aid.actions.access import require
from aid.categories import CATEGORIES
from aid.errors import Invalid, NotFound, Problem
from aid.relations import region_relations
from api.bodies import ANYWHERE, Body, Codes, Ids, Plain, Text, YesNo, read
from api.doors import Door, Listing
from api.pages import Orders
from geo.codes import PROVINCE
from matching.actions import ask_for_round, cancel_round, send_proposals
from matching.comparing import compare
from matching.explanation import reason_text
from matching.models import FATES, KINDS, STATUSES, PlannedProposal, Round
from matching.told import told, told_curve
from people.person import Person, Role

TAGS = ["rounds"]


class Values(Plain):
    """A JSON object."""

    kinds = (dict,)
    shape = {"type": "object", "additionalProperties": {}}


class RoundShown(serializers.Serializer[Any]):
    """Figures are of the whole city: by category, by city, and how far the optimum is proven.
    Kilometres are those between published places."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    status = serializers.ChoiceField(choices=STATUSES)
    dry_run = serializers.BooleanField()
    again = serializers.BooleanField()
    categories = serializers.ListField(child=serializers.CharField())
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    figures = serializers.SerializerMethodField()

    def get_figures(self, this: Round) -> dict[str, Any]:
        return told(this.figures)


class RoundDetail(RoundShown):
    """With how far it is, and what it takes to run the round again.

    ``progress``: stage, category, seconds. ``curve``: what other degrees of fairness would give.
    """

    progress = serializers.DictField()
    curve = serializers.SerializerMethodField()
    seed = serializers.IntegerField()
    policy = serializers.DictField()

    def get_curve(self, this: Round) -> list[dict[str, Any]]:
        return told_curve(this.curve)


class PlannedShown(serializers.Serializer[Any]):
    """What a dry run would propose for a request in a region of the reader's office."""

    id = serializers.IntegerField()
    request = serializers.CharField()
    region = serializers.CharField(source="region_code")
    category = serializers.ChoiceField(choices=tuple(CATEGORIES))
    quantity = serializers.IntegerField()
    reason = serializers.SerializerMethodField()
    fate = serializers.ChoiceField(choices=FATES)

    def get_reason(self, planned: PlannedProposal) -> str:
        return reason_text(planned.reason, get_language() or "id")


class Compared(serializers.Serializer[Any]):
    """Pairs of request and offer that two rounds have in common, or one of them only."""

    other = serializers.IntegerField()
    same = serializers.IntegerField()
    changed = serializers.IntegerField()
    only_this = serializers.IntegerField()
    only_other = serializers.IntegerField()
    figures = serializers.DictField()
    other_figures = serializers.DictField()


class Sent(serializers.Serializer[Any]):
    """How many proposals go to the donors."""

    sending = serializers.IntegerField()


class Office(Body):
    region = Text(
        required=True, pattern=ANYWHERE, help_text="Where you hold the office by which you do it."
    )


class Called(Office):
    categories = Codes(
        among=CATEGORIES, help_text="Only these kinds of aid; all of them unless given."
    )
    dry_run = YesNo(help_text="Propose nothing, keep what would be proposed.")
    with_curve = YesNo(help_text="Of a dry run: try other degrees of fairness too.")
    again = YesNo(help_text="Weigh the proposals too that nobody answered.")
    policy = Values(help_text="Of a dry run: what to weigh otherwise than usual.")


class ToSend(Office):
    proposals = Ids(help_text="Only these; all in the region unless given.")


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
        summary="Call for a round, or try one; the worker runs it.",
        request=Called,
        responses={202: RoundDetail},
    )
    def post(self, request: Request) -> Response:
        called = read(request, Called)
        made = ask_for_round(
            self.person,
            called["region"],
            categories=texts(called.get("categories", [])),
            dry_run=called.get("dry_run", False),
            with_curve=called.get("with_curve", False),
            again=called.get("again", False),
            policy=called.get("policy"),
        )
        return Response(RoundDetail(made).data, status=202)


class OneRound(Door):
    @extend_schema(
        tags=TAGS, operation_id="rounds_detail", summary="One round.", responses=RoundDetail
    )
    def get(self, _: Request, pk: int) -> Response:
        require_office(self.person)
        return Response(RoundDetail(round_of(pk)).data)


class Cancelling(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="rounds_cancel",
        summary="Call a round off, unless it writes already.",
        request=Office,
        responses={204: None},
    )
    def post(self, request: Request, pk: int) -> Response:
        cancel_round(self.person, read(request, Office)["region"], pk)
        return Response(status=204)


class Proposals(Listing):
    serializer_class = PlannedShown
    orders: ClassVar[Orders] = {"oldest": ("pk",)}

    def get_queryset(self) -> QuerySet[PlannedProposal]:
        found = PlannedProposal.private.filter(round_id=self.kwargs.get("pk"))
        rows: QuerySet[PlannedProposal] = found.visible_to(self.person)
        return rows

    def prepared(self, rows: Sequence[Any]) -> Sequence[Any]:
        references = dict(
            models.Request.private.filter(pk__in=[row.request_id for row in rows]).values_list(
                "pk", "reference"
            )
        )
        for row in rows:
            row.request = references.get(row.request_id, "")
        return rows

    @extend_schema(
        tags=TAGS,
        operation_id="rounds_proposals",
        summary="What a dry run would propose in your regions.",
    )
    def get(self, request: Request, **_: Any) -> Response:
        require_office(self.person)
        round_of(self.kwargs["pk"])
        return super().get(request)

    @extend_schema(
        tags=TAGS,
        operation_id="rounds_send",
        summary="Send what a dry run would propose to the donors, all or some.",
        request=ToSend,
        responses={202: Sent},
    )
    def post(self, request: Request, pk: int) -> Response:
        wanted = read(request, ToSend)
        ids = wanted.get("proposals")
        if ids is not None and not all(type(each) is int and 0 < each < 2**63 for each in ids):
            raise Invalid({"proposals": Problem("wrong_type", _("These aren't ids of proposals."))})
        sending = send_proposals(self.person, wanted["region"], pk, ids)
        return Response({"sending": sending}, status=202)


class Comparing(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="rounds_compare",
        summary="A round beside another.",
        responses=Compared,
    )
    def get(self, _: Request, pk: int, other: int) -> Response:
        require_office(self.person)
        this, that = round_of(pk), round_of(other)
        shown = {
            **compare(this, that)._asdict(),
            "other": that.pk,
            "figures": told(this.figures),
            "other_figures": told(that.figures),
        }
        return Response(Compared(shown).data)


def texts(codes: list[Any]) -> list[str]:
    if not all(isinstance(code, str) for code in codes):
        raise Invalid({"categories": Problem("unknown", _("There is no such kind of aid."))})
    return codes


def round_of(pk: int) -> Round:
    found: Round | None = Round.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def require_office(person: Person) -> None:
    """Raise SignInNeeded or NotAllowed unless ``person`` sees the board of any region."""
    region = next(iter(person.regions(Role.COORDINATOR, Role.AUDITOR)), PROVINCE)
    require("region", "see_board", None, region_relations(person, region))


urlpatterns = [
    path("rounds/", Rounds.as_view()),
    path("rounds/<int:pk>/", OneRound.as_view()),
    path("rounds/<int:pk>/cancel/", Cancelling.as_view()),
    path("rounds/<int:pk>/proposals/", Proposals.as_view()),
    path("rounds/<int:pk>/against/<int:other>/", Comparing.as_view()),
]
