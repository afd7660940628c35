"""Requests: asking, following, checking."""

from typing import Any, ClassVar

from django.http import JsonResponse
from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response

from aid.actions import (
    disclosure,
    known,
    matches,
    requests,
    standing_need,
    verification,
    vouching,
)
from aid.categories import CATEGORIES
from aid.errors import NotFound
from aid.models import Request
from aid.models.household import KINDS
from aid.possible import UNREAD, on_request
from aid.queries.beside import beside_requests
from aid.queries.requests import RequestQuerySet
from aid.rules import RequestStatus
from aid.slots import MEALS
from api.bodies import PLACE, Amount, Body, Day, Number, Text, YesNo, read
from api.contacts import ContactShown, contact_shown
from api.doors import Door, Listing
from api.filters import (
    AreaFilter,
    CategoryFilter,
    SinceFilter,
    SpotFilters,
    StatusFilter,
    UrgencyFilter,
)
from api.matches import MATCHES, MatchShown
from api.nouns import Noun, Verb, detail_path, verb_paths
from api.pages import NEWEST, Orders
from api.reasons import ReasonShown, reason_shown
from api.rights import URGENCY, Correction, correct
from api.shown import CategoryField, ForPerson, RegionShown, StatusField
from geo.queries import ON_PUBLISHED_GRID
from matching.queries import gap_facts

TAGS = ["requests"]


class RequestShown(ForPerson):
    """A request, for those who may see its page."""

    reference = serializers.CharField()
    status = StatusField(RequestStatus)
    category = CategoryField()
    is_neighbourhood = serializers.SerializerMethodField()
    region = RegionShown()
    urgency = serializers.IntegerField(help_text="0 no food today, 1 none tomorrow, 2 this week")
    needed = serializers.IntegerField()
    listed = serializers.IntegerField(help_text="Asked for by households of the neighbourhood.")
    proposed = serializers.IntegerField()
    reserved = serializers.IntegerField()
    delivered = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    open = serializers.IntegerField()
    people = serializers.IntegerField(source="household.people", allow_null=True)
    vulnerable = serializers.BooleanField(source="household.vulnerable", allow_null=True)
    kind = serializers.CharField(source="household.kind", allow_null=True)
    slot = serializers.CharField(help_text="When a meal is eaten; empty for any time.")
    no_local_id = serializers.BooleanField()
    not_through_rw = serializers.BooleanField()
    whole = serializers.BooleanField(help_text="Of use only all at once, from one donor.")
    for_someone_else = serializers.BooleanField()
    note = serializers.CharField()
    refusal = serializers.CharField()
    until = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField()
    verified_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    allowed = serializers.SerializerMethodField(
        help_text="What you may do now: the rules' verbs. In lists without a look at what stands "
        "beside the request, such as a donor on the road."
    )

    def get_is_neighbourhood(self, request: Request) -> bool:
        return request.household_id is None

    def get_allowed(self, request: Request) -> list[str]:
        now = timezone.now()
        listed = isinstance(self.parent, serializers.ListSerializer)
        beside = UNREAD if listed else beside_requests(self.person, [request], now)[request.pk]
        return list(on_request(self.person, request, now, beside))


class RequestFilters(SpotFilters):
    # By distances from it, as often as somebody asks, no home is found.
    place = ON_PUBLISHED_GRID
    reference = filters.CharFilter()
    category = CategoryFilter()
    status = StatusFilter(RequestStatus)
    urgency = UrgencyFilter()
    region = AreaFilter()
    waiting_since = SinceFilter(field_name="submitted_at")


