"""Who the API takes you for."""

from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.documents.calendar import calendar_file
from aid.errors import NotFound, SignInNeeded
from aid.models import Request as AidRequest
from aid.queries.calendar import appointments
from api.bodies import Body, Whole, read
from api.doors import Door
from api.shown import NameField
from people import private
from people.accounts import organisations_of
from people.models import User
from people.person import Role
from people.scopes import SCOPES
from people.session import give_for


class RoleShown(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=[role.value for role in Role])
    region = serializers.CharField(source="region_code")


class OrganisationShown(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    name = NameField(source="*")


class GivingFor(Body):
    """Null: in your own name."""

    organisation = Whole()


class TokenInUse(serializers.Serializer[Any]):
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=list(SCOPES)))
    expires_at = serializers.DateTimeField()


class MeShown(serializers.Serializer[Any]):
    name = serializers.CharField(allow_null=True, help_text="Null without an account.")
    login = serializers.CharField(allow_null=True)
    verified = serializers.BooleanField(help_text="Whether the city knows you as a donor.")
    roles = RoleShown(many=True)
    organisations = OrganisationShown(many=True, help_text="Those that you work for.")
    giving_for = serializers.IntegerField(
        allow_null=True, help_text="The organisation in whose name you give at present."
    )
    opened = serializers.ListField(
        child=serializers.CharField(), help_text="Requests whose links were opened here."
    )
    token = TokenInUse(allow_null=True, help_text="What you showed, where a program asks.")


class Me(Door):
    @extend_schema(
        tags=["me"],
        operation_id="me",
        summary="Your account, your offices, and the links you opened; sets the CSRF cookie.",
        responses=MeShown,
    )
    def get(self, request: Request) -> Response:
        if request.auth is None:
            get_token(request._request)
        return Response(self.shown(request.user))

    def shown(self, user: Any) -> dict[str, Any]:
        person = self.person
        ids = person.opened | person.helping
        opened = AidRequest.private.visible_to(person).filter(pk__in=ids) if ids else ()
        details = private.details_of(user) if isinstance(user, User) else None
        shown = {
            "name": details.name if details else None,
            "login": (details.login or None) if details else None,
            "verified": getattr(user, "verified_at", None) is not None,
            "roles": person.roles,
            "organisations": organisations_of(person) if person.organisations else (),
            "giving_for": person.giving_for if person.donor_id != person.user_id else None,
            "opened": [row.reference for row in opened],
            "token": self.request.auth,
        }
        return MeShown(shown).data


class Giving(Door):
    keeps_answers = False

    @extend_schema(
        tags=["me"],
        operation_id="me_giving_for",
        summary="Give in the name of an organisation that you work for, in this session.",
        request=GivingFor,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        if self.person.user_id is None:
            raise SignInNeeded()
        chosen = read(request, GivingFor).get("organisation")
        if chosen is not None and chosen not in self.person.organisations:
            raise NotFound()
        give_for(request._request.session, chosen)
        return Response(status=204)


class Deliveries(Door):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: ARG002
        """Whoever asks for a calendar only gets refusals in JSON all the same."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        tags=["me"],
        operation_id="me_deliveries",
        summary="Your promised deliveries and planned consignments, as iCalendar.",
        responses={(200, "text/calendar"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        if self.person.user_id is None:
            raise SignInNeeded()
        language = get_language() or "id"
        found = appointments(
            self.person, timezone.now(), language, request._request.build_absolute_uri
        )
        content = calendar_file(_("Gandeng: my deliveries"), found)
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")


urlpatterns = [
    path("me/", Me.as_view()),
    path("me/giving-for/", Giving.as_view()),
    path("me/deliveries.ics", Deliveries.as_view()),
]
