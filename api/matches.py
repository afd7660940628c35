"""Matches: from proposal to the household's own word."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid import rules
from aid.actions import (
    blocks,
    complaints,
    confirmation,
    deliveries,
    disclosure,
    matches,
    messages,
    places,
    posts,
    running_late,
)
from aid.actions.messages import MOST_CHARACTERS as MOST_OF_MESSAGE
from aid.actions.places import MOST_CHARACTERS as MOST_OF_PLACE
from aid.declining import WHY
from aid.delays import DELAYS
from aid.models import Match
from aid.models.match import COMPLAINTS, ENDED_WHY, ORIGINS
from aid.possible import BesideMatch, on_match
from aid.queries.areas import Areas, areas_for
from aid.queries.beside import beside_matches
from aid.queries.matches import MatchQuerySet
from aid.queries.scope import office
from aid.relations import match_relations
from aid.rules import MatchStatus
from aid.standing import match_verbs
from api.bodies import Amount, Body, Text, YesNo
from api.contacts import ContactShown, contact_shown
from api.doors import Door, Listing, person_at
from api.filters import AreaFilter, CategoryFilter, SinceFilter, StatusFilter, UrgencyFilter
from api.nouns import Noun, Verb, detail_path, verb_paths
from api.reasons import ReasonShown, reason_shown
from api.shown import (
    CategoryField,
    ClockField,
    ForPerson,
    NameField,
    PlaceShown,
    RegionShown,
    StatusField,
)
from geo.codes import Level, level_of
from geo.models import Region
from geo.privacy import published_point
from people.person import Person
from people.private import with_names

TAGS = ["matches"]
SENSITIVE = ", ".join(sorted(rules.SENSITIVE_COMPLAINTS))


class MatchShown(ForPerson):
    """A match, for both its sides and the coordinators. Its donor reads the area that
    ``aid.queries.areas`` allows and that area's published point; the address is a matter of its
    own."""

    reference = serializers.CharField()
    status = StatusField(MatchStatus)
    request = serializers.CharField(source="request.reference")
    offer = serializers.CharField(source="offer.reference")
    donor = NameField()
    category = CategoryField(source="request.category")
    quantity = serializers.IntegerField()
    urgency = serializers.IntegerField(source="request.urgency")
    region = serializers.SerializerMethodField(
        help_text="To its donor the kelurahan, as long as the RW would tell too much."
    )
    place = serializers.SerializerMethodField(help_text="The region's published point.")
    origin = serializers.ChoiceField(choices=ORIGINS)
    reason = serializers.SerializerMethodField()
    contact_agreed = serializers.SerializerMethodField()
    codes_left = serializers.SerializerMethodField(help_text="Attempts left for the receipt code.")
    made_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    expected_at = serializers.DateTimeField(
        allow_null=True, help_text="About when the donor said to be there, running late."
    )
    delivered_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_why = serializers.ChoiceField(
        choices=ENDED_WHY, help_text="weighed_again: a round took the proposal back."
    )
    allowed = serializers.SerializerMethodField(help_text="What you may do now: the rules' verbs.")

    def area(self, match: Match) -> Region:
        if rules.Who.DONOR not in match_relations(self.person, match):
            return match.request.region
        return self.areas.of_match(match)

    @cached_property
    def areas(self) -> Areas:
        return areas_for(self.person)

    @extend_schema_field(RegionShown)
    def get_region(self, match: Match) -> dict[str, Any]:
        return RegionShown(self.area(match)).data

    @extend_schema_field(PlaceShown)
    def get_place(self, match: Match) -> dict[str, float]:
        return PlaceShown(published_point(self.area(match).point)).data

    @extend_schema_field(ReasonShown(allow_null=True))
    def get_reason(self, match: Match) -> dict[str, Any] | None:
        return reason_shown(match.reason)

    def get_contact_agreed(self, match: Match) -> bool:
        return match.contact_agreed_at is not None

    def get_codes_left(self, match: Match) -> int:
        return rules.MOST_CODE_ATTEMPTS - match.wrong_codes

    def get_allowed(self, match: Match) -> list[str]:
        now = timezone.now()
        if match.pk not in self.beside:
            self.beside |= beside_matches(self.person, self.shown_together(match), now)
        return list(on_match(self.person, match, now, self.beside[match.pk]))

    @cached_property
    def beside(self) -> dict[int, BesideMatch]:
        return {}


class MatchFilters(filters.FilterSet):  # type: ignore[misc]
    reference = filters.CharFilter()
    request = filters.CharFilter(field_name="request__reference")
    offer = filters.CharFilter(field_name="offer__reference")
    category = CategoryFilter(field_name="request__category")
    status = StatusFilter(MatchStatus)
    urgency = UrgencyFilter(field_name="request__urgency")
    region = AreaFilter(method="in_region")
    waiting_since = SinceFilter(method="asked_before")

    def asked_before(self, rows: MatchQuerySet, _: str, value: datetime) -> MatchQuerySet:
        """A donor isn't told when somebody asked, so that none of their matches is found by it."""
        person = person_at(self.request)
        told = ~Q(donor_id__in=person.accounts) | office("request__region__code", person)
        return rows.filter(told, request__submitted_at__lte=value)

    def in_region(self, rows: MatchQuerySet, _: str, value: str) -> MatchQuerySet:
        """A donor's matches are found by the RW only where they are shown with it."""
        found = rows.within(value)
        if level_of(value) != Level.RW:
            return found
        person = person_at(self.request)
        named = areas_for(person, value).matches_named(value)
        return found.filter(~Q(donor_id__in=person.accounts) | named)


class HandedOver(Body):
    """Without a quantity, all of it."""

    quantity = Amount()


class Declined(Body):
    why = Text(among=WHY, help_text="For offices; the household doesn't read it.")


