"""Who is asking: by the browser's session."""

from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from api.errors import Fault
from people.session import opened_coupons, opened_links


class Sessions(SessionAuthentication):
    """A browser's session. Links and coupons that were opened in it carry rights too, so that a
    session without an account is protected like one with."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        session = request._request.session
        found = super().authenticate(request)
        if found is None and (opened_links(session) or opened_coupons(session)):
            self.enforce_csrf(request)
        return found

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise Fault("csrf_failed") from None
