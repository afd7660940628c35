"""Who the API takes you for."""

from typing import Any

from django.middleware.csrf import get_token
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.models import Request as AidRequest
from api.doors import Door
from people import private
from people.models import User
from people.person import Role


class RoleShown(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=[role.value for role in Role])
    region = serializers.CharField(source="region_code")


class MeShown(serializers.Serializer[Any]):
    name = serializers.CharField(allow_null=True, help_text="Null without an account.")
    login = serializers.CharField(allow_null=True)
    verified = serializers.BooleanField(help_text="Whether the city knows you as a donor.")
    roles = RoleShown(many=True)
    opened = serializers.ListField(
        child=serializers.CharField(), help_text="Requests whose links were opened here."
    )


class Me(Door):
    @extend_schema(
        tags=["me"],
        operation_id="me",
        summary="Your account, your offices, and the links you opened; sets the CSRF cookie.",
        responses=MeShown,
    )
    def get(self, request: Request) -> Response:
        get_token(request._request)
        person, user = self.person, request.user
        ids = person.opened | person.helping
        opened = AidRequest.private.visible_to(person).filter(pk__in=ids) if ids else ()
        details = private.details_of(user) if isinstance(user, User) else None
        shown = {
            "name": details.name if details else None,
            "login": details.login if details else None,
            "verified": getattr(user, "verified_at", None) is not None,
            "roles": person.roles,
            "opened": [row.reference for row in opened],
        }
        return Response(MeShown(shown).data)


urlpatterns = [path("me/", Me.as_view())]
