"""Consignments: one donor's goods for a whole neighbourhood or institution, as one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import path
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid import rules
from aid.actions import (
    consignments,
    dividing,
    handouts,
    moving_on,
    papers,
    planning,
    running_late,
)
from aid.actions.consignments import Receipt
from aid.actions.planning import Schedule
from aid.categories import CATEGORIES
from aid.contents import ALL as CONTENTS
from aid.delays import DELAYS
from aid.models import Consignment
from aid.models.consignment import VEHICLES
from aid.models.post import LANES
from aid.queries.consignments import ConsignmentQuerySet
from aid.relations import consignment_relations
from aid.rules import ConsignmentStatus
from aid.slots import SLOTS
from api.bodies import PLACE, Amount, Body, Codes, Day, Ids, Text, Whole, YesNo, read
from api.doors import Door, Listing
from api.filters import AreaFilter, CategoryFilter, StatusFilter, YesNoFilter
from api.nouns import Noun, Verb, detail_path, verb_paths
from api.shown import CategoryField, ClockField, ForPerson, NameField, RegionShown, StatusField
from people.person import Person
from people.private import with_names

TAGS = ["consignments"]


class PostInBrief(serializers.Serializer[Any]):
    """A public place; who keeps the goods there stands on the waybill."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    landmark = serializers.CharField()
    lane = serializers.ChoiceField(choices=LANES, help_text="What gets through to it.")
    opens = ClockField()
    closes = ClockField()


class ConsignmentShown(ForPerson):
    """Quantities are in the category's unit; of a divided consignment package equivalents."""

    reference = serializers.CharField()
    status = StatusField(ConsignmentStatus)
    donor = NameField()
    region = RegionShown()
    institution = serializers.SerializerMethodField(help_text="Whether it goes to one.")
    post = PostInBrief(allow_null=True)
    category = CategoryField()
    planned = serializers.IntegerField(source="quantity")
    counted = serializers.IntegerField(allow_null=True, help_text="At the post.")
    left = serializers.IntegerField(
        source="reserved", help_text="Not handed out yet: planned, on the way or at the post."
    )
    given = serializers.IntegerField(source="delivered")
    confirmed = serializers.IntegerField(help_text="Part of given: the households' own word.")
    lost = serializers.IntegerField()
    moved_on = serializers.IntegerField(source="cancelled", help_text="Taken back, or moved on.")
    divided_among = serializers.IntegerField(
        allow_null=True, help_text="Households that share it equally, if it was divided."
    )
    day = serializers.DateField()
    slot = serializers.ChoiceField(choices=list(SLOTS))
    vehicle = serializers.ChoiceField(choices=VEHICLES)
    contents = serializers.ListField(child=serializers.CharField())
    slot_confirmed_at = serializers.DateTimeField(allow_null=True)
    made_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    expected_at = serializers.DateTimeField(
        allow_null=True, help_text="About when the donor said to be there, running late."
    )
    arrived_at = serializers.DateTimeField(allow_null=True)
    distributed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    allowed = serializers.SerializerMethodField(help_text="What you may do now: the rules' verbs.")

    def get_institution(self, consignment: Consignment) -> bool:
        return consignment.institution_id is not None

    def get_allowed(self, consignment: Consignment) -> list[str]:
        relations = consignment_relations(self.person, consignment)
        status = ConsignmentStatus(consignment.status)
        return list(rules.allowed("consignment", status, relations))


class ConsignmentFilters(filters.FilterSet):  # type: ignore[misc]
    category = CategoryFilter()
    status = StatusFilter(ConsignmentStatus)
    region = AreaFilter()
    left = YesNoFilter(method="lying")

    def lying(self, rows: ConsignmentQuerySet, _: str, value: bool) -> ConsignmentQuerySet:
        """Those of which something still lies at the post."""
        return rows.left_at_posts() if value else rows


class JourneyBody(Body):
    day = Day(required=True)
    slot = Text(required=True, among=SLOTS)
    vehicle = Text(required=True, among=VEHICLES)
    deliverer = Text(maxLength=120, help_text="Who brings it, if not you.")
    post = Whole(help_text="A post's id; without one the neighbourhood's own.")
    note = Text(maxLength=500)


class PlanBody(JourneyBody):
    """With a quantity, that much is promised to the neighbourhood first and planned at once;
    without, every proposal for it is accepted."""

    region = Text(pattern=PLACE, help_text="A neighbourhood's code.")
    institution = Text(help_text="Instead of a region, an institution's request.")
    category = Text(required=True, among=CATEGORIES)
    quantity = Amount()
    portion = Day(help_text="With a quantity: the first day of the list's portion it is for.")
    contents = Codes(among=CONTENTS, help_text="What is in a package.")
    statement = YesNo(
        required=True,
        help_text="All of it is halal and unexpired, without politics and without any fee.",
    )


class ReceiptBody(Body):
    counted = Amount(required=True)
    receiver = Text(required=True, maxLength=120)
    witness = Text(required=True, maxLength=120)
    note = Text(maxLength=500)