class Ask(Body):
    """What a household needs; quantities in the category's unit, places in degrees."""

    category = Text(required=True, among=CATEGORIES)
    quantity = Amount(required=True)
    region = Text(required=True, pattern=PLACE, help_text="Code of a kelurahan or neighbourhood.")
    urgency = Amount(oneOf=URGENCY, help_text="0 no food today, 1 none tomorrow, 2 this week")
    people = Amount()
    vulnerable = YesNo()
    name = Text(required=True, maxLength=120)
    phone = Text(maxLength=40)
    address = Text(maxLength=300)
    landmark = Text(maxLength=200)
    id_number = Text(maxLength=40, help_text="NIK, 16 digits; only a keyed hash of it is kept.")
    account = Text(maxLength=80, help_text="Bank or e-wallet account that money is to be paid to.")
    note = Text(maxLength=500)
    latitude = Number()
    longitude = Number()
    until = Day(help_text="The last day; with a slot the day of the meal.")
    slot = Text(among=("", *MEALS), help_text="When a meal is eaten; empty for any time.")
    kind = Text(among=KINDS, help_text="A household, or which institution.")
    no_local_id = YesNo(help_text="No Jakarta ID, or not known to the RT: neighbours vouch.")
    not_through_rw = YesNo(help_text="Have it checked by the kelurahan, not by the RW.")
    whole = YesNo(help_text="Of use only all at once, from one donor.")
    for_someone_else = YesNo()
    consent = YesNo(required=True)
    messages_consent = YesNo(help_text="Whether messages may be sent to the phone number.")


class AskForNeighbourhood(Body):
    """What a neighbourhood declares that it needs."""

    category = Text(required=True, among=CATEGORIES)
    quantity = Amount(required=True)
    urgency = Amount(oneOf=URGENCY)
    note = Text(maxLength=500)
    until = Day()


class LinkShown(serializers.Serializer[Any]):
    """A secret link; shown once. Only its hashes are kept, and for a day, sealed, this answer for
    whoever sends the same again."""

    token = serializers.CharField()
    code = serializers.CharField(help_text="The page code: six digits.")


class ReceiptShown(serializers.Serializer[Any]):
    request = RequestShown()
    link = LinkShown(source="*")


def visible(person: Any) -> RequestQuerySet:
    rows: RequestQuerySet = Request.private.visible_to(person)
    return rows


REQUESTS = Noun("requests", visible, RequestShown)


class Refusal(Body):
    reason = Text(required=True, maxLength=300)


class Pairing(Body):
    offer = Text(required=True, help_text="The offer's reference.")
    quantity = Amount(required=True)


VERBS = (
    Verb("withdraw", requests.withdraw, "Take a request back."),
    Verb("say-enough", requests.say_enough, "Say that what came suffices."),
    Verb("correct", correct, "The household corrects its request.", Correction),
    Verb("still-need", standing_need.still_need, "Still needed: let it stand longer."),
    Verb("take-back-messages", known.take_back_messages, "No messages to the number any more."),
    Verb("verify", verification.verify, "Say that the need is real."),
    Verb("refuse", verification.refuse, "Say why this can't be helped here.", Refusal),
)


@extend_schema_view(
    get=extend_schema(tags=TAGS, operation_id="requests_list", summary="The requests you may see.")
)
class Requests(Listing):
    serializer_class = RequestShown
    filterset_class = RequestFilters
    orders: ClassVar[Orders] = {
        **NEWEST,
        "waiting": ("submitted_at", "pk"),
        "urgency": ("urgency", "pk"),
        "distance": ("metres", "pk"),
    }
    spends: ClassVar = {"POST": "ask"}
    needs_key = True

    def get_queryset(self) -> RequestQuerySet:
        return visible(self.person).for_lists()

    @extend_schema(
        tags=TAGS,
        operation_id="requests_submit",
        summary="Ask for aid, with or without an account.",
        request=Ask,
        responses={201: ReceiptShown},
    )
    def post(self, request: HttpRequest) -> Response:
        receipt = requests.submit(self.person, requests.Asked(**read(request, Ask)))
        shown = ReceiptShown(receipt, context={"person": self.person}).data
        return Response(shown, 201)