class Late(Body):
    about = Text(required=True, among=DELAYS, help_text="About how long from now.")


class Code(Body):
    code = Text(required=True)


class Agreement(Body):
    """The household itself needs to say nothing more."""

    household_agreed = YesNo(help_text="True: its coordinator asked it, and it agrees.")


class Settlement(Body):
    arrived = YesNo(required=True)


class Complaint(Body):
    kind = Text(required=True, among=COMPLAINTS)
    text = Text(maxLength=1000)
    message = Text(help_text=f"The id of a message of the other side: report it, as {SENSITIVE}.")


class Payment(Body):
    asked = YesNo(required=True, help_text="Whether somebody wanted money; yes is a complaint.")


class Place(Body):
    """Nothing: the RW post or the kelurahan office."""

    place = Text(maxLength=MOST_OF_PLACE)


class Collector(Body):
    name = Text(required=True, maxLength=120)


class Words(Body):
    text = Text(required=True, maxLength=MOST_OF_MESSAGE)


class ReceiptCodeShown(serializers.Serializer[Any]):
    code = serializers.CharField()


VERBS = (
    Verb("accept", matches.accept, "The donor says yes to a proposal.", needs_key=True),
    Verb("decline", matches.decline, "The donor says no to a proposal.", Declined),
    Verb("start", deliveries.start, "The deliverer sets out."),
    Verb("running-late", running_late.match_is_late, "The donor comes later.", Late),
    Verb("deliver", deliveries.deliver, "The donor handed it over.", HandedOver),
    Verb("receive", deliveries.receive, "A coordinator received it for them.", HandedOver),
    Verb("confirm", confirmation.confirm, "The household says that it came."),
    Verb("enter-code", confirmation.enter_code, "The donor enters the household's code.", Code),
    Verb("dispute", confirmation.dispute, "The household says that it did not come."),
    Verb("settle", confirmation.settle, "End a dispute.", Settlement),
    Verb("lose", deliveries.lose, "It was lost on its way."),
    Verb("cancel", deliveries.cancel, "The promise can't be kept."),
    Verb("did-not-come", deliveries.did_not_come, "Nobody came with it; the request goes first."),
    Verb("name-collector", posts.name_collector, "Say who fetches it.", Collector),
    Verb("agree-contact", disclosure.agree_contact, "Let this donor see the address.", Agreement),
    Verb("take-back-contact", disclosure.take_back_contact, "Close the address again."),
    Verb("agree-place", places.agree_place, "Name where it is handed over.", Place),
    Verb("write-message", messages.write_message, "Write to the other side.", Words),
    Verb("block-donor", blocks.block_donor, "The household blocks the donor."),
    Verb("unblock-donor", blocks.unblock_donor, "The household lifts its block."),
    Verb("complain", complaints.complain, "Tell what went wrong.", Complaint),
    Verb("answer-payment", complaints.answer_payment, "Were you asked to pay?", Payment),
)


def visible(person: Person) -> MatchQuerySet:
    rows: MatchQuerySet = Match.private.visible_to(person)
    return rows


MATCHES = Noun("matches", visible, MatchShown)


@extend_schema_view(
    get=extend_schema(tags=TAGS, operation_id="matches_list", summary="The matches you may see.")
)
class Matches(Listing):
    serializer_class = MatchShown
    filterset_class = MatchFilters

    def get_queryset(self) -> MatchQuerySet:
        return visible(self.person)

    def prepared(self, rows: Sequence[Match]) -> Sequence[Match]:
        return with_names(rows, lambda match: match.donor)


class Contact(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="matches_contact",
        summary="The address for the donor whom the household agreed to; each look is recorded.",
        responses=ContactShown,
    )
    def get(self, _: Request, reference: str) -> Response:
        return Response(contact_shown(disclosure.contact_for_donor(self.person, reference)))


class CollectionShown(serializers.Serializer[Any]):
    post = serializers.IntegerField(allow_null=True, help_text="The id of the post, if any.")
    collector = serializers.CharField(help_text="Empty as long as nobody is named.")
    custodian = serializers.CharField(help_text="Who keeps the goods; for both sides alone.")
    opens = ClockField(allow_null=True)
    closes = ClockField(allow_null=True)


class Collection(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="matches_collection",
        summary="Where goods are fetched, and by whom; for both sides and the office.",
        responses=CollectionShown,
    )
    def get(self, _: Request, reference: str) -> Response:
        collector = posts.collector_of(self.person, reference)
        match = visible(self.person).select_related("offer__post").get(reference=reference)
        post = match.offer.post
        allowed = match_verbs(self.person, match, timezone.now())
        kept = post is not None and "see_place" in allowed
        shown = {
            "post": post.pk if post else None,
            "collector": collector,
            "custodian": posts.custodian_of(self.person, reference) if kept else "",
            "opens": post.opens if post else None,
            "closes": post.closes if post else None,
        }
        return Response(CollectionShown(shown).data)


class ReceiptCode(Door):
    @extend_schema(
        tags=TAGS,
        operation_id="matches_receipt_code",
        summary="The code to say once the goods are in hand; for the household alone.",
        responses=ReceiptCodeShown,
    )
    def get(self, _: Request, reference: str) -> Response:
        return Response({"code": disclosure.receipt_code_of(self.person, reference)})


ONE = "matches/<reference:reference>"
urlpatterns = [
    path("matches/", Matches.as_view()),
    detail_path(MATCHES, "One match."),
    *verb_paths(MATCHES, VERBS),
    path(f"{ONE}/contact/", Contact.as_view()),
    path(f"{ONE}/collection/", Collection.as_view()),
    path(f"{ONE}/receipt-code/", ReceiptCode.as_view()),
]
