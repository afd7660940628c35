"""Tokens by which programs act for an organisation; made and revoked in a session alone."""

from typing import Any, ClassVar

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aid.actions import tokens as actions
from aid.actions.tokens import Wanted
from aid.errors import SignInNeeded
from api.bodies import Amount, Body, Codes, Text, Whole, read
from api.doors import Door
from api.shown import NameField
from people.factors import is_proven
from people.models import User
from people.private import with_names
from people.scopes import SCOPES, USUAL_TOKEN_DAYS
from people.tokens import tokens_of

TAGS = ["me"]
SCOPES_FIELD = serializers.ListField(child=serializers.ChoiceField(choices=list(SCOPES)))


class TokenShown(serializers.Serializer[Any]):
    """A token without its secret, which nobody can read again."""

    id = serializers.IntegerField(source="pk")
    organisation = serializers.IntegerField(source="organisation_id")
    name = serializers.CharField()
    scopes = SCOPES_FIELD
    made_by = NameField()
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the hour.")
    revoked_at = serializers.DateTimeField(allow_null=True)


class NewTokenShown(TokenShown):
    secret = serializers.CharField(help_text="Shown this once; send it as Bearer.")


class NewToken(Body):
    organisation = Whole(required=True, help_text="One that you work for.")
    name = Text(required=True, help_text="Which program it is for; no person's name.")
    scopes = Codes(required=True, among=SCOPES)
    days = Amount(help_text=f"How long it works, at most a year; {USUAL_TOKEN_DAYS} by itself.")


class TokenDoor(Door):
    """The second factor that was shown in the session counts."""

    spends: ClassVar = {"POST": "manage_tokens"}

    @property
    def proven(self) -> bool:
        user = self.request.user
        return isinstance(user, User) and is_proven(user, self.request.session)


class Tokens(TokenDoor):
    @extend_schema(
        tags=TAGS,
        operation_id="me_tokens",
        summary="The tokens of the organisations that you work for.",
        responses=TokenShown(many=True),
    )
    def get(self, _: Request) -> Response:
        if self.person.user_id is None:
            raise SignInNeeded()
        found = with_names(tokens_of(self.person.organisations), lambda each: each.made_by)
        return Response(TokenShown(found, many=True).data)

    @extend_schema(
        tags=TAGS,
        operation_id="me_tokens_make",
        summary="A new token, by which a program acts for an organisation; its secret, once.",
        request=NewToken,
        responses={201: NewTokenShown},
    )
    def post(self, request: Request) -> Response:
        wanted = Wanted(**read(request, NewToken))
        made = actions.make(self.person, wanted, proven=self.proven)
        return Response({**TokenShown(made.token).data, "secret": made.secret}, 201)


class Revoke(TokenDoor):
    @extend_schema(
        tags=TAGS,
        operation_id="me_tokens_revoke",
        summary="End a token at once.",
        request=None,
        responses=TokenShown,
    )
    def post(self, request: Request, pk: int) -> Response:
        read(request, Body)
        revoked = actions.revoke(self.person, pk, proven=self.proven)
        return Response(TokenShown(revoked).data)


urlpatterns = [
    path("me/tokens/", Tokens.as_view()),
    path("me/tokens/<int:pk>/revoke/", Revoke.as_view()),
]