class NeighbourhoodNeed(Door):
    spends: ClassVar = {"POST": "ask"}
    needs_key = True

    @extend_schema(
        tags=TAGS,
        operation_id="requests_submit_for_neighbourhood",
        summary="Declare what a neighbourhood needs.",
        request=AskForNeighbourhood,
        responses={201: RequestShown},
    )
    def post(self, request: HttpRequest, code: str) -> Response:
        asked = requests.Asked(region=code, **read(request, AskForNeighbourhood))
        made = requests.submit_for_neighbourhood(self.person, asked)
        return Response(REQUESTS.show(self.person, made.reference), 201)


class UnknownShown(serializers.Serializer[Any]):
    """What a neighbour sees of a household to vouch for."""

    reference = serializers.CharField()
    region = RegionShown()
    category = CategoryField()
    asked_at = serializers.DateTimeField()
    vouched = serializers.BooleanField(help_text="Whether you did so already.")


class Vouching(Door):
    spends: ClassVar = {"GET": "vouch", "POST": "vouch"}

    @extend_schema(
        tags=TAGS,
        operation_id="requests_unknown",
        summary="A request that needs neighbours' word, by the number that the household gave.",
        responses=UnknownShown,
    )
    def get(self, _: HttpRequest, reference: str) -> Response:
        return Response(UnknownShown(vouching.unknown_household(self.person, reference)).data)

    @extend_schema(
        tags=TAGS,
        operation_id="requests_vouch",
        summary="Vouch for a household of your neighbourhood.",
        request=None,
        responses=UnknownShown,
    )
    def post(self, request: HttpRequest, reference: str) -> Response:
        read(request, Body)
        vouching.vouch(self.person, reference)
        return Response(UnknownShown(vouching.unknown_household(self.person, reference)).data)


class Link(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_issue_link",
        summary="A new link for the household, given to it in person; kelurahan level and up.",
        request=None,
        responses=LinkShown,
    )
    def post(self, request: HttpRequest, reference: str) -> Response:
        read(request, Body)
        return Response(LinkShown(verification.hand_over_link(self.person, reference)).data)


class PairByHand(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_match",
        summary="Propose an offer for a request, as its coordinator.",
        request=Pairing,
        responses={201: MatchShown},
    )
    def post(self, request: HttpRequest, reference: str) -> Response:
        fields = read(request, Pairing)
        made = matches.propose_by_hand(self.person, reference, fields["offer"], fields["quantity"])
        return Response(MATCHES.show(self.person, made.reference), 201)


class Contact(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_contact",
        summary="The household's contact; every look is recorded.",
        responses=ContactShown,
    )
    def get(self, _: HttpRequest, reference: str) -> Response:
        return Response(contact_shown(disclosure.contact_for_office(self.person, reference)))


class Gap(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="requests_gap",
        summary="Why the newest round left the request unmet; null when it didn't.",
        responses=ReasonShown(allow_null=True),
    )
    def get(self, _: HttpRequest, reference: str) -> Response | JsonResponse:
        found = visible(self.person).filter(reference=reference).first()
        if found is None:
            raise NotFound()
        shown = reason_shown(gap_facts(found.pk))
        # The framework's own answer to nothing is no body, which is no JSON.
        return Response(shown) if shown else JsonResponse(None, safe=False)


ONE = "requests/<reference:reference>"
urlpatterns = [
    path("requests/", Requests.as_view()),
    detail_path(REQUESTS, "One request."),
    *verb_paths(REQUESTS, VERBS),
    path(f"{ONE}/link/", Link.as_view()),
    path(f"{ONE}/vouch/", Vouching.as_view()),
    path(f"{ONE}/match/", PairByHand.as_view()),
    path(f"{ONE}/contact/", Contact.as_view()),
    path(f"{ONE}/gap/", Gap.as_view()),
    path("neighbourhoods/<region:code>/requests/", NeighbourhoodNeed.as_view()),
]
