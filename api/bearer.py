"""Who is asking: by a token, for an organisation."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from api.errors import Fault
from people.limits import spend
from people.models import ApiToken, User
from people.network import network_at
from people.tokens import by_secret

SCHEME = "bearer"


class Bearer(BaseAuthentication):
    """A program that shows a token. Browsers send none by themselves, so that no other page can
    act with it; the session's cookie counts for nothing beside it."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != SCHEME:
            return None
        token = by_secret(secret.strip())
        if token is None:
            spend("wrong_token", network=network_at(request))
            raise Fault("token_invalid")
        return token.organisation, token