class LateBody(Body):
    about = Text(required=True, among=DELAYS, help_text="About how long from now.")


class GiveBody(Body):
    handouts = Ids(required=True, help_text="Ids; several at once.")


class DivideBody(Body):
    reason = Text(required=True, maxLength=500)


class MoveOnBody(Body):
    """Without a quantity, all that is left."""

    quantity = Amount()
    note = Text(required=True, maxLength=500)


def reschedule(person: Person, reference: str, **fields: Any) -> object:
    return planning.reschedule(person, reference, Schedule(**fields))


def arrive(person: Person, reference: str, **fields: Any) -> object:
    return consignments.arrive(person, reference, Receipt(**fields))


def give(person: Person, reference: str, **ids: Any) -> object:
    return handouts.give(person, reference, ids["handouts"])


def move_on(person: Person, reference: str, note: object, quantity: object = None) -> object:
    return moving_on.move_on(person, reference, quantity, note)


VERBS = (
    Verb("reschedule", reschedule, "Another day, slot, vehicle, deliverer or post.", JourneyBody),
    Verb("confirm-slot", consignments.confirm_slot, "The receiver will be there."),
    Verb("start", consignments.start, "The deliverer sets out."),
    Verb("running-late", running_late.consignment_is_late, "It comes later.", LateBody),
    Verb("arrive", arrive, "It is at the post, counted before a witness.", ReceiptBody),
    Verb("give", give, "Tick hand-outs as given.", GiveBody),
    Verb("divide", dividing.divide, "Divide what came equally among all (bagi rata).", DivideBody),
    Verb("move-on", move_on, "Offer on what is left at the post.", MoveOnBody),
    Verb("finish", consignments.finish, "All who came have got theirs."),
    Verb("close", consignments.close, "Nothing remains to be done."),
    Verb("cancel", consignments.cancel, "It will not come."),
    Verb("lose", consignments.lose, "It was lost on its way."),
)


def visible(person: Person) -> ConsignmentQuerySet:
    rows: ConsignmentQuerySet = Consignment.private.visible_to(person)
    return rows


CONSIGNMENTS = Noun("consignments", visible, ConsignmentShown)


@extend_schema_view(
    get=extend_schema(
        tags=TAGS, operation_id="consignments_list", summary="The consignments you may see."
    )
)
class Consignments(Listing):
    serializer_class = ConsignmentShown
    filterset_class = ConsignmentFilters
    spends: ClassVar = {"POST": "pledge"}

    def get_queryset(self) -> ConsignmentQuerySet:
        return visible(self.person)

    def prepared(self, rows: Sequence[Consignment]) -> Sequence[Consignment]:
        return with_names(rows, lambda consignment: consignment.donor)

    @extend_schema(
        tags=TAGS,
        operation_id="consignments_plan",
        summary="Say yes to a whole neighbourhood at once, and when and how the goods come.",
        request=PlanBody,
        responses={201: ConsignmentShown},
    )
    def post(self, request: Request) -> Response:
        made = planned(self.person, **read(request, PlanBody))
        return Response(CONSIGNMENTS.show(self.person, made.reference), 201)


def planned(
    person: Person,
    category: object,
    region: object = "",
    institution: object = "",
    quantity: object = None,
    *,
    portion: object = "",
    **schedule: Any,
) -> Consignment:
    if quantity is not None:
        terms = Schedule(**schedule)
        return planning.pledge(person, region, category, quantity, terms, portion=portion)
    return planning.plan(person, region, category, Schedule(**schedule), institution=institution)


class Paper(Door):
    """A printed document; whoever reads it keeps it, nobody on the way does."""

    cache = "private, no-store"
    weight = 20

    def paper(self, pdf: bytes, name: str) -> HttpResponse:
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        answer.headers["Cache-Control"] = self.cache
        return answer


@extend_schema_view(
    get=extend_schema(
        tags=TAGS,
        operation_id="consignments_waybill",
        summary="The waybill (surat jalan) that travels with it, as PDF.",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
)
class Waybill(Paper):
    def get(self, _: Request, reference: str) -> HttpResponse:
        return self.paper(papers.print_waybill(self.person, reference), f"surat-jalan-{reference}")


@extend_schema_view(
    get=extend_schema(
        tags=TAGS,
        operation_id="consignments_handover_note",
        summary="The hand-over note (BAST) of the count at the post, as PDF.",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
)
class HandoverNote(Paper):
    def get(self, _: Request, reference: str) -> HttpResponse:
        return self.paper(papers.print_handover_note(self.person, reference), f"bast-{reference}")


ONE = "consignments/<reference:reference>"
urlpatterns = [
    path("consignments/", Consignments.as_view()),
    detail_path(CONSIGNMENTS, "One consignment."),
    *verb_paths(CONSIGNMENTS, VERBS, limit="act_on_consignment"),
    path(f"{ONE}/waybill/", Waybill.as_view()),
    path(f"{ONE}/handover-note/", HandoverNote.as_view()),
]
